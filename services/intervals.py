"""Arithmetic of the intervals of one day, in whole minutes since midnight."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

Interval = tuple[int, int]


def make_interval(start: datetime.time, end: datetime.time) -> Interval:
    """Return (start, end) in minutes; seconds are cut off."""
    return start.hour * 60 + start.minute, end.hour * 60 + end.minute


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union as disjoint intervals in order; those that touch become one."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def union_minutes(intervals: Iterable[Interval]) -> int:
    """Return the length of the union: a minute counts once, however many intervals hold it."""
    return sum(end - start for start, end in merge(intervals))


def shares(intervals: Sequence[Interval]) -> list[int]:
    """Return what each interval adds to the union of those before it; their sum is the union."""
    totals = [union_minutes(intervals[:count]) for count in range(len(intervals) + 1)]
    return [after - before for before, after in pairwise(totals)]


def hours(minutes: int) -> Decimal:
    """Return hours rounded once, half up, to one decimal (S9)."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def duration_text(minutes: int) -> str:
    """Return e.g. 2 小时 30 分钟."""
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole} 小时"] * bool(whole) + [f"{rest} 分钟"] * bool(rest or not whole)
    return " ".join(parts)
