"""Joint projects under the codes of list B, with partners, covenants and money."""

import datetime
import random
from dataclasses import dataclass, field
from decimal import Decimal

from covenants.models import Covenant, FiveCo, FundingSource, Project
from demo.covenants import Covenants
from demo.names import Registry, words
from demo.people import People
from demo.places import ONE_STOP_CENTRES, Community, Places
from demo.timeline import Timeline, day_between, moment, office_moment, randomness, shares
from demo.units import Units
from orgs.models import ResidentUnit

Status = Project.Status

# S6 at the end of the open month: the essay's 271, by state.
CONFIRMED = (
    (Status.CONFIRMED, 32),
    (Status.RUNNING, 96),
    (Status.PAUSED, 8),
    (Status.FINISHED, 125),
    (Status.TERMINATED, 10),
)
UNCOUNTED = ((Status.PROPOSED, 14), (Status.REJECTED, 4), (Status.VOID, 4))
SHARED = 18
# How often a project in this state was changed since it was proposed, itself included.
VERSIONS = {
    Status.PROPOSED: 1,
    Status.REJECTED: 2,
    Status.CONFIRMED: 2,
    Status.RUNNING: 3,
    Status.VOID: 3,
    Status.PAUSED: 4,
    Status.FINISHED: 4,
    Status.TERMINATED: 4,
}
STARTED = {Status.RUNNING, Status.PAUSED, Status.TERMINATED}
NAMES = {
    FiveCo.PARTY_WORK: words("联合主题党日 书记联讲党课 党员先锋岗 党建阵地共享 红色宣讲进楼院"),
    FiveCo.SERVICE: words("困难群众结对帮扶 社区义诊 家电维修便民日 就业帮扶 四点半课堂 助残助老"),
    FiveCo.SAFETY: words("义务巡逻队 安全楼院创建 消防安全宣传 反诈宣传进小区 帮教小组"),
    FiveCo.ENVIRONMENT: words("楼院绿化提升 卫生集中整治 花园式小区创建 背街小巷整治 垃圾分类"),
    FiveCo.CIVILITY: words("文明楼院创建 文明家庭评选 广场文化活动 社区文艺队 楼院文化墙"),
}
ONE_STOP_NAME = "“一站式”居民服务中心建设"
LIST_A_OF = {
    FiveCo.PARTY_WORK: (FiveCo.PARTY_WORK,),
    FiveCo.SERVICE: (FiveCo.PROBLEMS, FiveCo.WELFARE, ""),
    FiveCo.SAFETY: ("",),
    FiveCo.ENVIRONMENT: (FiveCo.ENVIRONMENT,),
    FiveCo.CIVILITY: (FiveCo.CIVILITY,),
}
REASONS = {
    Status.REJECTED: "条件不具备，暂不实施。",
    Status.TERMINATED: "场地调整，经双方协商终止。",
    Status.VOID: "重复录入。",
}


@dataclass
class Projects:
    """Projects with their money and their links (project, other)."""

    rows: list[Project] = field(default_factory=list)
    funding: list[FundingSource] = field(default_factory=list)
    communities: list[tuple[Project, Community]] = field(default_factory=list)
    covenants: list[tuple[Project, Covenant]] = field(default_factory=list)
    partners: list[tuple[Project, ResidentUnit]] = field(default_factory=list)


def plan_projects(
    timeline: Timeline,
    places: Places,
    units: Units,
    people: People,
    covenants: Covenants,
    registry: Registry,
) -> Projects:
    """Return all projects, unsaved: the first four are the one-stop centres."""
    planner = _Planner(randomness("projects"), registry, timeline, places, people)
    planner.know(covenants, units)
    statuses = [status for status, count in CONFIRMED for _ in range(count)]
    planner.rng.shuffle(statuses)
    for code in ONE_STOP_CENTRES:
        statuses.remove(Status.RUNNING)
        planner.add(places.community(code), Status.RUNNING, FiveCo.SERVICE, ONE_STOP_NAME)
    for place, count in zip(places.communities, shares(len(statuses), places.weights), strict=True):
        for _ in range(count):
            planner.add_any(place, statuses.pop())
    planner.share()
    for status, count in UNCOUNTED:
        for place in planner.rng.sample(places.communities, count):
            planner.add_any(place, status)
    return planner.book


