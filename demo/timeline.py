"""The days of the sample: everything hangs on one month, the last finished one."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from common import clock
from common.months import Month

SEED = 20_260_401
HISTORY_MONTHS = 12


def last_finished_month() -> Month:
    """Return the month before today's: the one that is open for reporting."""
    return Month.of(clock.today()).previous()


def randomness(part: str) -> random.Random:
    """Return the part's own generator: a change in one part does not stir the others."""
    return random.Random(f"{SEED}-{part}")


def moment(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """Return the local time of a day as an aware moment."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def office_moment(rng: random.Random, day: datetime.date) -> datetime.datetime:
    """Return a moment of the day when offices work."""
    return moment(day, rng.choice((8, 9, 10, 11, 14, 15, 16, 17)), rng.randrange(60))


def day_between(rng: random.Random, first: datetime.date, last: datetime.date) -> datetime.date:
    """Return a day from `first` to `last`, both possible; `first` when the span is empty."""
    return first + datetime.timedelta(days=rng.randint(0, max((last - first).days, 0)))


def early_day(rng: random.Random, first: datetime.date, last: datetime.date) -> datetime.date:
    """Return a day that lies rather near to `first`: a campaign that fades out."""
    share = rng.random() ** 2.5
    return first + datetime.timedelta(days=int(max((last - first).days, 0) * share))


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Split `total` in proportion to the weights, exactly (largest remainders)."""
    exact = [total * weight / sum(weights) for weight in weights]
    counts = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    return counts


@dataclass(frozen=True)
class Timeline:
    """The month open for reporting, and what happened when before it."""

    month: Month

    @property
    def last_day(self) -> datetime.date:
        return self.month.last_day

    @property
    def months(self) -> list[Month]:
        """The twelve months of records, the open one last."""
        return [self.month.plus(step) for step in range(1 - HISTORY_MONTHS, 1)]

    @property
    def rollout_year(self) -> int:
        """The latest year whose September lies at least thirteen months back."""
        latest = self.month.plus(-13)
        return latest.year if latest.month >= 9 else latest.year - 1

    @property
    def pilot_on(self) -> datetime.date:
        """April: three streets and three communities begin (the essay's own months)."""
        return datetime.date(self.rollout_year, 4, 10)

    @property
    def rollout_on(self) -> datetime.date:
        """The beginning of September: everywhere else."""
        return datetime.date(self.rollout_year, 9, 1)
