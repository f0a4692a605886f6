"""Periodic work of this app; ids in, nothing out."""

from celery import shared_task

from accounts import jobs
from accounts.models import Job
from accounts.operations import seal_audit


@shared_task
def run_waiting_jobs() -> None:
    """Every five seconds: run what waits. Safe twice, a row is claimed by one worker only."""
    jobs.release_abandoned()
    for job_id in Job.objects.waiting().values_list("pk", flat=True)[:20]:
        jobs.run(job_id)


@shared_task
def seal_audit_trail() -> None:
    """Every hour: seal what was written since. Twice seals nothing twice: a seal is unique."""
    while seal_audit():
        pass
