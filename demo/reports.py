"""Monthly reports: eleven months filed and accepted, the open month half way."""

import datetime
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import User
from common.months import Month
from demo.people import People
from demo.places import DEMO_STREET, Community, Places
from demo.timeline import Timeline, moment, randomness
from reports.models import MonthlyReport, ReportAction, ReportExemption

Kind = ReportAction.Kind
Status = MonthlyReport.Status

# A committee that is younger at the month's end need not report yet (S12).
MINIMUM_AGE = datetime.timedelta(days=15)
SUBMIT, APPROVE, ACCEPT = (Kind.SUBMITTED,), (Kind.APPROVED,), (Kind.ACCEPTED,)
STREET_RETURN = (Kind.SUBMITTED, Kind.RETURNED_BY_STREET)
DISTRICT_RETURN = (Kind.SUBMITTED, Kind.APPROVED, Kind.RETURNED_BY_DISTRICT)
WHOLE = SUBMIT + APPROVE + ACCEPT
STATUS_AFTER = {
    Kind.OPENED: Status.FILLING,
    Kind.SUBMITTED: Status.SUBMITTED,
    Kind.RETURNED_BY_STREET: Status.FILLING,
    Kind.APPROVED: Status.APPROVED,
    Kind.RETURNED_BY_DISTRICT: Status.FILLING,
    Kind.ACCEPTED: Status.LOCKED,
}
# What became of the open month's first reports; everybody else has not begun.
OPEN_MONTH = (
    *[SUBMIT] * 12,
    *[SUBMIT + APPROVE] * 9,
    *[WHOLE] * 3,
    *[STREET_RETURN] * 2,
    *[()] * 4,
)
HIGHLIGHTS = (
    "组织在职党员开展入户走访和环境整治，落实共驻共建协议事项。",
    "召开联席会议，研究本月共建项目推进情况。",
    "开展主题党日活动，新接收一批报到党员。",
    "组织义务巡逻和消防安全宣传，覆盖全部网格。",
)
PROBLEMS = (
    "部分老旧楼院停车位不足，居民反映较多。",
    "在职党员工作日参加服务的时间有限。",
    "个别网格活动场地紧张。",
    "楼道堆放杂物清理后有反弹。",
    "无",
)
PLANS = (
    "继续推进共建项目，组织两次集中服务。",
    "走访结对单位，协商下一年度协议。",
    "完善网格党支部工作台账，做好新报到党员对接。",
)
REQUESTS = ("", "", "", "请协调解决社区办公用房面积不足的问题。", "请协调相关单位修复小区外路灯。")
COMMENTS = (
    "“存在问题”写得过于笼统，请写明具体楼院和事项。",
    "本月重点与共建项目进展对应不上，请补充。",
    "请补充下月打算。",
)


@dataclass
class Filing:
    """One report with the steps it has taken."""

    report: MonthlyReport
    actions: list[ReportAction] = field(default_factory=list)

    @property
    def submissions(self) -> list[ReportAction]:
        return [action for action in self.actions if action.kind == Kind.SUBMITTED]


def plan_reports(
    timeline: Timeline,
    places: Places,
    people: People,
    due: Mapping[Month, datetime.datetime],
    now: datetime.datetime,
) -> list[Filing]:
    """Return all reports, unsaved; nothing in them is later than `now`."""
    clerk = _Clerk(randomness("reports"), people, due, now)
    filings = []
    for month in timeline.months[:-1]:
        for place in reporting(timeline, places, month):
            steps = clerk.fate(is_recent=month.next() == timeline.month)
            if steps is not None:
                filings.append(clerk.file(place, month, steps))
    open_places = reporting(timeline, places, timeline.month)
    open_places = [place for place in open_places if not place.is_demo]
    clerk.rng.shuffle(open_places)
    # The demo street comes first, so that its officer finds something to review.
    open_places.sort(key=lambda place: place.street.code != DEMO_STREET)
    fates = clerk.rng.sample(OPEN_MONTH[3:], len(OPEN_MONTH) - 3)
    for place, steps in zip(open_places, (*OPEN_MONTH[:3], *fates), strict=False):
        filings.append(clerk.file(place, timeline.month, steps))
    return filings


def plan_exemptions(timeline: Timeline, places: Places, people: People) -> list[ReportExemption]:
    """One community was let off one month."""
    place, month = exempted(timeline, places)
    actor = people.demo["district"]
    return [
        ReportExemption(
            community=place.node,
            month=month,
            reason="社区办公用房搬迁，当月免报。",
            created_by=actor,
            updated_by=actor,
            created_at=moment(month.last_day, 16),
            updated_at=moment(month.last_day, 16),
        )
    ]


