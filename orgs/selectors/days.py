"""Working days by the editable holiday table."""

import datetime

from orgs.models import Holiday


def is_working_day(day: datetime.date) -> bool:
    """Whether people work; a day that the table does not name follows Monday–Friday."""
    named = Holiday.objects.on(day)
    return named.is_workday if named else day.weekday() < 5


def next_working_day(day: datetime.date) -> datetime.date:
    """Return the day itself if people work on it, else the next one they do."""
    while not is_working_day(day):
        day += datetime.timedelta(days=1)
    return day


def years_without_holidays(*years: int) -> list[int]:
    """Return those of the years of which the calendar names no day."""
    known = Holiday.objects.filter(day__year__in=years).dates("day", "year")
    return sorted(set(years) - {day.year for day in known})
