"""The life of check-ins: who is counted in the essay's 2100-odd, and who is not."""

import datetime
import random

from django.utils import timezone

from demo.members import CHANNELS, FROM_OUTSIDE, Registrar, Roll, Stay
from demo.names import Registry
from demo.people import People
from demo.places import Community, Places
from demo.timeline import (
    Timeline,
    day_between,
    early_day,
    moment,
    office_moment,
    randomness,
    shares,
)
from demo.units import Units
from members.models import CheckIn, Member
from members.operations.handling import LEAVING
from orgs.models import ResidentUnit

Status = CheckIn.Status
CloseReason = CheckIn.CloseReason

# S8 at the end of the open month: "2100多名".
COUNTED = 2_163
# Of those: how their stay ended; the others are 在册.
ENDED = (
    (Status.TRANSFERRED, CloseReason.MOVED_COMMUNITY, 24),
    (Status.CLOSED, CloseReason.RETIRED, 22),
    (Status.CLOSED, CloseReason.LEFT_UNIT, 11),
    (Status.CLOSED, CloseReason.MOVED_DISTRICT, 7),
    (Status.TRANSFERRING, "", 5),
)
OTHER_UNITS = 172
INCOMPLETE = 38
DUPLICATES = 9
MISTAKES = 4
PENDING_IN_DEMO = 6
UNACCEPTED = (
    (Status.RETURNED, "手机号与本人不符，请核对后重新提交。", 9),
    (Status.RETURNED, "不在本社区居住，请向居住地社区报到。", 7),
    (Status.WITHDRAWN, "社区选错了，重新报到。", 6),
    (Status.DRAFT, "", 5),
    (Status.VOID, "", 4),
)


def plan_check_ins(
    timeline: Timeline, places: Places, units: Units, people: People, registry: Registry
) -> Roll:
    """Return all members and check-ins, unsaved."""
    rng = randomness("members")
    registrar = Registrar(rng, registry, timeline, people, places.district)
    book = _Book(rng, registrar, timeline, places, units)
    book.write_counted()
    book.write_others()
    book.write_waiting()
    book.write_without_check_in()
    book.declare_members()
    registrar.roll.check_ins.sort(key=lambda row: row.submitted_at)
    return registrar.roll


