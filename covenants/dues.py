"""When a duty of a covenant is due, and which acts met which due day.

A duty with a cadence is due at the end of every full period of the term, counted from its first
day; when the term is shorter than one period, at its last day. An act meets the oldest period that
has begun and is not met yet; further acts in a met period are extra and meet nothing. What an end
before the agreed time cuts off is no longer owed; what was done of it by then is kept as met.
"""

import calendar
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from covenants.models import Covenant, Obligation

Cadence = Obligation.Cadence
MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}
DAY = datetime.timedelta(days=1)
SOON_DAYS = 30  # what falls due within so many days is worth a reminder


@dataclass(frozen=True)
class Term:
    """From when to when a covenant binds, all days included; None: open.

    `agreed_last` is what was agreed, `ended_on` the last day when it was ended before that.
    """

    first: datetime.date
    agreed_last: datetime.date | None = None
    ended_on: datetime.date | None = None

    @property
    def last(self) -> datetime.date | None:
        """The last day on which it binds."""
        return _earliest([self.agreed_last, self.ended_on])


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
    """Return the days on which the covenant binds; None before it was signed, or when void.

    A supplement binds no longer than what it amends.
    """
    chain = [covenant] if covenant.amends_id is None else [covenant, covenant.amends]
    if any(each.status not in Covenant.CONCLUDED for each in chain):
        return None
    return Term(
        covenant.effective_from,
        _earliest([each.effective_to for each in chain]),
        _earliest([each.terminated_on and each.terminated_on - DAY for each in chain]),
    )


def dues_of(
    obligation: Obligation, term: Term, done_days: Iterable[datetime.date], until: datetime.date
) -> list[Due]:
    """Return the dues that begin by `until` and the one after them, the acts matched.

    What is met stands first: no due is passed over.
    """
    days = sorted(day for day in done_days if term.last is None or day <= term.last)
    if obligation.cadence == Cadence.ONCE:
        found = _once(obligation, term)
    else:
        months = MONTHS[Cadence(obligation.cadence)]
        found = _periods(months, term, max([until, *days]))
    return [due for due in _matched(found, days) if _is_owed(due, term)]


def next_due(dues: list[Due]) -> datetime.date | None:
    """Return the earliest day by which something is still to be done."""
    return next((due.due_on for due in dues if due.done_on is None), None)


def promise_of(obligation: Obligation) -> str:
    """Return how often, or by when: 每季度一次, 最迟 2026-06-30 完成, 协议有效期内完成."""
    if obligation.cadence != Cadence.ONCE:
        return obligation.get_cadence_display()
    return f"最迟 {obligation.due_on} 完成" if obligation.due_on else "协议有效期内完成"


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later, the month's last day where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )


def _earliest(days: Iterable[datetime.date | None]) -> datetime.date | None:
    return min((day for day in days if day is not None), default=None)


def _matched(dues: list[Due], days: list[datetime.date]) -> list[Due]:
    """Let each act, in the order of days, meet the first unmet due if that has begun."""
    found = list(dues)
    met = 0
    for day in days:
        if met < len(found) and found[met].begins_on <= day:
            found[met] = replace(found[met], done_on=day)
            met += 1
    return found


def _is_owed(due: Due, term: Term) -> bool:
    if due.done_on is not None or term.ended_on is None:
        return True
    return due.due_on is not None and due.due_on <= term.ended_on


def _once(obligation: Obligation, term: Term) -> list[Due]:
    # What was done between signing and the first day counts as well.
    return [Due(datetime.date.min, _inside(obligation.due_on, term) or term.agreed_last)]


def _inside(day: datetime.date | None, term: Term) -> datetime.date | None:
    """Return the day; one that the signed dates left outside the term moves to its edge."""
    return None if day is None else max(term.first, _earliest([day, term.agreed_last]) or day)


def _periods(months: int, term: Term, reach: datetime.date) -> list[Due]:
    """Return the full periods up to the first that begins after `reach`."""
    found: list[Due] = []
    for due in _full_periods(months, term):
        found.append(due)
        if due.begins_on > reach:
            break
    if not found and term.agreed_last is not None and term.first <= term.agreed_last:
        found.append(Due(term.first, term.agreed_last))
    return found


def _full_periods(months: int, term: Term) -> Iterator[Due]:
    # Counted from the first day, so that a term from the 31st does not slip to the 28th.
    last, begins_on, count = term.last or datetime.date.max, term.first, 0
    while begins_on <= last:
        count += 1
        ends_on = months_later(term.first, months * count) - DAY
        if term.agreed_last is not None and ends_on > term.agreed_last:
            return
        yield Due(begins_on, ends_on)
        begins_on = ends_on + DAY
