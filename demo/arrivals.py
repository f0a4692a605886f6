"""What else comes with check-ins: units that register, people who need not, and what waits."""

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.activation import ALPHABET
from common.records import Record
from demo.members import OFFERED, Roll
from demo.names import Registry
from demo.people import People
from demo.places import DEMO_COMMUNITY, Places
from demo.timeline import Timeline, day_between, moment, office_moment, randomness
from demo.units import Units
from members.models import (
    Availability,
    CheckIn,
    CheckInExemption,
    FirstContact,
    HouseholdLink,
    Member,
    MemberMerge,
    Reactivation,
    ServiceIntention,
)
from members.operations.rules import CONSENT_VERSION
from orgs.models import Organization, ResidentUnit, UnitCheckIn

Reason, Kind = CheckInExemption.Reason, CheckInExemption.Kind
Status = CheckIn.Status
EXEMPT = ((Reason.ON_LOAN, 7), (Reason.VILLAGE, 9), (Reason.STUDY, 2), (Reason.SICK_LEAVE, 4))
OUTSIDE = ("平桥区羊山街道", "息县谯楼街道", "郑州市金水区", "武汉市江岸区", "罗山县宝城街道")
RESOURCES = ("会议室、法律咨询队伍", "志愿服务队", "室外活动场地", "义诊队伍", "政策宣讲员")
HOMES = (
    "驻马店市驿城区人民街道党工委",
    "武汉市硚口区汉正街道党工委",
    "桐柏县城关镇党委",
    "苏州市相城区元和街道党工委",
)
INBOUND = 14
LINKED = 0.7  # of the households
RECEIVED = 0.85  # of the units


@dataclass
class Arrivals:
    """The rows, in the order in which they are written."""

    unit_check_ins: list[UnitCheckIn] = field(default_factory=list)
    exemptions: list[CheckInExemption] = field(default_factory=list)
    links: list[HouseholdLink] = field(default_factory=list)
    merges: list[MemberMerge] = field(default_factory=list)
    contacts: list[FirstContact] = field(default_factory=list)
    reactivations: list[Reactivation] = field(default_factory=list)
    doubled: list[tuple[MemberMerge, CheckIn]] = field(default_factory=list)

    def settle(self) -> None:
        """Note in each merger what it changed, once the check-ins have their keys."""
        for merge, row in self.doubled:
            before = {"status": Status.REGISTERED, "close_reason": "", "closed_on": None}
            changed = {"id": row.pk, "version": row.version} | before
            merge.effects = {"check_ins": [changed], "user": None}

    @property
    def rows(self) -> list[Record]:
        return [
            *self.unit_check_ins, *self.exemptions, *self.links, *self.merges, *self.contacts,
            *self.reactivations,
        ]  # fmt: skip


def plan_arrivals(
    timeline: Timeline, places: Places, units: Units, people: People, roll: Roll
) -> Arrivals:
    """Return the unsaved rows; the roll and the units stand already."""
    rng = randomness("arrivals")
    book = _Book(rng, timeline, places, units, people, roll, Registry(rng))
    book.register_units()
    book.exempt()
    book.register_inbound()
    book.link_households()
    book.note_merges()
    book.leave_waiting()
    return book.arrivals


