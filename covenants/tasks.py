"""Periodic work of this app."""

from celery import shared_task

from common import clock
from covenants.operations.notices import warn_of_expiry as warn
from covenants.selectors.expiry import covenants_to_warn_of


@shared_task
def warn_of_expiry() -> None:
    """Every morning at 07:40: tell the sides of covenants that end within 60 or 30 days.

    Running twice is harmless: the first to note on the covenant that its sides were told sends.
    """
    today = clock.today()
    for covenant in covenants_to_warn_of(today):
        warn(covenant=covenant, day=today)
