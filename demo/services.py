"""Twelve months of service: by whom, where, how long, and how far each record has come."""

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator

from common.months import Month
from demo.members import Roll, Stay
from demo.names import Registry
from demo.people import People
from demo.places import DEMO_COMMUNITY, Community, Places
from demo.timeline import Timeline, moment, office_moment, randomness
from demo.timeline import shares as split
from members.models import ServiceIntention
from services.intervals import shares
from services.models import ServiceLog

Status = ServiceLog.Status
Entry = ServiceLog.Entry
Category = ServiceIntention.Category

WISHED = 6_800
WAITING_IN_DEMO = 6
OVERLAPS = 24
CORRECTIONS = 12
RETURNED_REASON = "起止时间与活动签到不一致，请核对。"
DEEDS = {
    Category.POLICY: ("为楼院党员群众宣讲惠民政策", "协助开展主题党课"),
    Category.POVERTY: ("走访帮扶困难家庭", "为残疾人家庭送生活物资"),
    Category.EMPLOYMENT: ("发放招聘信息，登记求职意愿", "辅导居民填写求职材料"),
    Category.HEALTH: ("社区义诊，测量血压血糖", "健康知识讲座"),
    Category.REPAIR: ("上门检修电路和水管", "家电维修便民日"),
    Category.LAW: ("法律咨询日值班", "心理疏导咨询"),
    Category.MEDIATION: ("协助调解邻里纠纷", "参加楼院议事，化解停车矛盾"),
    Category.SAFETY: ("夜间义务巡逻", "入户宣传消防和防诈骗知识"),
    Category.ENVIRONMENT: ("清理楼道杂物", "参加社区卫生集中整治", "楼院绿化补栽"),
    Category.CULTURE: ("组织广场文艺活动", "指导社区文艺队排练"),
    Category.YOUTH: ("四点半课堂辅导作业", "假期青少年阅读活动"),
    Category.ELDERLY: ("陪护独居老人就医", "为老年人代购、代办"),
    Category.COUNCIL: ("参加社区议事会", "收集居民意见建议"),
    Category.EMERGENCY: ("汛期值守", "恶劣天气清扫路面"),
    Category.OTHER: ("协助社区组织活动",),
}


def plan_services(
    timeline: Timeline, places: Places, people: People, roll: Roll, registry: Registry
) -> list[ServiceLog]:
    """Return all service logs, unsaved."""
    diary = _Diary(randomness("services"), registry, timeline, places, people)
    by_place: dict[str, list[Stay]] = defaultdict(list)
    for stay in roll.stays:
        if stay.is_complete:
            by_place[stay.place.node.code].append(stay)
    for place, month, count in _wishes(timeline, places):
        for _ in range(count):
            diary.add_any(by_place[place.node.code], month)
    phones = [stay for stay in by_place[DEMO_COMMUNITY] if stay.check_in.member.user]
    diary.leave_waiting(phones)
    diary.overlap()
    diary.count_minutes()
    diary.correct()
    return diary.logs


def _wishes(timeline: Timeline, places: Places) -> Iterator[tuple[Community, Month, int]]:
    """Yield how much happens where and when: it grows, and by the size of the community."""
    cells = [
        (place, month)
        for month in timeline.months
        for place in places.communities
        if place.established_on < month.first_day
    ]
    growth = {month: 0.7 + 0.06 * step for step, month in enumerate(timeline.months)}
    counts = split(WISHED, [place.weight * growth[month] for place, month in cells])
    for (place, month), count in zip(cells, counts, strict=True):
        yield place, month, count


