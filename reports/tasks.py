"""Periodic work of this app."""

import datetime

from celery import shared_task

from common import clock
from orgs.models import HandOver
from reports.operations.hand_over import pass_on_messages
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


@shared_task
def pass_on_hand_over_messages() -> None:
    """Every morning at 00:10: hand-overs whose day has come pass their messages on.

    A few days back are looked at too, for a worker that stood still. Running twice is harmless:
    what went to the successor is no longer the predecessor's.
    """
    today = clock.today()
    days = (today - datetime.timedelta(days=7), today)
    for hand_over in HandOver.objects.taking_effect(*days).for_list():
        pass_on_messages(hand_over)
