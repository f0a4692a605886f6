"""Periodic work over the tree, the audit trail and the stored files."""

from celery import shared_task

from accounts.audit import first_fault
from accounts.jobs import job
from accounts.models import Job
from accounts.operations import notify_each, request_job
from orgs.operations.attachments import sweep_orphans
from orgs.policy import Action, roles_with
from orgs.selectors.people import holders_anywhere
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


@shared_task
def sweep_attachments() -> None:
    """Nightly at 03:30: delete files that no row names. Twice finds nothing the second time."""
    sweep_orphans()


@shared_task
def request_audit_check() -> None:
    """Nightly at 03:00: leave a job that verifies the audit trail. Twice only checks twice."""
    request_job(actor=None, kind="audit_check")


@job("audit_check")
def check_audit(row: Job) -> str:
    """Verify seals and chain; a fault is also told to the auditors."""
    fault = first_fault()
    if fault is None:
        return "审计记录完整。"
    text = f"审计记录校验未通过：{fault}"
    auditors = holders_anywhere(*roles_with(Action.READ_AUDIT))
    notify_each(texts=dict.fromkeys(auditors.values_list("pk", flat=True), text))
    return text