def exempted(timeline: Timeline, places: Places) -> tuple[Community, Month]:
    return places.communities[0], timeline.month.plus(-7)


def reporting(timeline: Timeline, places: Places, month: Month) -> list[Community]:
    """The communities that report the month."""
    latest = month.last_day - MINIMUM_AGE
    return [
        place
        for place in places.communities
        if place.established_on <= latest and (place, month) != exempted(timeline, places)
    ]


class _Clerk:
    """Takes reports through their steps."""

    def __init__(
        self,
        rng: random.Random,
        people: People,
        due: Mapping[Month, datetime.datetime],
        now: datetime.datetime,
    ) -> None:
        self.rng = rng
        self.people = people
        self.due = due
        self.now = now

    def fate(self, *, is_recent: bool) -> tuple[str, ...] | None:
        """Draw the steps of a past month's report; None: it never came."""
        chance = self.rng.random()
        if chance < 0.012:
            return None
        before = STREET_RETURN if chance < 0.07 else DISTRICT_RETURN if chance < 0.085 else ()
        rest = SUBMIT + APPROVE if is_recent and self.rng.random() < 0.12 else WHOLE
        return before + rest

    def file(self, place: Community, month: Month, steps: tuple[str, ...]) -> Filing:
        """Open the report, write its texts and take the steps, hours or days apart."""
        secretary = self.people.secretaries[place.node.code]
        at = self._opened_at(month)
        report = MonthlyReport(
            community=place.node,
            month=month,
            due_at=self.due[month],
            opened_at=at,
            created_at=at,
            created_by=secretary,
            updated_at=at,
            updated_by=secretary,
        )
        filing = Filing(report)
        self._act(filing, Kind.OPENED, secretary, at)
        if steps:
            self._write(report)
        for kind in steps:
            at = min(at + self._pause(kind), self.now)
            self._act(filing, kind, self._actor(kind, place), at)
        return filing

    def _opened_at(self, month: Month) -> datetime.datetime:
        """Between the first of the next month and the due day; now and then days too late."""
        first = month.next().first_day
        days = (self.due[month] - moment(first, 0)).days
        day = self.rng.randrange(days) if self.rng.random() < 0.96 else days + self.rng.randrange(4)
        at = moment(first, self.rng.randint(8, 15), self.rng.randrange(60))
        return min(at + datetime.timedelta(days=day), self.now)

    def _pause(self, kind: str) -> datetime.timedelta:
        """Submitting takes minutes; the others look within a day or two."""
        if kind == Kind.SUBMITTED:
            return datetime.timedelta(minutes=self.rng.randint(3, 50))
        return datetime.timedelta(hours=self.rng.choice((1, 3, 20, 24, 44)))

    def _actor(self, kind: str, place: Community) -> User:
        if kind == Kind.SUBMITTED:
            return self.people.secretaries[place.node.code]
        if kind in {Kind.APPROVED, Kind.RETURNED_BY_STREET}:
            return self.people.street_officers[place.street.code]
        return self.people.demo["district"]

    def _write(self, report: MonthlyReport) -> None:
        report.highlights = self.rng.choice(HIGHLIGHTS)
        report.problems = self.rng.choice(PROBLEMS)
        report.plans = self.rng.choice(PLANS)
        report.requests = self.rng.choice(REQUESTS)
        report.version += 1

    def _act(self, filing: Filing, kind: str, actor: User, at: datetime.datetime) -> None:
        report = filing.report
        is_return = kind in {Kind.RETURNED_BY_STREET, Kind.RETURNED_BY_DISTRICT}
        comment = self.rng.choice(COMMENTS) if is_return else ""
        filing.actions.append(
            ReportAction(report=report, kind=kind, actor=actor, at=at, comment=comment)
        )
        if kind == Kind.OPENED:
            return
        report.status = STATUS_AFTER[kind]
        report.return_comment = comment
        report.return_count += is_return
        report.updated_by, report.updated_at = actor, at
        report.version += 1
        if kind == Kind.SUBMITTED:
            report.submitted_by = actor
            report.first_submitted_at = report.first_submitted_at or at
        elif kind == Kind.ACCEPTED:
            report.accepted_by = actor
        else:
            report.approved_by = actor if kind == Kind.APPROVED else None
