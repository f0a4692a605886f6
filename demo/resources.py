"""What the sample's units offer, what communities asked of it, and which projects units claim."""

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from covenants.models import (
    Project,
    ProjectClaim,
    ResourceKind,
    ResourceOffer,
    ResourceRequest,
)
from demo.people import People
from demo.places import DEMO_COMMUNITY, Community, Places
from demo.projects import Projects
from demo.timeline import Timeline, day_between, moment, randomness
from demo.units import Units
from orgs.models import ResidentUnit

Kind, State = ResourceKind, ResourceRequest.State
# Kind, name, description, when, on what terms.
OFFERED = (
    (Kind.PLACE, "会议室", "可容纳 60 人，有投影。", "工作日晚上、周末", "提前三天联系。"),
    (Kind.PLACE, "室外运动场", "可举办文体活动。", "周六、周日", "恶劣天气不开放。"),
    (Kind.PEOPLE, "志愿服务队", "党员志愿者 12 名。", "周六上午", "一次不超过半天。"),
    (Kind.PEOPLE, "政策宣讲员", "可讲教育、医保、养老政策。", "工作日晚上", ""),
    (Kind.FUNDS, "助学慰问资金", "每学年资助困难学生。", "每年八、九月", "社区提名，单位核定。"),
    (Kind.GOODS, "旧书旧桌椅", "可用于社区阅览室。", "随时", "社区自行运输。"),
    (Kind.SKILL, "法律咨询", "执业律师和公职律师轮流值班。", "每月第一个周六", ""),
    (Kind.SKILL, "家电维修", "小家电免费检修。", "周日上午", "零件费用自理。"),
)  # fmt: skip
PURPOSES = ("居民议事会", "暑期课堂", "敬老活动", "政策宣讲", "便民服务日")
CLAIMS = ("可提供场地和投影设备。", "可组织党员参加。", "可资助部分物资。", "可派专业人员指导。")
OFFERING, ASKED, CLAIMED = 70, 60, 24


@dataclass
class Resources:
    """Offers, requests and claims, in the order in which they are written."""

    offers: list[ResourceOffer] = field(default_factory=list)
    requests: list[ResourceRequest] = field(default_factory=list)
    claims: list[ProjectClaim] = field(default_factory=list)


def plan_resources(
    timeline: Timeline, places: Places, units: Units, people: People, projects: Projects
) -> Resources:
    """Return everything unsaved; the demo's liaison has one request and one claim in work."""
    drawer = _Drawer(randomness("resources"), timeline, units, people)
    own = [drawer.offer(units.of_liaison, kind) for kind in (0, 3, 6)]
    others = [unit for unit in units.rows if unit is not units.of_liaison]
    for unit in drawer.rng.sample(others, OFFERING):
        drawer.offer(unit, drawer.rng.randrange(len(OFFERED)))
    drawer.ask(own[0], places.community(DEMO_COMMUNITY), State.ASKED)
    drawer.ask(own[1], places.community(DEMO_COMMUNITY), State.USED)
    drawer.ask(own[2], places.community(DEMO_COMMUNITY), State.AGREED)
    for _ in range(ASKED):
        offer = drawer.rng.choice(drawer.book.offers[len(own) :])
        drawer.ask(offer, drawer.rng.choice(places.communities), drawer.any_state())
    drawer.claim_some(projects)
    return drawer.book


@dataclass
class _Drawer:
    rng: random.Random
    timeline: Timeline
    units: Units
    people: People
    book: Resources = field(default_factory=Resources)

    def offer(self, unit: ResidentUnit, kind: int) -> ResourceOffer:
        code, name, description, times, conditions = OFFERED[kind]
        day = day_between(self.rng, self.timeline.months[2].first_day, self.timeline.last_day)
        row = ResourceOffer(
            unit=unit, kind=code, name=name, description=description, times=times,
            conditions=conditions, **self._made(unit, day),
        )  # fmt: skip
        self.book.offers.append(row)
        return row

    def any_state(self) -> str:
        states = (State.USED,) * 6 + (State.AGREED, State.ASKED, State.DECLINED, State.WITHDRAWN)
        return self.rng.choice(states)

    def ask(self, offer: ResourceOffer, place: Community, state: str) -> None:
        """One request; what is still open is wanted soon, what was used lies behind."""
        asked_on = day_between(self.rng, offer.created_at.date(), self.timeline.last_day)
        wanted_on = asked_on + datetime.timedelta(days=self.rng.randint(3, 20))
        if state in {State.ASKED, State.AGREED}:
            asked_on = self.timeline.last_day
            wanted_on = asked_on + datetime.timedelta(days=self.rng.randint(40, 60))
        elif wanted_on > self.timeline.last_day:
            state = State.WITHDRAWN
        row = ResourceRequest(
            offer=offer, community=place.node, purpose=self.rng.choice(PURPOSES),
            wanted_on=wanted_on, wanted_time="上午", state=state,
            **self._by(self.people.secretaries[place.node.code], asked_on),
        )  # fmt: skip
        if state == State.DECLINED:
            row.answer, row.version = "当天单位有安排，请改期。", 2
        elif state in {State.AGREED, State.USED}:
            row.answer, row.version = "同意，请提前一天联系。", 2
        if state == State.USED:
            row.used_on, row.result, row.version = wanted_on, "活动顺利，场地已复原。", 3
        self.book.requests.append(row)

    def claim_some(self, projects: Projects) -> None:
        """Units that are no partners yet claim projects that are open; one claim a project."""
        partners: dict[int, set[int]] = {}
        for project, unit in projects.partners:
            partners.setdefault(id(project), set()).add(id(unit))
        wanting = [row for row in projects.rows if row.is_open_to_claims]
        for project in self.rng.sample(wanting, min(CLAIMED, len(wanting))):
            known = partners.get(id(project), set())
            free = [unit for unit in self.units.rows if id(unit) not in known]
            self._claim(projects, project, self.rng.choice(free))

    def _claim(self, projects: Projects, project: Project, unit: ResidentUnit) -> None:
        states = ProjectClaim.State
        state = self.rng.choice((states.ASKED, states.ACCEPTED, states.ACCEPTED, states.DECLINED))
        row = ProjectClaim(
            project=project, unit=unit, text=self.rng.choice(CLAIMS), state=state,
            **self._made(unit, self.timeline.last_day),
        )  # fmt: skip
        if state != states.ASKED:
            row.version = 2
            row.answer = "" if state == states.ACCEPTED else "已有单位承担，感谢支持。"
        if state == states.ACCEPTED:
            projects.partners.append((project, unit))
        self.book.claims.append(row)

    def _made(self, unit: ResidentUnit, day: datetime.date) -> dict[str, Any]:
        """By the unit's liaison, where the sample has an account for one."""
        liaison = self.people.demo["liaison"] if unit is self.units.of_liaison else None
        return self._by(liaison, day)

    def _by(self, user: Any, day: datetime.date) -> dict[str, Any]:
        at = moment(day, 10, self.rng.randrange(60))
        return {"created_at": at, "updated_at": at, "created_by": user, "updated_by": user}
