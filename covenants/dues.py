"""When a duty of a covenant is due, and which acts met which due day.

A duty with a cadence is due at the end of every full period of the term, counted from its first
day; when the term is shorter than one period, at its last day. An act meets the oldest period that
has begun and is not met yet; further acts in a met period are extra and meet nothing.
"""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from covenants.models import Covenant, Obligation

Cadence = Obligation.Cadence
MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """From when to when (inclusive; None: open) a covenant binds."""

    first: datetime.date
    last: datetime.date | None


@dataclass(frozen=True)
class Due:
    """One due: its period's first day, its last, and the day it was met on (None: not yet).

    `due_on` None: to be done once, with no day for it.
    """

    begins_on: datetime.date
    due_on: datetime.date | None
    done_on: datetime.date | None = None

    def is_overdue(self, day: datetime.date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < day

    @property
    def is_late(self) -> bool:
        """Whether it was met after its day."""
        return self.done_on is not None and self.due_on is not None and self.done_on > self.due_on


def term_of(covenant: Covenant) -> Term | None:
    """Return the days on which the covenant binds; None before it was signed, or when void."""
    if covenant.status not in {Covenant.Status.SIGNED, Covenant.Status.TERMINATED}:
        return None
    last = covenant.effective_to
    if covenant.terminated_on is not None:
        ended = covenant.terminated_on - DAY
        last = ended if last is None else min(last, ended)
    return Term(covenant.effective_from, last)


def dues_of(
    obligation: Obligation, term: Term, done_days: Iterable[datetime.date], until: datetime.date
) -> list[Due]:
    """Return the dues that begin by `until` (and one more, for an open term), the acts matched."""
    days = sorted(done_days)
    reach = max([until, *days])
    found = _once(obligation, term) if obligation.cadence == Cadence.ONCE else []
    if obligation.cadence in MONTHS:
        found = _periods(MONTHS[Cadence(obligation.cadence)], term, reach)
    for day in days:
        at = next((at for at, due in enumerate(found) if _takes(due, day)), None)
        if at is not None:
            found[at] = Due(found[at].begins_on, found[at].due_on, day)
    return found


def next_due(dues: list[Due]) -> datetime.date | None:
    """Return the earliest day by which something is still to be done."""
    return next((due.due_on for due in dues if due.done_on is None), None)


def _takes(due: Due, day: datetime.date) -> bool:
    return due.done_on is None and due.begins_on <= day


def _once(obligation: Obligation, term: Term) -> list[Due]:
    # What was done between signing and the first day counts as well.
    return [Due(datetime.date.min, obligation.due_on or term.last)]


def _periods(months: int, term: Term, reach: datetime.date) -> list[Due]:
    found: list[Due] = []
    begins_on = term.first
    while term.last is None or begins_on <= term.last:
        ends_on = months_later(term.first, months * (len(found) + 1)) - DAY
        if term.last is not None and ends_on > term.last:
            break
        found.append(Due(begins_on, ends_on))
        if begins_on > reach:
            break
        begins_on = ends_on + DAY
    if not found and term.last is not None and term.first <= term.last:
        found.append(Due(term.first, term.last))
    return found


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later, the month's last day where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )
