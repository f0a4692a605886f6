"""Kinds of long tasks; each app registers its own in its `tasks.py`."""

import datetime
import logging
import traceback
from collections.abc import Callable
from contextlib import nullcontext

from django.db import transaction

from accounts.models import Job
from common import clock

logger = logging.getLogger(__name__)
# Longer than any job may take: after this its worker is taken for dead.
PATIENCE = datetime.timedelta(hours=1)
kinds: dict[str, Callable[[Job], str]] = {}
# Kinds whose functions open their own transactions, because they tell how far they are.
apart: set[str] = set()


def job(
    kind: str, *, is_atomic: bool = True
) -> Callable[[Callable[[Job], str]], Callable[[Job], str]]:
    """Register the function that does jobs of this kind and returns a Chinese result line.

    `is_atomic` False: the function itself sees to it that a second run does nothing twice.
    """

    def register(function: Callable[[Job], str]) -> Callable[[Job], str]:
        kinds[kind] = function
        if not is_atomic:
            apart.add(kind)
        return function

    return register


def release_abandoned() -> int:
    """Put jobs whose worker was killed back among the waiting; returns how many.

    Such a job left no half work: what it wrote went with its transaction, or it was declared to
    bear a second run.
    """
    return Job.objects.abandoned(clock.now() - PATIENCE).update(state=Job.State.WAITING)


def claim(job_id: int) -> bool:
    """Take a waiting row by conditional update: of two workers just one gets True."""
    return bool(
        Job.objects.waiting()
        .filter(pk=job_id)
        .update(state=Job.State.RUNNING, started_at=clock.now())
    )


def run(job_id: int) -> None:
    """Run one job if nobody else has it; its end state and result are always written."""
    if not claim(job_id):
        return
    row = Job.objects.get(pk=job_id)
    try:
        with nullcontext() if row.kind in apart else transaction.atomic():
            result, state = kinds[row.kind](row), Job.State.DONE
    except Exception:  # noqa: BLE001  whatever a job meets, its row must say so
        logger.error("job %s failed: %s", row.pk, traceback.format_exc())
        result, state = "执行时出错，已记录，请联系系统管理员。", Job.State.FAILED
    Job.objects.filter(pk=row.pk).update(result=result, state=state, finished_at=clock.now())
