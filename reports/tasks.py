"""Periodic work of this app."""

from celery import shared_task

from reports.operations.notices import invite_to_report
from reports.periods import Period, last_finished_month
from reports.selectors import reporting_communities


@shared_task
def invite_reports() -> None:
    """On the 1st at 07:30: tell every community that must report that it can.

    Running twice is harmless: who has the message does not get it again.
    """
    month = last_finished_month()
    for community in reporting_communities(Period.of_month(month)):
        invite_to_report(community=community, month=month)
