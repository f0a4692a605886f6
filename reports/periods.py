"""The stretch of days a figure speaks of."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from common import clock
from common.months import Month


@dataclass(frozen=True)
class Period:
    """Flows count from `first` to `last`, both included; stocks stand at the end of `as_of`.

    `heirs`: dissolved node → the node that stands for it on that day, for figures that tell nodes
    apart (`reports.territory`).
    """

    first: datetime.date
    last: datetime.date
    as_of: datetime.date
    heirs: Mapping[int, int] = field(default_factory=dict, compare=False)

    @classmethod
    def of_month(cls, month: Month, as_of: datetime.date | None = None) -> Self:
        """A month; its stocks stand on its last day unless another day is named."""
        return cls(month.first_day, month.last_day, as_of or month.last_day)

    @classmethod
    def as_known_on(cls, day: datetime.date) -> Self:
        """Stocks of the day, flows of the last month that was over by then."""
        return cls.of_month(last_finished_month(day), day)

    @property
    def month(self) -> Month:
        """The month in which the period ends."""
        return Month.of(self.last)

    @property
    def reporting_month(self) -> Month:
        """The last month whose report may have come in by the as-of day: over before it."""
        return self.month if self.as_of > self.last else self.month.previous()

    def with_heirs(self, heirs: Mapping[int, int]) -> Self:
        """Return the period, knowing who stands for whom."""
        return replace(self, heirs=heirs)

    def year_to_date(self) -> Self:
        """本年累计: from the first of January to the same end."""
        return type(self)(self.first.replace(month=1, day=1), self.last, self.as_of)

    def year_before(self) -> Self:
        """上年同期: the same month one year earlier."""
        return type(self).of_month(self.month.plus(-12), self.as_of)


def last_finished_month(day: datetime.date | None = None) -> Month:
    """Return the last month that is over at the end of the day (default: yesterday)."""
    day = day or clock.today() - datetime.timedelta(days=1)
    return Month.of(day + datetime.timedelta(days=1)).previous()
