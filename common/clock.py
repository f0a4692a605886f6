"""Today and now, local to the district (Asia/Shanghai)."""

import datetime

from django.utils import timezone


def now() -> datetime.datetime:
    """Return the aware present moment."""
    return timezone.now()


def today() -> datetime.date:
    """Return the local calendar day."""
    return timezone.localdate()


def end_of_day(day: datetime.date) -> datetime.datetime:
    """Return the first moment after the local day: `x < end_of_day(day)` means by that day."""
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    return timezone.make_aware(midnight)


def start_of_day(day: datetime.date) -> datetime.datetime:
    """Return the first moment of the local day."""
    return end_of_day(day - datetime.timedelta(days=1))
