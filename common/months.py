"""A calendar month as a value, its model field and its address converter."""

import calendar
import datetime
import re
from functools import total_ordering
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


@total_ordering
class Month:
    """A local calendar month; immutable, ordered, printed `2026-10`."""

    __slots__ = ("month", "year")

    def __init__(self, year: int, month: int) -> None:
        datetime.date(year, month, 1)  # refuses what is no month
        self.year = year
        self.month = month

    @classmethod
    def of(cls, day: datetime.date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-10`; anything else is a ValueError."""
        found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        # The first and the last year lack a neighbour that `previous` and `next` could lead to.
        if found is None or not 1 < int(found[1]) < datetime.MAXYEAR:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.month, 1)

    @property
    def last_day(self) -> datetime.date:
        return self.first_day.replace(day=calendar.monthrange(self.year, self.month)[1])

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    def plus(self, count: int) -> Self:
        """Return the month `count` months later (earlier when negative)."""
        index = self.year * 12 + self.month - 1 + count
        return type(self)(index // 12, index % 12 + 1)

    def next(self) -> Self:
        return self.plus(1)

    def previous(self) -> Self:
        return self.plus(-1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Month) and (self.year, self.month) == (other.year, other.month)

    def __lt__(self, other: "Month") -> bool:
        return (self.year, self.month) < (other.year, other.month)

    def __hash__(self) -> int:
        return hash((self.year, self.month))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __repr__(self) -> str:
        return f"Month({self.year}, {self.month})"


class MonthField(models.DateField):
    """A Month, stored as its first day."""

    description = "calendar month"

    def from_db_value(
        self, value: datetime.date | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> Month | None:
        return None if value is None else Month.of(value)

    def to_python(self, value: Any) -> Month | None:
        if value is None or isinstance(value, Month):
            return value
        if isinstance(value, datetime.date):
            return Month.of(value)
        try:
            return Month.parse(str(value)[:7])
        except ValueError:
            raise ValidationError("请按“2026-10”的样子填写月份。", code="month.invalid") from None

    def get_prep_value(self, value: Any) -> datetime.date | None:
        month = self.to_python(value)
        return None if month is None else month.first_day

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class MonthConverter:
    """`<month:month>` in addresses."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month) -> str:
        return str(value)
