"""Members of the units, and what they are willing to do and when."""

import datetime
import random
from dataclasses import dataclass, field

from django.utils import timezone

from common.months import Month
from demo.names import Registry, words
from demo.people import People, silent_account
from demo.places import Community
from demo.timeline import Timeline, day_between, moment
from members.models import Availability, CheckIn, Member, ServiceIntention
from members.operations.rules import CONSENT_VERSION
from orgs.models import District, ResidentUnit
from orgs.policy import Role

Category = ServiceIntention.Category
# What people offer, the commoner offers written more often.
OFFERED = (
    *[Category.POLICY, Category.SAFETY, Category.ENVIRONMENT, Category.ELDERLY] * 4,
    *[Category.POVERTY, Category.YOUTH, Category.CULTURE, Category.MEDIATION] * 3,
    *[Category.HEALTH, Category.LAW, Category.REPAIR, Category.COUNCIL, Category.EMERGENCY] * 2,
    *[Category.EMPLOYMENT, Category.OTHER],
)
# Weekdays, from hour, to hour: off-work time, "八小时外奉献社区".
TIMES = (
    ("67", 9, 11),
    ("6", 8, 12),
    ("7", 14, 17),
    ("67", 14, 18),
    ("12345", 18, 21),
    ("135", 18, 20),
    ("24", 19, 21),
    ("5", 17, 20),
)
SPECIALTIES = words(
    "法律咨询 心理疏导 急救护理 书法 摄影 茶艺 电工维修 太极拳 广场舞 乒乓球 视频剪辑 "
    "朗诵 二胡 家庭教育 健康讲座 财务知识 应急救援 绿化养护"
)
CHANNELS = (
    *[CheckIn.Channel.OWN_PHONE] * 6,
    *[CheckIn.Channel.IMPORT] * 8,
    *[CheckIn.Channel.COMMUNITY] * 4,
    *[CheckIn.Channel.PAPER] * 2,
)
FROM_OUTSIDE = (CheckIn.Channel.OWN_PHONE, CheckIn.Channel.IMPORT)


@dataclass
class Roll:
    """Members, their check-ins and what hangs on those; `stays` are the accepted ones."""

    members: list[Member] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    intentions: list[ServiceIntention] = field(default_factory=list)
    availabilities: list[Availability] = field(default_factory=list)
    stays: list["Stay"] = field(default_factory=list)


@dataclass
class Stay:
    """A member's time in a community's register, with the offers that services come of."""

    check_in: CheckIn
    place: Community
    since: datetime.date
    until: datetime.date
    categories: list[str]
    times: list[tuple[str, int, int]]

    @property
    def is_complete(self) -> bool:
        return bool(self.categories and self.times)


@dataclass
class Registrar:
    """Writes people into the roll, one at a time."""

    rng: random.Random
    registry: Registry
    timeline: Timeline
    people: People
    district: District
    roll: Roll = field(default_factory=Roll)

    def member(self, unit: ResidentUnit, at: datetime.datetime) -> Member:
        """Add a member of the unit."""
        rng = self.rng
        is_male = rng.random() < 0.58
        is_new = rng.random() < 0.03
        joined_on = self._joined_on(is_new=is_new)
        row = Member(
            row_key=self.registry.row_key(),
            name=self.registry.member(is_male=is_male),
            kind=Member.Kind.PROBATIONARY if is_new else Member.Kind.FULL,
            gender=Member.Gender.MALE if is_male else Member.Gender.FEMALE,
            joined_on=joined_on,
            district=self.district,
            unit=unit,
            specialties="、".join(rng.sample(SPECIALTIES, rng.choice((0, 0, 1, 1, 2)))),
            created_at=at,
            updated_at=at,
        )
        row.set_mobile(self.registry.phone())
        self.roll.members.append(row)
        return row

    def open_account(self, member: Member, at: datetime.datetime) -> None:
        """Give a member who checks in by phone the account that the records name."""
        user = silent_account(f"dy{len(self.people.members) + 1:05d}", member.name)
        user.date_joined = at
        user.mobile_index = member.mobile_index
        member.user = user
        self.people.members.append(user)
        self.people.give(user, Role.MEMBER, self.district, timezone.localdate(at))

    def check_in(
        self, member: Member, place: Community, submitted_at: datetime.datetime, **values: object
    ) -> CheckIn:
        """Add a check-in of the member, with the unit's category of that day."""
        is_paired = member.unit.paired_community is place.node
        row = CheckIn(
            no=self.registry.no("BD", submitted_at.date()),
            member=member,
            community=place.node,
            basis=CheckIn.Basis.PAIRING if is_paired else CheckIn.Basis.RESIDENCE,
            unit=member.unit,
            unit_category=member.unit.category,
            is_district_direct=member.unit.is_district_direct,
            submitted_at=submitted_at,
            max_per_month=self.rng.choice((None, 2, 3, 4, 4)),
            emergency_ok=self.rng.random() < 0.4,
            consent_version=CONSENT_VERSION,
            created_at=submitted_at,
            updated_at=submitted_at,
            **values,
        )
        if row.channel == CheckIn.Channel.OWN_PHONE and member.user is None:
            self.open_account(member, submitted_at)
        self._note_maker(row, place)
        self.roll.check_ins.append(row)
        return row

    def _note_maker(self, row: CheckIn, place: Community) -> None:
        """By one's own account, else by the secretary."""
        secretary = self.people.secretaries[place.node.code]
        row.created_by = row.updated_by = row.member.user or secretary
        unit = row.member.unit
        is_near = place.node in (unit.paired_community, unit.located_in)
        if row.channel == CheckIn.Channel.COMMUNITY and is_near:
            # Entered on behalf, of a unit of the community's own: the person was added as well.
            row.member.created_by = row.member.updated_by = secretary

    def offers(
        self, row: CheckIn, *, intends: bool = True, is_available: bool = True
    ) -> tuple[list[str], list[tuple[str, int, int]]]:
        """Draw what the member offers and write it down."""
        rng = self.rng
        count = rng.choice((1, 2, 2, 3, 4))
        categories = [*dict.fromkeys(rng.sample(OFFERED, count))] if intends else []
        times = rng.sample(TIMES, rng.choice((1, 1, 2))) if is_available else []
        self.write_offers(row, categories, times)
        return categories, times

    def write_offers(
        self, row: CheckIn, categories: list[str], times: list[tuple[str, int, int]]
    ) -> None:
        day = timezone.localdate(row.submitted_at)
        self.roll.intentions += [
            ServiceIntention(check_in=row, category=category, registered_on=day)
            for category in categories
        ]
        self.roll.availabilities += [
            Availability(
                check_in=row,
                weekdays=weekdays,
                start=datetime.time(start),
                end=datetime.time(end),
                registered_on=day,
            )
            for weekdays, start, end in times
        ]

    def _joined_on(self, *, is_new: bool) -> datetime.date:
        """Probationary members joined within the last year; the others long ago."""
        if is_new:
            return day_between(
                self.rng, self.timeline.month.plus(-10).first_day, self.timeline.last_day
            )
        year = self.rng.randint(1988, self.timeline.rollout_year - 3)
        return day_between(self.rng, datetime.date(year, 1, 1), Month(year, 12).last_day)

    def before(self, days: int) -> datetime.datetime:
        """Return a moment within the last so many days of the open month."""
        day = self.timeline.last_day - datetime.timedelta(days=self.rng.randrange(days))
        return moment(day, self.rng.randint(8, 20), self.rng.randrange(60))
