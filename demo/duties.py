"""What the sides of the sample's covenants promised, and what they did of it."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from covenants.dues import Due, Term, dues_of, next_due, term_of
from covenants.models import Covenant, CovenantParty, FiveCo, Fulfilment, Obligation
from demo.covenants import Covenants
from demo.people import People
from demo.timeline import Timeline, day_between, moment, randomness
from demo.units import Units

Cadence = Obligation.Cadence
# Side (True: a unit), 五共 item, what, how often, and how it is told when it was done.
DUTIES = (
    (False, FiveCo.PARTY_WORK, "通报社区党建工作和共建情况", Cadence.HALF_YEARLY,
     "召开通报会，介绍社区党建和共建情况。"),
    (True, FiveCo.PARTY_WORK, "与甲方联合开展主题党日活动", Cadence.QUARTERLY,
     "联合开展主题党日，双方党员参加。"),
    (True, FiveCo.ENVIRONMENT, "组织党员参加楼院环境整治", Cadence.MONTHLY,
     "组织党员清理楼院杂物，整治卫生死角。"),
    (True, FiveCo.SERVICE, "组织便民服务进社区", Cadence.HALF_YEARLY,
     "在社区广场开展便民服务，接待居民咨询。"),
    (True, FiveCo.SAFETY, "参加社区平安巡逻", Cadence.QUARTERLY, "参加社区夜间平安巡逻。"),
    (False, FiveCo.CIVILITY, "组织文明楼院评选", Cadence.YEARLY, "组织文明楼院评选并公示结果。"),
    (True, FiveCo.WELFARE, "结对帮扶困难家庭", Cadence.ONCE, "与困难家庭结对，上门慰问。"),
    (True, FiveCo.PROBLEMS, "帮助解决一件居民反映集中的难题", Cadence.ONCE,
     "协调解决楼道照明问题。"),
)  # fmt: skip
# How many duties fell behind by a period or two; how often an act is late or a single one done.
BEHIND, LATE, ONCE_DONE = 0.05, 0.08, 0.7


@dataclass
class Duties:
    """Obligations, and the fulfilments of those that bind."""

    obligations: list[Obligation] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)

    def of(self, covenant: Covenant) -> list[Obligation]:
        return [row for row in self.obligations if row.covenant is covenant]

    def acts_of(self, obligation: Obligation) -> list[Fulfilment]:
        return [row for row in self.fulfilments if row.obligation is obligation]


def plan_duties(timeline: Timeline, covenants: Covenants, units: Units, people: People) -> Duties:
    """Return two to five duties of each covenant, unsaved; supplements have none.

    What was done the community enters; the demo's liaison enters it for the own unit.
    """
    rng, book = randomness("duties"), Duties()
    sides: dict[int, list[CovenantParty]] = {}
    for party in covenants.parties:
        sides.setdefault(id(party.covenant), []).append(party)
    for covenant in covenants.rows:
        if covenant.amends is not None:
            continue
        kinds = sorted(rng.sample(range(len(DUTIES)), rng.choice((2, 3, 4, 5))))
        for position, kind in enumerate(kinds):
            party = _side(rng, sides[id(covenant)], is_unit=DUTIES[kind][0])
            _promise(rng, timeline, book, _obligation(covenant, party, position, kind))
    for act in book.fulfilments:
        if act.obligation.party.unit is units.of_liaison:
            act.created_by = act.updated_by = people.demo["liaison"]
    return book


def _side(rng: random.Random, sides: list[CovenantParty], *, is_unit: bool) -> CovenantParty:
    return rng.choice(sides[1:]) if is_unit else sides[0]


def _obligation(covenant: Covenant, party: CovenantParty, position: int, kind: int) -> Obligation:
    _, code, text, cadence, _ = DUTIES[kind]
    return Obligation(
        covenant=covenant, party=party, position=position, code=code, text=text, cadence=cadence
    )


def _promise(rng: random.Random, timeline: Timeline, book: Duties, row: Obligation) -> None:
    """Add the duty, and what was done of it by the month's end."""
    book.obligations.append(row)
    term = term_of(row.covenant)
    if term is None:
        return
    last = min(timeline.last_day, term.last or timeline.last_day)
    acts = [_act(rng, row, day) for day in sorted(set(_days(rng, row, term, last)))]
    book.fulfilments += acts
    days = [act.done_on for act in acts]
    row.next_due_on = next_due(dues_of(row, term, days, timeline.last_day))


def _days(
    rng: random.Random, row: Obligation, term: Term, last: datetime.date
) -> Iterator[datetime.date]:
    dues = [due for due in dues_of(row, term, [], last) if due.begins_on <= last]
    if row.cadence != Cadence.ONCE and rng.random() < BEHIND:
        dues = dues[:-2]
    for due in dues:
        begins_on = max(due.begins_on, term.first)
        if begins_on <= last and rng.random() < _chance(row, due, begins_on, last):
            yield min(_day(rng, due, begins_on, last), last)


def _chance(row: Obligation, due: Due, begins_on: datetime.date, last: datetime.date) -> float:
    """A period that is under way is met as likely as it has gone by."""
    if row.cadence == Cadence.ONCE:
        return ONCE_DONE
    length = (due.due_on - begins_on).days + 1
    return min(1.0, ((last - begins_on).days + 1) / length)


def _day(
    rng: random.Random, due: Due, begins_on: datetime.date, last: datetime.date
) -> datetime.date:
    """Within the period; a few days late now and then."""
    if due.due_on is not None and rng.random() < LATE:
        return due.due_on + datetime.timedelta(days=rng.randint(1, 12))
    return day_between(rng, begins_on, min(due.due_on or last, last))


def _act(rng: random.Random, row: Obligation, day: datetime.date) -> Fulfilment:
    officer = row.covenant.created_by
    at = moment(day, 17, rng.randrange(60))
    text = next(told for _, _, what, _, told in DUTIES if what == row.text)
    return Fulfilment(
        obligation=row, done_on=day, text=text,
        created_at=at, created_by=officer, updated_at=at, updated_by=officer,
    )  # fmt: skip
