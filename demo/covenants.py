"""Covenants of communities and streets with units: signed, expired, renewed, ended, in draft."""

import datetime
import random
from dataclasses import dataclass, field

from accounts.models import User
from covenants.models import Covenant, CovenantParty
from demo.names import Registry
from demo.people import People
from demo.places import DEMO_COMMUNITY, Community, Places
from demo.timeline import (
    Timeline,
    day_between,
    early_day,
    office_moment,
    randomness,
    shares,
)
from demo.units import Units
from orgs.models import Organization, ResidentUnit

Status = Covenant.Status

# S2 at the end of the open month: the essay's 246.
SIGNED = 246
AT_STREETS = 20
RENEWALS = 18
COMING = 3
EXPIRING_IN_DEMO = 1
TERMINATED = 9
UNCOUNTED = ((Status.DRAFT, 12), (Status.AWAITING, 6), (Status.VOID, 5))
AMENDMENTS = 9
# Years of validity; None is open-ended.
TERMS = (1, 1, 1, 1, 1, 1, 2, 2, 3, None)
TEXT = """{first}（甲方）与{others}（乙方）本着“资源共享、优势互补、共建社区”的原则，签订本协议。
一、党建工作共做。双方每季度至少开展一次联合主题党日活动，乙方在职党员向甲方报到。
二、社区服务共办。乙方根据自身条件，为困难群众、残疾人、失业职工提供帮助。
三、社区平安共创。双方共同参与义务巡逻、安全宣传和矛盾调解。
四、生活环境共管。乙方参与社区卫生整治和绿化，做好门前三包。
五、精神文明共建。双方共同开展文明楼院、文明家庭创建和文体活动。
本协议一式两份，双方各执一份。"""


@dataclass
class Covenants:
    """Covenants with their parties."""

    rows: list[Covenant] = field(default_factory=list)
    parties: list[CovenantParty] = field(default_factory=list)

    def units_of(self, row: Covenant) -> list[ResidentUnit]:
        """乙方 and the others, in their order."""
        return [party.unit for party in self.sides_of(row) if party.unit is not None]

    def sides_of(self, row: Covenant) -> list[CovenantParty]:
        return [party for party in self.parties if party.covenant is row]


@dataclass(frozen=True)
class FirstParty:
    """Who may sign as 甲方: a community or a street, since when, with which units at hand."""

    node: Organization
    officer: User
    units: tuple[ResidentUnit, ...]


