"""The holiday table."""

import datetime

import chinese_calendar
from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from orgs.models import Holiday

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


@transaction.atomic
def load_holidays(*, actor: User | None, year: int) -> int:
    """Fill a year's holidays and worked weekends from the library; returns how many were added.

    Days already in the table stay as people edited them. A year that the library does not know
    adds nothing: Monday–Friday is the visible fallback.
    """
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    try:
        free = chinese_calendar.get_holidays(first, last, include_weekends=False)
        worked = [day for day in chinese_calendar.get_workdays(first, last) if day.weekday() >= 5]
    except NotImplementedError:
        return 0
    known = set(Holiday.objects.filter(day__year=year).values_list("day", flat=True))
    rows = [
        Holiday(day=day, name=_name(day), is_workday=day in set(worked))
        for day in sorted({*free, *worked})
        if day not in known
    ]
    created = Holiday.objects.bulk_create(rows)
    if created:
        write_audit(actor=actor, action="holiday.load", record=created[0], count=len(created))
    return len(created)


def _name(day: datetime.date) -> str:
    name = chinese_calendar.get_holiday_detail(day)[1]
    return NAMES.get(name, "节假日") if name else "调休"