class _Planner:
    """Adds projects to the book."""

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
        self.book = Projects()
        self._names: dict[str, int] = {}

    def know(self, covenants: Covenants, units: Units) -> None:
        """Note who has signed what with whom."""
        self.units = units
        self.signed: dict[int, list[Covenant]] = {}
        self.covenants = covenants
        for row in covenants.rows:
            if row.status == Covenant.Status.SIGNED and row.amends is None:
                self.signed.setdefault(id(row.organization), []).append(row)

    def add_any(self, place: Community, status: str) -> Project:
        code = self.rng.choice(list(NAMES))
        return self.add(place, status, code, self.rng.choice(NAMES[code]))

    def add(self, place: Community, status: str, code: str, subject: str) -> Project:
        """Add one project of the community in the state that it has at the month's end."""
        rng, officer = self.rng, self.people.secretaries[place.node.code]
        confirmed_on = self._confirmed_on(place, status)
        proposed_on = confirmed_on - datetime.timedelta(days=3)
        row = Project(
            no=self.registry.no("XM", confirmed_on),
            name=self._name(f"{place.node.name}{subject}"),
            code_b=code,
            code_a=rng.choice(LIST_A_OF[code]),
            lead=place.node,
            confirmed_on=None if status in {Status.PROPOSED, Status.REJECTED} else confirmed_on,
            status=status,
            reason=REASONS.get(status, ""),
            created_at=office_moment(rng, proposed_on),
            created_by=officer,
            updated_by=officer,
            version=VERSIONS[status],
        )
        if status == Status.VOID:
            row.updated_by = self.people.demo["district"]
        self._set_days(row, confirmed_on)
        self.book.rows.append(row)
        self.book.communities.append((row, place))
        self._set_partners(row, place, confirmed_on)
        self._set_funding(row)
        return row

    def share(self) -> None:
        """Some are carried out by several communities of a street."""
        for row in self.rng.sample(self.book.rows[len(ONE_STOP_CENTRES) :], SHARED):
            street = row.lead.parent
            others = [
                place
                for place in self.places.communities
                if place.street is street
                and place.node is not row.lead
                and place.established_on <= row.confirmed_on
            ]
            chosen = self.rng.sample(others, min(len(others), self.rng.choice((1, 2, 3))))
            self.book.communities += [(row, place) for place in chosen]
            row.name = row.name.replace(row.lead.name, street.name)

    def _confirmed_on(self, place: Community, status: str) -> datetime.date:
        """Waiting ones are recent, finished ones old enough to be finished."""
        last = self.timeline.last_day
        first = place.established_on + datetime.timedelta(days=15)
        if status in {Status.CONFIRMED, Status.PROPOSED}:
            first = max(first, last - datetime.timedelta(days=75))
        elif status == Status.FINISHED:
            last = max(first, last - datetime.timedelta(days=60))
        return day_between(self.rng, first, last)

    def _set_days(self, row: Project, confirmed_on: datetime.date) -> None:
        """Set the planned and the actual end, and the moment of the last step."""
        planned_days = self.rng.choice((60, 90, 120, 180, 240, 300))
        if self.rng.random() < 0.93:
            row.planned_end = confirmed_on + datetime.timedelta(days=planned_days)
        if row.status == Status.FINISHED:
            took = datetime.timedelta(days=int(planned_days * self.rng.uniform(0.5, 1.15)))
            row.finished_on = min(confirmed_on + took, self.timeline.last_day)
            row.outcome = "按计划完成，居民反映良好。"
        changed_on = row.finished_on or confirmed_on
        if row.status in STARTED:
            later = confirmed_on + datetime.timedelta(days=self.rng.randint(2, 30))
            changed_on = min(later, self.timeline.last_day)
        is_new = row.status == Status.PROPOSED
        row.updated_at = row.created_at if is_new else moment(changed_on, 18)

    def _set_partners(self, row: Project, place: Community, day: datetime.date) -> None:
        """Partners come from a covenant of the community where there is one in force."""
        basis = [c for c in self.signed.get(id(place.node), []) if c.is_in_force(day)]
        if basis:
            covenant = self.rng.choice(basis)
            self.book.covenants.append((row, covenant))
            partners = self.covenants.units_of(covenant)
        else:
            partners = [self.rng.choice(self.units.rows)]
        self.book.partners += [(row, unit) for unit in partners]

    def _set_funding(self, row: Project) -> None:
        sources = self.rng.sample(list(FundingSource.Source), self.rng.choice((0, 1, 1, 2)))
        self.book.funding += [
            FundingSource(project=row, source=source, amount=Decimal(500 * self.rng.randint(2, 80)))
            for source in sources
        ]

    def _name(self, name: str) -> str:
        """Tell repetitions apart."""
        count = self._names[name] = self._names.get(name, 0) + 1
        return name if count == 1 else f"{name}（第{count}期）"
