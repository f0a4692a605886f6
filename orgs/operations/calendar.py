"""The holiday table."""

import datetime

import chinese_calendar
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line
from common.violations import require
from orgs.models import Holiday
from orgs.policy import Action
from orgs.scope import REFUSAL, has_right

FIRST_YEAR = 2000
YEARS_AHEAD = 5

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


@transaction.atomic
def add_holiday(*, actor: User, day: datetime.date, name: str, is_workday: bool) -> Holiday:
    """Enter a day that differs from Monday–Friday: a holiday, or a weekend that is worked.

    Due days that are not yet fixed follow; a report that is open keeps its own. Refuses
    `holiday.day`, `holiday.known` and `holiday.workday` (people work on it anyway).
    """
    _require_right(actor)
    _require_near(day)
    _require_weekend(day, is_workday)
    values = {"name": normalise_line(name, label="名称", limit=50, field="name")}
    values["is_workday"] = is_workday
    holiday, is_new = Holiday.objects.get_or_create(day=day, defaults=values)
    require(
        is_new,
        f"{day:%Y-%m-%d} 已在日历里（{holiday.name}），请直接修改那一条。",
        code="holiday.known",
        field="day",
    )
    write_audit(actor=actor, action="holiday.add", record=holiday, **values)
    return holiday


@transaction.atomic
def change_holiday(*, actor: User, holiday: Holiday, name: str, is_workday: bool) -> Holiday:
    """Correct what a day of the calendar is; refuses `holiday.gone` and `holiday.workday`."""
    _require_right(actor)
    row = _held(holiday)
    _require_weekend(row.day, is_workday)
    before = {"name": row.name, "is_workday": row.is_workday}
    row.name = normalise_line(name, label="名称", limit=50, field="name")
    row.is_workday = is_workday
    row.save(update_fields=["name", "is_workday"])
    write_audit(actor=actor, action="holiday.change", record=row, before=before)
    return row


@transaction.atomic
def remove_holiday(*, actor: User, holiday: Holiday) -> None:
    """Take a day out of the calendar: it follows Monday–Friday again. Refuses `holiday.gone`."""
    _require_right(actor)
    row = _held(holiday)
    write_audit(actor=actor, action="holiday.remove", record=row, is_workday=row.is_workday)
    row.delete()


def _require_right(actor: User) -> None:
    """The calendar is the same for everybody: the right counts wherever it was given."""
    if not has_right(actor, Action.KEEP_CALENDAR):
        raise PermissionDenied(REFUSAL)


def _held(holiday: Holiday) -> Holiday:
    row = Holiday.objects.select_for_update().filter(pk=holiday.pk).first()
    require(row is not None, "这一天刚刚已从日历里删去。", code="holiday.gone")
    return row


def _require_near(day: datetime.date) -> None:
    last_year = clock.today().year + YEARS_AHEAD
    require(
        FIRST_YEAR <= day.year <= last_year,
        f"日期应在 {FIRST_YEAR} 年至 {last_year} 年之间。",
        code="holiday.day",
        field="day",
    )


def _require_weekend(day: datetime.date, is_workday: bool) -> None:
    require(
        not is_workday or day.weekday() >= 5,
        f"{day:%Y-%m-%d} 本来就是工作日，不用登记调休上班。",
        code="holiday.workday",
        field="is_workday",
    )


def _name(day: datetime.date) -> str:
    name = chinese_calendar.get_holiday_detail(day)[1]
    return NAMES.get(name, "节假日") if name else "调休"