def plan_covenants(
    timeline: Timeline, places: Places, units: Units, people: People, registry: Registry
) -> Covenants:
    """Return all covenants, unsaved."""
    drawer = _Drawer(randomness("covenants"), registry, timeline, Covenants())
    communities = [community_party(place, units, people) for place in places.communities]
    streets = [
        FirstParty(street, people.street_officers[street.code], tuple(units.rows))
        for street in places.streets
        if street.established_on
    ]
    for party in streets:
        for _ in range(AT_STREETS // len(streets)):
            drawer.sign(party)
    base = SIGNED - RENEWALS - COMING - EXPIRING_IN_DEMO - len(drawer.book.rows)
    for party, count in zip(
        communities, shares(base - len(communities), places.weights), strict=True
    ):
        for _ in range(count + 1):
            drawer.sign(party)
    drawer.renew({id(party.node): party for party in communities})
    drawer.terminate()
    drawer.sign_to_expire(community_party(places.community(DEMO_COMMUNITY), units, people))
    while len(drawer.book.rows) < SIGNED:
        drawer.sign_for_next_month(drawer.rng.choice(communities))
    drawer.amend()
    for status, count in UNCOUNTED:
        for party in drawer.rng.sample(communities, count):
            drawer.leave_uncounted(party, status, people.demo["district"])
    place = places.community(DEMO_COMMUNITY)
    drawer.rng = randomness("covenant of the liaison")
    drawer.leave_to_liaison(
        FirstParty(place.node, people.secretaries[DEMO_COMMUNITY], (units.of_liaison,))
    )
    return drawer.book


def community_party(place: Community, units: Units, people: People) -> FirstParty:
    """The community with the units paired with it or located in it, else any."""
    near = [unit for unit in units.rows if place.node in (unit.paired_community, unit.located_in)]
    return FirstParty(place.node, people.secretaries[place.node.code], tuple(near or units.rows))


@dataclass
class _Drawer:
    """Draws up covenants into the book."""

    rng: random.Random
    registry: Registry
    timeline: Timeline
    book: Covenants

    def sign(self, party: FirstParty) -> Covenant:
        """An ordinary one, signed at some time since the committee exists."""
        first = party.node.established_on + datetime.timedelta(days=12)
        draw = early_day if self.rng.random() < 0.4 else day_between
        signed_on = draw(self.rng, first, self.timeline.last_day)
        from_on = signed_on + datetime.timedelta(days=self.rng.choice((0, 0, 0, 1, 5)))
        return self._signed(party, self._units(party), signed_on, from_on)

    def sign_for_next_month(self, party: FirstParty) -> Covenant:
        """Signed in the last days, not yet in force when the month ends."""
        signed_on = self.timeline.last_day - datetime.timedelta(days=self.rng.randint(0, 6))
        from_on = self.timeline.month.next().first_day
        return self._signed(party, self._units(party), signed_on, from_on)

    def sign_to_expire(self, party: FirstParty) -> None:
        """One that runs out about six weeks after the month's end: something to renew."""
        last = self.timeline.last_day + datetime.timedelta(days=45)
        from_on = last - datetime.timedelta(days=364)
        row = self._signed(party, self._units(party), from_on, from_on)
        row.effective_to = last

    def renew(self, parties: dict[int, FirstParty]) -> None:
        """Some that expired were renewed: a new covenant that points to the old one."""
        expired = [
            row
            for row in self.book.rows
            if row.effective_to
            and row.effective_to < self.timeline.last_day
            and id(row.organization) in parties
        ]
        for old in self.rng.sample(expired, min(RENEWALS, len(expired))):
            signed_on = min(
                old.effective_to + datetime.timedelta(days=self.rng.randint(-9, 12)),
                self.timeline.last_day,
            )
            from_on = max(signed_on, old.effective_to + datetime.timedelta(days=1))
            units = self.book.units_of(old)
            row = self._signed(parties[id(old.organization)], units, signed_on, from_on)
            row.renews = old

    def terminate(self) -> None:
        """A few were ended before their time."""
        last_day = self.timeline.last_day
        running = [
            row
            for row in self.book.rows
            if row.is_in_force(last_day) and row.effective_from < last_day
        ]
        for row in self.rng.sample(running, TERMINATED):
            row.status = Status.TERMINATED
            first = row.effective_from + datetime.timedelta(days=1)
            row.terminated_on = day_between(self.rng, first, last_day)
            row.reason = self.rng.choice(("单位搬离辖区。", "单位职能调整，双方协商终止。"))
            row.updated_at = office_moment(self.rng, row.terminated_on)
            row.version += 1

    def amend(self) -> None:
        """Supplements to covenants in force; they never count as covenants."""
        running = [row for row in self.book.rows if row.is_in_force(self.timeline.last_day)]
        for old in self.rng.sample(running, AMENDMENTS):
            units = self.book.units_of(old)
            signed_on = day_between(self.rng, old.effective_from, self.timeline.last_day)
            party = FirstParty(old.organization, old.created_by, tuple(units))
            row = self._signed(party, units, signed_on, signed_on)
            row.title = f"{old.title}补充协议"
            row.amends, row.effective_to = old, old.effective_to

    def leave_uncounted(self, party: FirstParty, status: str, district: User) -> None:
        """Drafts, unsigned ones, and ones signed by mistake, which the district took back."""
        row = self.sign(party)
        row.status = status
        if status == Status.VOID:
            row.reason = "重复录入。"
            row.updated_by = district
            row.version += 1
        else:
            # In work at the end of the month.
            day = self.timeline.last_day - datetime.timedelta(days=self.rng.randint(0, 25))
            row.created_at = row.updated_at = office_moment(self.rng, day)
            row.signed_on = row.effective_from = row.effective_to = None
            for side in self.book.sides_of(row):
                _unsign(side)
            row.version = 1 if status == Status.DRAFT else 2

    def leave_to_liaison(self, party: FirstParty) -> None:
        """One that the community has confirmed and the demo's liaison has not."""
        self.leave_uncounted(party, Status.AWAITING, party.officer)
        row = self.book.rows[-1]
        row.title = f"{party.node.name}与{party.units[0].name}假期托管共建协议"
        row.effective_from = self.timeline.month.plus(3).first_day
        row.effective_to = _years_later(row.effective_from, 1)
        first = self.book.sides_of(row)[0]
        first.signer, first.signer_post = party.officer.name, "党组织书记"
        first.confirmed_on = row.updated_at.date()
        first.confirmed_way, first.confirmed_by = CovenantParty.Way.SYSTEM, party.officer

    def _units(self, party: FirstParty) -> list[ResidentUnit]:
        count = self.rng.choice((1, 1, 1, 1, 1, 1, 1, 2, 2, 3))
        return self.rng.sample(party.units, min(count, len(party.units)))

    def _signed(
        self,
        party: FirstParty,
        units: list[ResidentUnit],
        signed_on: datetime.date,
        from_on: datetime.date,
    ) -> Covenant:
        years = self.rng.choice(TERMS)
        drafted_at = office_moment(self.rng, signed_on - datetime.timedelta(days=4))
        others = "、".join(unit.name for unit in units)
        row = Covenant(
            no=self.registry.no("XY", signed_on),
            title=f"{party.node.name}与{units[0].name}{'等单位' * (len(units) > 1)}共驻共建协议",
            organization=party.node,
            signed_on=signed_on,
            effective_from=from_on,
            effective_to=None if years is None else _years_later(from_on, years),
            status=Status.SIGNED,
            text=TEXT.format(first=party.node.title, others=others),
            created_at=drafted_at,
            created_by=party.officer,
            updated_at=office_moment(self.rng, signed_on),
            updated_by=party.officer,
            version=2,
        )
        self.book.rows.append(row)
        self.book.parties += [_party(row, at, unit) for at, unit in enumerate((None, *units))]
        return row


def _party(row: Covenant, position: int, unit: ResidentUnit | None) -> CovenantParty:
    """A side that signed on paper."""
    return CovenantParty(
        covenant=row,
        position=position,
        unit=unit,
        signer=unit.first_responsible if unit else row.created_by.name,
        signer_post="党组织书记",
        confirmed_on=row.signed_on,
        confirmed_way=CovenantParty.Way.PAPER,
        confirmed_by=row.created_by,
    )


def _unsign(party: CovenantParty) -> None:
    party.signer = party.signer_post = party.confirmed_way = ""
    party.confirmed_on = party.confirmed_by = None


def _years_later(day: datetime.date, years: int) -> datetime.date:
    """Return the last day of a term of so many years."""
    if (day.month, day.day) == (2, 29):
        day += datetime.timedelta(days=1)
    return day.replace(year=day.year + years) - datetime.timedelta(days=1)
