"""Periodic work over the tree."""

from celery import shared_task

from accounts.jobs import job
from accounts.models import Job
from accounts.operations import request_job
from orgs.selectors.tree import tree_faults


@shared_task
def request_tree_check() -> None:
    """Nightly at 02:30: leave a job that verifies the tree. Twice only checks twice."""
    request_job(actor=None, kind="tree_check")


@job("tree_check")
def check_tree(row: Job) -> str:
    """Verify all ranges; the result line says how many faults there are."""
    faults = tree_faults()
    return f"组织树有 {len(faults)} 处错误，请运行修复。" if faults else "组织树无误。"