class _Book:
    """One pass over the units, group by group."""

    def __init__(
        self,
        rng: random.Random,
        registrar: Registrar,
        timeline: Timeline,
        places: Places,
        units: Units,
    ) -> None:
        self.rng = rng
        self.registrar = registrar
        self.roll = registrar.roll
        self.timeline = timeline
        self.places = places
        self.units = units
        self.by_node = {id(place.node): place for place in places.communities}

    def write_counted(self) -> None:
        """The 2100-odd: members of district units with intentions and times."""
        sizes = [self.units.size(unit) for unit in self.units.direct]
        counts = shares(COUNTED, sizes)
        endings = [(status, reason) for status, reason, count in ENDED for _ in range(count)]
        endings += [(Status.REGISTERED, "")] * (COUNTED - len(endings))
        self.rng.shuffle(endings)
        for unit, count in zip(self.units.direct, counts, strict=True):
            for _ in range(count):
                self._end(self._accepted(unit), *endings.pop())

    def write_others(self) -> None:
        """Accepted, but left out of the 2100: other units, incomplete, duplicates, mistakes."""
        originals = self.rng.sample([stay.check_in.member for stay in self.roll.stays], DUPLICATES)
        for _ in range(OTHER_UNITS):
            self._accepted(self.rng.choice(self.units.other))
        for number in range(INCOMPLETE):
            intends = number % 3 == 0
            self._accepted(self._direct_unit(), intends=intends, is_available=not intends)
        for original in originals:
            stay = self._accepted(original.unit)
            stay.check_in.member.name = original.name
            stay.check_in.member.duplicate_of = stay.check_in.member.merged_into = original
            self._end(stay, Status.CLOSED, CloseReason.DUPLICATE)
        for _ in range(MISTAKES):
            self._end(self._accepted(self._direct_unit()), Status.CLOSED, CloseReason.MISTAKE)

    def write_waiting(self) -> None:
        """待接收 in every community, and what never was accepted."""
        for place in self.places.communities:
            for _ in range(PENDING_IN_DEMO if place.is_demo else self.rng.randint(1, 2)):
                self._unaccepted(place, Status.PENDING)
        for status, reason, count in UNACCEPTED:
            whose = "own_reason" if status == Status.WITHDRAWN else "return_reason"
            for place in self.rng.choices(self.places.communities, k=count):
                self._unaccepted(place, status, **{whose: reason})

    def write_without_check_in(self) -> None:
        """One colleague per unit who has not checked in, and the demo's `member`."""
        since = self.registrar.before(60)
        for unit in self.units.direct:
            self.registrar.member(unit, since)
        user = self.registrar.people.demo["member"]
        row = self.registrar.member(self.units.of_liaison, since)
        row.name, row.user, row.gender = user.name, user, Member.Gender.MALE
        user.mobile_index = row.mobile_index

    def declare_members(self) -> None:
        """Units declare somewhat more members than have checked in; a few declare nothing."""
        held: dict[int, int] = {}
        for row in self.roll.members:
            held[id(row.unit)] = held.get(id(row.unit), 0) + 1
        for unit in self.units.rows:
            if self.rng.random() < 0.93:
                count = held.get(id(unit), 0)
                unit.declared_members = count + self.rng.randint(0, count // 6 + 2)
                unit.declared_on = self.timeline.months[0].first_day
                unit.updated_at = moment(unit.declared_on, 9)
                unit.version = 2

    def _direct_unit(self) -> ResidentUnit:
        return self.rng.choice(self.units.direct)

    def _place_for(self, unit: ResidentUnit) -> Community:
        """Nearly half check in where their unit is paired, the others where they live."""
        if self.rng.random() < 0.45:
            return self.by_node[id(unit.paired_community)]
        return self.rng.choices(self.places.communities, self.places.weights)[0]

    def _accepted(
        self, unit: ResidentUnit, *, intends: bool = True, is_available: bool = True
    ) -> Stay:
        """A member who checked in and was accepted within a few days."""
        rng, last_day = self.rng, self.timeline.last_day
        place = self._place_for(unit)
        first = place.established_on + datetime.timedelta(days=10)
        submitted_at = office_moment(rng, early_day(rng, first, last_day))
        channel = rng.choice(CHANNELS)
        member = self.registrar.member(unit, submitted_at)
        row = self.registrar.check_in(member, place, submitted_at, channel=channel)
        self._accept(row, place)
        offers = self.registrar.offers(row, intends=intends, is_available=is_available)
        stay = Stay(row, place, timezone.localdate(row.accepted_at), last_day, *offers)
        self.roll.stays.append(stay)
        return stay

    def _accept(self, row: CheckIn, place: Community) -> None:
        """Entered by the community: accepted at once; from outside: within five days."""
        rng = self.rng
        row.accepted_at = row.submitted_at
        if row.channel in FROM_OUTSIDE:
            later = row.submitted_at + datetime.timedelta(days=rng.randint(0, 5), minutes=40)
            row.accepted_at = min(later, office_moment(rng, self.timeline.last_day))
            row.accepted_at = max(row.accepted_at, row.submitted_at)
            row.version = 2
        row.status = Status.REGISTERED
        row.accepted_by = row.updated_by = self.registrar.people.secretaries[place.node.code]
        row.updated_at = row.accepted_at
        if rng.random() < 0.85:
            row.grid = rng.choice(place.grids)
            row.building = rng.choice([None, *place.buildings[row.grid.code]])

    def _end(self, stay: Stay, status: str, reason: str) -> None:
        """Close the stay; a transfer opens the next one on the same day, with the same offers."""
        stay.check_in.status = status
        stay.check_in.close_reason = reason
        if status == Status.TRANSFERRING:
            self._ask_transfer(stay)
        if not reason:
            return
        stay.until = day_between(self.rng, stay.since, self.timeline.last_day)
        stay.check_in.closed_on = stay.until
        stay.check_in.version += 1
        if reason in LEAVING:
            member = stay.check_in.member
            member.on_job, member.left_unit_on = False, stay.until
            member.left_reason = LEAVING[reason]
            member.version += 1
        if status == Status.TRANSFERRED:
            self._follow(stay)

    def _ask_transfer(self, stay: Stay) -> None:
        """Waiting for the own community to let go."""
        row, asked_at = stay.check_in, self.registrar.before(6)
        others = [place for place in self.places.communities if place is not stay.place]
        row.transfer_to = self.rng.choice(others).node
        row.transfer_basis = CheckIn.Basis.RESIDENCE
        row.transfer_reason = "搬家"
        row.transfer_asked_at = max(asked_at, row.accepted_at)
        row.version += 1

    def _follow(self, stay: Stay) -> None:
        there = [
            place
            for place in self.places.communities
            if place is not stay.place and place.established_on < stay.until
        ]
        place, at = self.rng.choice(there), office_moment(self.rng, stay.until)
        old = stay.check_in
        at = max(at, old.accepted_at)
        row = self.registrar.check_in(old.member, place, at, channel=old.channel, previous=old)
        row.status, row.accepted_at = Status.REGISTERED, at
        row.accepted_by = row.updated_by = self.registrar.people.secretaries[place.node.code]
        row.grid = self.rng.choice(place.grids)
        self.registrar.write_offers(row, stay.categories, stay.times)
        until = self.timeline.last_day
        self.roll.stays.append(Stay(row, place, stay.until, until, stay.categories, stay.times))

    def _unaccepted(self, place: Community, status: str, **values: object) -> None:
        rng = self.rng
        units = self.units.other if rng.random() < 0.15 else self.units.direct
        submitted_at = self.registrar.before(9 if status == Status.PENDING else 40)
        member = self.registrar.member(rng.choice(units), submitted_at)
        is_own = status in {Status.DRAFT, Status.WITHDRAWN}
        channel = CheckIn.Channel.OWN_PHONE if is_own else rng.choice(FROM_OUTSIDE)
        row = self.registrar.check_in(
            member, place, submitted_at, channel=channel, status=status, **values
        )
        self.registrar.offers(row)
        if status in {Status.RETURNED, Status.WITHDRAWN, Status.VOID}:
            row.version = 2
            row.updated_at = min(
                submitted_at + datetime.timedelta(hours=20), moment(self.timeline.last_day, 22)
            )
        if status == Status.RETURNED:
            row.updated_by = self.registrar.people.secretaries[place.node.code]
