"""浉河区's tree: the real streets and communities, generated grids, buildings, households."""

import datetime
import random
from dataclasses import dataclass, field
from pathlib import Path

from common.months import Month
from demo.timeline import Timeline, day_between, randomness, shares
from orgs.divisions import read_divisions
from orgs.models import District, Organization, OrganizationEvent
from orgs.operations.bulk import Division

DIVISIONS = Path(__file__).parent / "data" / "shihe_divisions.csv"
DISTRICT_CODE = "411502"
PLANNED_STREETS = frozenset({"411502009000", "411502010000"})
# 68 of the eight streets' 83 communities are established. The fifteen left out are the highest
# codes (the youngest) of each street, in proportion to its size: 2 2 3 2 2 2 1 1; the six that
# the essay names stay, so 民权 leaves out 011 and 012 instead of 红太阳 (013).
PLANNED_COMMUNITIES = frozenset(
    {
        "411502001019",  # 解放
        "411502001020",  # 滨河轩
        "411502002011",  # 礼节
        "411502002012",  # 四一
        "411502003014",  # 信柴
        "411502003015",  # 航空路
        "411502003016",  # 新马
        "411502004013",  # 新华西路
        "411502004014",  # 民心
        "411502005009",  # 秀水
        "411502005010",  # 幸运
        "411502006008",  # 三里店
        "411502006009",  # 青年湖
        "411502007008",  # 惠民
        "411502008008",  # 十里河
    }
)
DEMO_STREET = "411502005000"  # 五星
DEMO_COMMUNITY = "411502005004"  # 大拱桥
PILOTS = frozenset(
    {
        "411502004000",  # 五里墩
        "411502005000",  # 五星
        "411502006000",  # 湖东
        "411502005004",  # 大拱桥
        "411502006003",  # 三五八
        "411502004009",  # 八一
    }
)
# 飨堂, 八一, 胜利南路, 红太阳: where the essay puts the one-stop centres.
ONE_STOP_CENTRES = ("411502008006", "411502004009", "411502001010", "411502002013")
# Established after the roll-out, so many months before the open one.
LATE_COMMUNITIES = {"411502007006": 9, "411502008007": 6, "411502006007": 3}
GRID_COUNT = 384
PATTERN_126_COUNT = 11

Tier = Organization.Tier
PartyOrgType = Organization.PartyOrgType


@dataclass(eq=False)
class Community:
    """An established community with what hangs below it; `weight` is its size among the others."""

    node: Organization
    street: Organization
    weight: float
    grids: list[Organization] = field(default_factory=list)
    buildings: dict[str, list[Organization]] = field(default_factory=dict)

    @property
    def established_on(self) -> datetime.date:
        return self.node.established_on

    @property
    def is_demo(self) -> bool:
        return self.node.code == DEMO_COMMUNITY


@dataclass
class Places:
    """The district, all its nodes, and the established communities in order."""

    district: District
    nodes: list[Organization]
    streets: list[Organization]
    communities: list[Community]

    @property
    def weights(self) -> list[float]:
        return [community.weight for community in self.communities]

    def community(self, code: str) -> Community:
        return next(place for place in self.communities if place.node.code == code)

    def pilot_events(self) -> list[OrganizationEvent]:
        return [
            OrganizationEvent(
                organization=node,
                kind=OrganizationEvent.Kind.PILOT,
                effective_on=node.pilot_from,
                after={"pilot_from": node.pilot_from.isoformat()},
                note="“大党（工）委制”试点",
            )
            for node in self.nodes
            if node.pilot_from is not None
        ]


def plan_places(timeline: Timeline) -> Places:
    """Return the unsaved tree."""
    rng = randomness("places")
    rows = read_divisions(DIVISIONS)
    district = District(code=DISTRICT_CODE, name=rows[0].name, is_sample=True)
    streets = {row.code: _street(row, district, timeline) for row in rows if row.kind == "街道"}
    below = [row for row in rows if row.kind == "社区" and row.parent_code in streets]
    nodes = [_community(rng, row, streets[row.parent_code], timeline) for row in below]
    communities = [
        Community(node, node.parent, 0.6 + rng.random()) for node in nodes if node.established_on
    ]
    for place in rng.sample(communities, PATTERN_126_COUNT):
        place.node.pattern_126 = True
    places = Places(district, [*streets.values(), *nodes], list(streets.values()), communities)
    grid_counts = shares(GRID_COUNT - 3 * len(communities), places.weights)
    for place, extra in zip(communities, grid_counts, strict=True):
        _grow(rng, place, 3 + extra)
        places.nodes += _below(place)
    return places