@dataclass
class _Book:
    """One pass over the district."""

    rng: random.Random
    timeline: Timeline
    places: Places
    units: Units
    people: People
    roll: Roll
    registry: Registry
    arrivals: Arrivals = field(default_factory=Arrivals)

    def register_units(self) -> None:
        """Most district units have their receipt; a few wait; the demo's own has yet to begin."""
        rng = self.rng
        for unit in self.units.direct:
            unit.entry_code = "".join(rng.choices(ALPHABET, k=10))
            if unit is not self.units.of_liaison and rng.random() < RECEIVED:
                self.arrivals.unit_check_ins.append(self._registered(unit))
        demo = self.places.community(DEMO_COMMUNITY).node
        waiting = [u for u in self.units.other if u.paired_community is demo] or self.units.other
        day = self.timeline.last_day - datetime.timedelta(days=2)
        self.arrivals.unit_check_ins.append(self._unit_check_in(waiting[0], day))

    def _registered(self, unit: ResidentUnit) -> UnitCheckIn:
        begun_on = unit.paired_community.established_on
        day = day_between(self.rng, begun_on, begun_on + datetime.timedelta(days=60))
        row = self._unit_check_in(unit, min(day, self.timeline.last_day))
        row.status = UnitCheckIn.Status.RECEIVED
        row.receipt_no = self.registry.no("HZ", row.checked_in_on)
        row.received_at = row.updated_at = moment(row.checked_in_on, 17)
        row.received_by = row.updated_by = self.people.secretaries[unit.paired_community.code]
        row.version = 2
        return row

    def _unit_check_in(self, unit: ResidentUnit, day: datetime.date) -> UnitCheckIn:
        return UnitCheckIn(
            no=self.registry.no("DW", day),
            unit=unit,
            community=unit.paired_community,
            checked_in_on=day,
            contact=unit.liaison,
            resources=self.rng.choice(RESOURCES),
            **_made(None, moment(day, 9)),
        )

    def exempt(self) -> None:
        """Colleagues without a check-in: on loan, in a village, or registered elsewhere."""
        checked_in = {id(row.member) for row in self.roll.check_ins}
        free = [
            row
            for row in self.roll.members
            if id(row) not in checked_in and row.user is None and row.unit in self.units.direct
        ]
        self.rng.shuffle(free)
        for reason, count in EXEMPT:
            for _ in range(count):
                self._exempt(free.pop(), kind=Kind.EXEMPT, reason=reason)
        for place in OUTSIDE:
            receipt = f"报到回执〔{self.timeline.month.year}〕{self.rng.randint(10, 99)}号"
            self._exempt(free.pop(), kind=Kind.OUTSIDE, place=place, receipt=receipt)

    def _exempt(self, member: Member, **values: Any) -> None:
        since = timezone.localdate(member.created_at)
        made = _made(None, moment(since, 12))
        row = CheckInExemption(member=member, started_on=since, **values, **made)
        self.arrivals.exemptions.append(row)

    def register_inbound(self) -> None:
        """流动党员: no unit here, entered by the community in which they live."""
        demo = self.places.community(DEMO_COMMUNITY)
        others = self.rng.sample(self.places.communities, INBOUND - 2)
        for place in (demo, demo, *others):
            day = day_between(self.rng, place.established_on, self.timeline.last_day)
            at = office_moment(self.rng, day)
            officer = self.people.secretaries[place.node.code]
            member = self._inbound(_made(officer, at))
            row = CheckIn(
                no=self.registry.no("BD", day), member=member, community=place.node, unit=None,
                unit_category=ResidentUnit.Category.OTHER, is_inbound=True,
                is_district_direct=False, channel=CheckIn.Channel.COMMUNITY,
                status=Status.REGISTERED, submitted_at=at, accepted_at=at, accepted_by=officer,
                grid=self.rng.choice(place.grids), consent_version=CONSENT_VERSION,
                **_made(officer, at),
            )  # fmt: skip
            self.roll.check_ins.append(row)
            self.roll.intentions += [
                ServiceIntention(check_in=row, category=category, registered_on=day)
                for category in dict.fromkeys(self.rng.sample(OFFERED, 2))
            ]
            evening = {"weekdays": "12345", "start": datetime.time(18), "end": datetime.time(21)}
            offer = Availability(check_in=row, registered_on=day, **evening)
            self.roll.availabilities.append(offer)

    def _inbound(self, made: dict[str, Any]) -> Member:
        is_male = self.rng.random() < 0.6
        member = Member(
            row_key=self.registry.row_key(),
            district=self.places.district,
            name=self.registry.person(is_male=is_male),
            gender=Member.Gender.MALE if is_male else Member.Gender.FEMALE,
            flow=Member.Flow.INBOUND,
            org_relation=Member.OrgRelation.ELSEWHERE,
            home_organization=self.rng.choice(HOMES),
            **made,
        )
        member.set_mobile(self.registry.phone())
        self.roll.members.append(member)
        return member

    def link_households(self) -> None:
        """Members keep in touch with households of the community in which they are 在册."""
        by_community: dict[int, list[CheckIn]] = {}
        for row in self.roll.check_ins:
            if row.status == Status.REGISTERED:
                by_community.setdefault(id(row.community), []).append(row)
        for node in self.places.nodes:
            if node.tier != Organization.Tier.HOUSEHOLD or self.rng.random() > LINKED:
                continue
            community = node.parent.parent.parent
            here = by_community.get(id(community), [])
            if here:
                self._link(self.rng.choice(here), node, community)

    def _link(self, check_in: CheckIn, node: Organization, community: Organization) -> None:
        since = max(timezone.localdate(check_in.accepted_at), node.established_on)
        officer = self.people.secretaries[community.code]
        made = _made(officer, moment(since, 18))
        row = HouseholdLink(member=check_in.member, household=node, started_on=since, **made)
        self.arrivals.links.append(row)

    def note_merges(self) -> None:
        """Who was found to be registered twice."""
        officer = self.people.demo["district"]
        for row in self.roll.check_ins:
            if row.member.merged_into is None:
                continue
            made = _made(officer, moment(row.closed_on, 10))
            reason = "与本人核对，换手机号后重复登记"
            merge = MemberMerge(
                duplicate=row.member, kept=row.member.merged_into, reason=reason, **made
            )
            self.arrivals.merges.append(merge)
            self.arrivals.doubled.append((merge, row))

    def leave_waiting(self) -> None:
        """For the demo's liaison and secretary: two to verify, one from outside, one to reopen."""
        place = self.places.community(DEMO_COMMUNITY)
        for unit in (self.units.of_liaison, self.units.of_liaison, None):
            self.arrivals.contacts.append(self._contact(unit, place.node))
        closed = [
            row
            for row in self.roll.check_ins
            if row.status == Status.CLOSED
            and row.community.parent is place.street
            and row.close_reason not in CheckIn.NEVER_COUNTED
        ]
        for row in closed[:1]:
            officer = self.people.secretaries[row.community.code]
            made = _made(officer, moment(self.timeline.last_day, 10))
            reason = "退休返聘，仍住本社区，本人要求继续参加服务"
            self.arrivals.reactivations.append(Reactivation(check_in=row, reason=reason, **made))

    def _contact(self, unit: ResidentUnit | None, community: Organization) -> FirstContact:
        day = self.timeline.last_day - datetime.timedelta(days=self.rng.randint(0, 3))
        row = FirstContact(
            no=self.registry.no("SC", day),
            row_key=self.registry.row_key(),
            district=self.places.district,
            unit=unit,
            name=self.registry.person(is_male=self.rng.random() < 0.5),
            home_organization="" if unit else "驻马店市驿城区人民街道党工委",
            community=community,
            basis=CheckIn.Basis.RESIDENCE,
            wish={
                "categories": ["08", "12"],
                "slots": [["6", "09:00", "12:00"]],
                "max_per_month": 2,
                "emergency_ok": True,
            },
            consent_version=CONSENT_VERSION,
            **_made(None, office_moment(self.rng, day)),
        )
        row.set_mobile(self.registry.phone())
        return row


def _made(officer: Any, at: datetime.datetime) -> dict[str, Any]:
    """Who made a row and when, as an operation leaves it."""
    return {"created_by": officer, "updated_by": officer, "created_at": at, "updated_at": at}
