"""When a month's report is due."""

import datetime

from django.conf import settings

from common import clock
from common.months import Month
from orgs.selectors.days import next_working_day


def due_day(month: Month) -> datetime.date:
    """Return the last day on which a first submission is in time (S12).

    The 5th of the next month (a setting), moved to the next working day by the holiday table.
    """
    return next_working_day(month.next().first_day.replace(day=settings.REPORT_DUE_DAY))


def due_at(month: Month) -> datetime.datetime:
    """Return the moment that a first submission must not pass: the due day, 24:00."""
    return clock.end_of_day(due_day(month))