def _street(row: Division, district: District, timeline: Timeline) -> Organization:
    is_planned = row.code in PLANNED_STREETS
    is_pilot = row.code in PILOTS
    begun_on = timeline.pilot_on if is_pilot else timeline.rollout_on
    return Organization(
        code=row.code,
        region_code=row.code,
        name=row.name,
        tier=Tier.STREET,
        district=district,
        party_org_type=PartyOrgType.WORKING_COMMITTEE,
        to_be_established=True,
        established_on=None if is_planned else begun_on,
        pilot_from=timeline.pilot_on if is_pilot else None,
        sort_order=int(row.code[6:9]),
    )


def _community(
    rng: random.Random, row: Division, street: Organization, timeline: Timeline
) -> Organization:
    is_planned = row.code in PLANNED_COMMUNITIES or street.established_on is None
    return Organization(
        code=row.code,
        region_code=row.code,
        name=row.name.removesuffix("居民委员会"),
        tier=Tier.COMMUNITY,
        district=street.district,
        parent=street,
        party_org_type=PartyOrgType.COMMITTEE,
        to_be_established=True,
        established_on=None if is_planned else _begun_on(rng, row.code, timeline),
        pilot_from=_pilot_on(timeline) if row.code in PILOTS else None,
        sort_order=int(row.code[9:12]),
    )


def _pilot_on(timeline: Timeline) -> datetime.date:
    """The pilot communities follow their streets within days."""
    return timeline.pilot_on + datetime.timedelta(days=8)


def _begun_on(rng: random.Random, code: str, timeline: Timeline) -> datetime.date:
    if code in PILOTS:
        return _pilot_on(timeline)
    if code in LATE_COMMUNITIES:
        first = timeline.month.plus(-LATE_COMMUNITIES[code]).first_day
        return day_between(rng, first, first + datetime.timedelta(days=9))
    first = timeline.rollout_on
    return day_between(rng, first + datetime.timedelta(days=2), Month.of(first).last_day)


def _grow(rng: random.Random, place: Community, count: int) -> None:
    """Put grids, buildings and a few contact households below the community."""
    for number in range(1, count + 1):
        kind = PartyOrgType.JOINT_BRANCH if rng.random() < 0.1 else PartyOrgType.BRANCH
        founded_on = day_between(rng, place.established_on, _soon(place.established_on, 6))
        grid = _child(place.node, number, 2, f"第{number}网格", founded_on)
        grid.party_org_type = kind
        place.grids.append(grid)
        place.buildings[grid.code] = [
            _building(rng, grid, building) for building in range(1, rng.choice((3, 4, 4)) + 1)
        ]


def _building(rng: random.Random, grid: Organization, number: int) -> Organization:
    founded_on = day_between(rng, grid.established_on, _soon(grid.established_on, 9))
    building = _child(grid, number, 3, f"{number}号楼", founded_on)
    building.party_org_type = PartyOrgType.GROUP
    return building


def _child(
    parent: Organization, number: int, digits: int, name: str, founded_on: datetime.date
) -> Organization:
    return Organization(
        code=f"{parent.code}{number:0{digits}d}",
        name=name,
        tier=parent.tier + 1,
        district=parent.district,
        parent=parent,
        established_on=founded_on,
    )


def _soon(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)


def _below(place: Community) -> list[Organization]:
    """The grids, their buildings, and one contact household in every third building."""
    buildings = [node for below in place.buildings.values() for node in below]
    households = [
        _child(node, 1, 4, "0001户", _soon(node.established_on, 10)) for node in buildings[::3]
    ]
    return [*place.grids, *buildings, *households]