class _Diary:
    """Collects logs; nobody serves twice on a day unless meant to."""

    def __init__(
        self,
        rng: random.Random,
        registry: Registry,
        timeline: Timeline,
        places: Places,
        people: People,
    ) -> None:
        self.rng = rng
        self.registry = registry
        self.timeline = timeline
        self.places = places
        self.people = people
        self.logs: list[ServiceLog] = []
        self._busy: set[tuple[int, datetime.date]] = set()

    def add_any(self, stays: list[Stay], month: Month) -> ServiceLog | None:
        """Let one of the members serve in the month; none when nobody finds a day."""
        for _ in range(8):
            stay = self.rng.choice(stays)
            weekdays, from_hour, to_hour = self.rng.choice(stay.times)
            days = [
                day
                for day in _days(max(stay.since, month.first_day), min(stay.until, month.last_day))
                if str(day.isoweekday()) in weekdays
                and (id(stay.check_in.member), day) not in self._busy
            ]
            if days:
                return self._write(stay, self.rng.choice(days), from_hour, to_hour)
        return None

    def leave_waiting(self, stays: list[Stay]) -> None:
        """Members of the demo community have entered services that nobody has confirmed yet."""
        for number, stay in enumerate(self.rng.sample(stays, WAITING_IN_DEMO)):
            log = self.add_any([stay], self.timeline.month)
            if log is not None:
                # Two of them in the grid whose secretary has a demo account.
                grid = stay.place.grids[0] if number < 2 else stay.check_in.grid
                log.community, log.grid = stay.place.node, grid
                log.entry, log.entered_by = Entry.MEMBER, stay.check_in.member.user
                log.created_by = log.updated_by = log.entered_by
                self._settle(log, Status.PENDING)

    def overlap(self) -> None:
        """Two services of one member whose hours overlap: the second counts what it adds."""
        long_ones = [
            log for log in self.logs if log.status == Status.CONFIRMED and log.minutes >= 90
        ]
        for log in self.rng.sample(long_ones, OVERLAPS):
            other = self._copy(log)
            other.start = _later(log.start, 60)
            other.end = _later(log.end, 30)
            other.category = Category.OTHER
            other.text = self.rng.choice(DEEDS[Category.OTHER])
            other.confirmed_at = log.confirmed_at + datetime.timedelta(minutes=5)
            other.updated_at = other.confirmed_at

    def count_minutes(self) -> None:
        """Store what each confirmed log adds to the union of its day."""
        days: dict[tuple[int, datetime.date], list[ServiceLog]] = defaultdict(list)
        for log in self.logs:
            if log.status == Status.CONFIRMED:
                days[id(log.member), log.served_on].append(log)
        for own in days.values():
            own.sort(key=lambda log: log.confirmed_at)
            for log, minutes in zip(own, shares([log.interval for log in own]), strict=True):
                log.counted_minutes = minutes

    def correct(self) -> None:
        """A few were entered too short: a new record points to the old one, which is void."""
        single = [log for log in self.logs if log.counted_minutes == log.minutes]
        for old in self.rng.sample(single, CORRECTIONS):
            new = self._copy(old)
            new.end = _later(old.end, 30)
            new.counted_minutes = new.minutes
            new.corrects = old
            new.confirmed_at = new.updated_at = old.confirmed_at + datetime.timedelta(minutes=20)
            old.status, old.version = Status.VOID, 3

    def _write(self, stay: Stay, day: datetime.date, from_hour: int, to_hour: int) -> ServiceLog:
        rng, member = self.rng, stay.check_in.member
        longest = 60 * (to_hour - from_hour)
        minutes = rng.choice([length for length in (60, 90, 120, 150, 180) if length <= longest])
        start = _later(datetime.time(from_hour), 30 * rng.randint(0, (longest - minutes) // 30))
        place, grid = self._where(stay, day)
        category = rng.choice(stay.categories)
        end = _later(start, minutes)
        log = ServiceLog(
            no=self.registry.no("FW", day),
            member=member,
            community=place.node,
            grid=grid,
            served_on=day,
            start=start,
            end=end,
            category=category,
            text=rng.choice(DEEDS[category]),
            created_at=moment(day, end.hour + 1, rng.randrange(60)),
        )
        is_own = member.user is not None and rng.random() < 0.75
        secretary = self.people.secretaries[place.node.code]
        log.entry = Entry.MEMBER if is_own else Entry.COMMUNITY
        log.entered_by = log.created_by = member.user if is_own else secretary
        self._settle(log, self._status(day))
        self._busy.add((id(member), day))
        self.logs.append(log)
        return log

    def _where(self, stay: Stay, day: datetime.date) -> tuple[Community, object]:
        """Mostly at home, in the member's grid; now and then in another community."""
        if self.rng.random() < 0.92:
            return stay.place, stay.check_in.grid
        others = [place for place in self.places.communities if place.established_on <= day]
        return self.rng.choice(others), None

    def _status(self, day: datetime.date) -> str:
        chance = self.rng.random()
        if chance < (0.07 if Month.of(day) == self.timeline.month else 0.004):
            return Status.PENDING
        return Status.RETURNED if chance > 0.985 else Status.CONFIRMED

    def _settle(self, log: ServiceLog, status: str) -> None:
        """Bring the log to its state; who confirms is never who entered."""
        code = log.community.code
        secretary, deputy = self.people.secretaries[code], self.people.deputies[code]
        second = deputy if log.entered_by is secretary else secretary
        log.status, log.version = status, 1 if status == Status.PENDING else 2
        log.confirmed_by = log.confirmed_at = None
        log.return_reason = RETURNED_REASON if status == Status.RETURNED else ""
        log.updated_by, log.updated_at = log.entered_by, log.created_at
        if status == Status.PENDING:
            return
        day = min(
            log.served_on + datetime.timedelta(days=self.rng.randint(1, 4)),
            self.timeline.last_day,
        )
        later = log.created_at + datetime.timedelta(minutes=10)
        log.updated_by, log.updated_at = second, max(office_moment(self.rng, day), later)
        if status == Status.CONFIRMED:
            log.confirmed_by, log.confirmed_at = second, log.updated_at

    def _copy(self, log: ServiceLog) -> ServiceLog:
        """Add another record of the same service, to be changed."""
        values = {
            field.name: getattr(log, field.name)
            for field in ServiceLog._meta.concrete_fields
            if field.name not in {"id", "no", "corrects"}
        }
        other = ServiceLog(no=self.registry.no("FW", log.served_on), **values)
        self.logs.append(other)
        return other


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    for step in range((last - first).days + 1):
        yield first + datetime.timedelta(days=step)


def _later(time: datetime.time, minutes: int) -> datetime.time:
    """Return the time so many minutes later on the same day."""
    total = time.hour * 60 + time.minute + minutes
    return datetime.time(total // 60, total % 60)
