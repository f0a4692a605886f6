"""What a renewal proposes: the term that follows, and what was really done."""

import datetime
from dataclasses import dataclass

from covenants.dues import DAY, months_later
from covenants.models import Covenant
from covenants.operations.dates import LATEST
from covenants.operations.duties import DutyPlan
from covenants.selectors.balances import DutyBalance, balance_of


@dataclass(frozen=True)
class Proposal:
    """A duty of the earlier agreement, and what became of it."""

    source: int
    plan: DutyPlan
    was_done: bool
    note: str


def proposals_of(earlier: Covenant, day: datetime.date) -> list[Proposal]:
    """Return the duties, supplements' included: those that were done first, the others after."""
    found = [
        _proposal(side.party.position, duty)
        for side in balance_of(earlier, day)
        for duty in side.duties
    ]
    return sorted(found, key=lambda each: not each.was_done)


def next_term(
    earlier: Covenant, day: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the term that follows, of the same length: from the day after the earlier end.

    One that ended before its time, or so long ago that the next term would be over too, is
    followed from `day` on; without an end, or with one beyond every sensible year, there is nothing
    to propose.
    """
    first, last = earlier.effective_from, earlier.effective_to
    if last is None or last >= LATEST:
        return None, None
    begin = day if earlier.terminated_on else last + DAY
    if _as_long(first, last, begin) < day:
        begin = day
    return begin, min(_as_long(first, last, begin), LATEST)


def _as_long(first: datetime.date, last: datetime.date, begin: datetime.date) -> datetime.date:
    after = last + DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    if months and months_later(first, months) == after:
        return months_later(begin, months) - DAY
    return begin + (last - first)


def _proposal(party: int, duty: DutyBalance) -> Proposal:
    obligation, tally = duty.obligation, duty.tally
    plan = DutyPlan(
        party=party, text=obligation.text, code=obligation.code, cadence=obligation.cadence
    )
    done = tally.met + tally.extra
    asked = max(tally.asked, tally.met)
    note = f"上期履行 {done}/{asked} 次" if asked else "上期没有到期的"
    return Proposal(obligation.pk, plan, was_done=done > 0, note=note)
