"""基层保障 as communities of this kind have it; the four service centres are the essay's."""

import datetime
import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounts.models import User
from common.records import Record
from demo.names import Registry, words
from demo.people import People
from demo.places import ONE_STOP_CENTRES, Community, Places
from demo.timeline import Timeline, moment, randomness
from demo.units import Units
from orgs.models import (
    BudgetLine,
    CentreItem,
    CommunityWorker,
    Organization,
    Premises,
    ServiceCentre,
)

Structure = CommunityWorker.Structure
Channel = CommunityWorker.HireChannel
Tenure = Premises.Tenure
ITEMS = (
    ("社会救助受理", "街道办事处民政办公室"),
    ("就业失业登记", "浉河区劳动就业服务中心"),
    ("医疗保险咨询", "浉河区医疗保障局"),
    ("计划生育证明", "浉河区卫生健康委员会"),
    ("物业维修报修", "信阳申城物业服务有限公司"),
    ("法律咨询", "浉河区法律援助志愿服务中心"),
    ("家电维修", "社区志愿服务队"),
    ("老年人理发", "社区志愿服务队"),
)
DUTIES = words("社区书记 社区副书记 组织委员 宣传委员 网格员 网格员 综合窗口 民政专干")
STRUCTURES = (
    (Structure.ENTERPRISE_LEADER, Channel.BANKRUPT_ENTERPRISE),
    (Structure.VETERAN, ""),
    (Structure.GRADUATE, Channel.NEW_GRADUATE),
    (Structure.EX_SERVICE, Channel.EX_SERVICE),
    (Structure.OTHER, Channel.LAID_OFF),
)
WEIGHTS = (20, 30, 26, 18, 6)
TENURES = (
    (Tenure.OWNED, 34), (Tenure.RESERVED, 20), (Tenure.FREE, 18), (Tenure.CHEAP, 8),
    (Tenure.RENTED, 16), (Tenure.NONE, 4),
)  # fmt: skip
PROBLEMS = (
    "",
    "",
    "",
    "面积不足，会议室与服务大厅合用",
    "租期明年到期，需续租",
    "楼道渗水，已报修",
)
BUDGET = (("党建工作经费", 20_000), ("工作人员生活补贴", 180_000), ("办公用房维护", 15_000))
STREET_BUDGET = (("社区党建专项", 300_000), ("党员活动阵地建设", 150_000))


@dataclass
class Support:
    """The rows of the four registers."""

    workers: list[CommunityWorker] = field(default_factory=list)
    premises: list[Premises] = field(default_factory=list)
    centres: list[ServiceCentre] = field(default_factory=list)
    items: list[CentreItem] = field(default_factory=list)
    budget: list[BudgetLine] = field(default_factory=list)

    @property
    def rows(self) -> list[Record]:
        return [*self.workers, *self.premises, *self.centres, *self.items, *self.budget]


def plan_support(timeline: Timeline, places: Places, units: Units, people: People) -> Support:
    """Return the unsaved rows of every community, and the budgets of their streets."""
    rng = randomness("support")
    registry = Registry(rng)
    support = Support()
    streets: dict[str, Organization] = {}
    for place in places.communities:
        officer = people.secretaries[place.node.code]
        support.workers += _workers(rng, registry, place, officer, timeline)
        support.premises.append(_premises(rng, place, officer, units))
        if place.node.code in ONE_STOP_CENTRES:
            _add_centre(support, place, officer)
        support.budget += _lines(rng, place.node, officer, BUDGET, timeline)
        streets[place.street.code] = place.street
    for street in streets.values():
        support.budget += _lines(rng, street, people.demo["district"], STREET_BUDGET, timeline)
    return support


def _workers(
    rng: random.Random, registry: Registry, place: Community, officer: User, timeline: Timeline
) -> list[CommunityWorker]:
    workers = []
    names: set[str] = set()
    for duty in DUTIES[: rng.randint(6, 8)]:
        ((structure, channel),) = rng.choices(STRUCTURES, WEIGHTS)
        begun_on = place.established_on + datetime.timedelta(days=rng.randint(0, 60))
        started_on = min(begun_on, timeline.last_day)
        worker = CommunityWorker(
            organization=place.node,
            name=_new_name(rng, registry, names),
            duty=duty,
            structure=structure,
            hire_channel=channel,
            started_on=started_on,
            **_entered(started_on, officer),
        )
        workers.append(worker)
    return workers


def _new_name(rng: random.Random, registry: Registry, names: set[str]) -> str:
    """Nobody at work in a community is called like another."""
    while (name := registry.person(is_male=rng.random() < 0.45)) in names:
        continue
    names.add(name)
    return name


def _premises(rng: random.Random, place: Community, officer: User, units: Units) -> Premises:
    kinds, weights = zip(*TENURES, strict=True)
    (tenure,) = rng.choices(kinds, weights)
    is_given = tenure in {Tenure.FREE, Tenure.CHEAP}
    area = Decimal(0) if tenure == Tenure.NONE else Decimal(rng.randrange(80, 620, 5))
    return Premises(
        organization=place.node,
        tenure=tenure,
        area=area,
        provider=rng.choice(units.rows) if is_given else None,
        problem="没有固定办公用房，借用小区物业用房" if not area else rng.choice(PROBLEMS),
        used_from=place.established_on,
        **_entered(place.established_on, officer),
    )


def _add_centre(support: Support, place: Community, officer: User) -> None:
    opened_on = place.established_on + datetime.timedelta(days=30)
    centre = ServiceCentre(
        organization=place.node,
        name=f"{place.node.name}居民服务中心",
        status=ServiceCentre.Status.OPEN,
        opened_on=opened_on,
        **_entered(opened_on, officer),
    )
    support.centres.append(centre)
    support.items += [
        CentreItem(centre=centre, name=name, provider=provider, **_entered(opened_on, officer))
        for name, provider in ITEMS
    ]


def _lines(
    rng: random.Random,
    place: Organization,
    officer: User,
    items: tuple[tuple[str, int], ...],
    timeline: Timeline,
) -> list[BudgetLine]:
    """Last year's and this year's lines, this year's a little higher."""
    this_year = timeline.month.next().year
    lines = []
    for item, amount in items:
        base = amount * rng.randint(85, 115) // 100 // 100 * 100
        for year, yuan in ((this_year - 1, base), (this_year, base * 106 // 100)):
            if year >= place.established_on.year:
                day = max(place.established_on, datetime.date(year, 1, 10))
                entered = _entered(min(day, timeline.last_day), officer)
                lines.append(
                    BudgetLine(
                        organization=place, year=year, item=item, amount=Decimal(yuan), **entered
                    )
                )
    return lines


def _entered(day: datetime.date, officer: User) -> dict[str, Any]:
    at = moment(day, 9)
    return {"created_by": officer, "updated_by": officer, "created_at": at, "updated_at": at}
