"""Where somebody may check in by a roster, and where in the community they live."""

import re
from collections import defaultdict

from django.db.models import QuerySet

from accounts.models import User
from common import clock
from common.reading.texts import squash
from common.violations import RuleViolation, require
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

Tier = Organization.Tier
FIGURES = "零一二三四五六七八九"
NUMERAL = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
ENDING = re.compile(r"(?:网格|号楼|楼栋|栋|幢|楼|号)+\Z")
Home = tuple[int | None, int | None]
Finding = tuple[str, str]


def communities_of(user: User) -> QuerySet[Organization]:
    """Return the communities that a user's roster may name: those in which the user handles
    check-ins, and for a keeper of members all of the district.
    """
    mine = Organization.objects.visible_to(user, Action.HANDLE_CHECK_INS)
    kept = ResidentUnit.objects.visible_to(user, Action.KEEP_MEMBERS)
    places = Organization.objects.of_tier(Tier.COMMUNITY).established(clock.today())
    wanted = places.filter(pk__in=mine.order_by().values("pk"))
    wanted |= places.filter(district__in=kept.order_by().values("district"))
    return wanted.select_related("parent").order_by("code")


def core(text: str) -> str:
    """Return what tells a grid or building apart: `1` for 第1网格, 一网格, 1号楼, 1."""
    word = ENDING.sub("", squash(text).removeprefix("第"))
    return NUMERAL.sub(_figure, word)


def _figure(found: re.Match[str]) -> str:
    tens, is_ten, ones = found[0].rpartition("十")
    value = 10 * (FIGURES.index(tens) if tens else 1) if is_ten else 0
    return str(value + (FIGURES.index(ones) if ones else 0))


class Homes:
    """Grids and buildings of the communities, by what people call them."""

    def __init__(self, communities: set[int]) -> None:
        nodes = Organization.objects.filter(dissolved_on=None)
        grids = nodes.of_tier(Tier.GRID).filter(parent__in=communities)
        buildings = nodes.of_tier(Tier.BUILDING).filter(parent__in=grids.order_by().values("pk"))
        self.grids: dict[tuple[int, str], set[int]] = defaultdict(set)
        self.buildings: dict[tuple[int, str], set[int]] = defaultdict(set)
        self.below: dict[int, set[int]] = defaultdict(set)
        self.grid_of: dict[int, int] = {}
        for pk, parent, name in grids.values_list("pk", "parent", "name"):
            self.grids[parent, core(name)].add(pk)
            self.below[parent].add(pk)
        for pk, parent, name in buildings.values_list("pk", "parent", "name"):
            self.buildings[parent, core(name)].add(pk)
            self.grid_of[pk] = parent

    def find(self, community: int, grid: str, building: str) -> tuple[Home, list[Finding]]:
        """Return grid and building, a building brings its grid; and what could not be found.

        A home is no condition: without it people are entered all the same.
        """
        found: int | None = None
        home: int | None = None
        try:
            found = self._grid(community, grid) if grid else None
            home = self._building(community, found, building) if building else None
        except RuleViolation as violation:
            told = [(violation.field or "", violation.message)]
            if building and violation.field == "grid":
                told.append(("building", "网格没有找到，楼栋也先不登记。"))
            return (found, None), told
        return (self.grid_of[home] if home else found, home), []

    def _grid(self, community: int, text: str) -> int:
        return self._one(self.grids[community, core(text)], text, "网格")

    def _building(self, community: int, grid: int | None, text: str) -> int:
        inside = [grid] if grid else self.below[community]
        named: set[int] = set().union(*(self.buildings[one, core(text)] for one in inside))
        return self._one(named, text, "楼栋")

    def _one(self, found: set[int], text: str, label: str) -> int:
        field = "grid" if label == "网格" else "building"
        require(
            bool(found),
            f"报到社区没有{label}“{text.strip()[:20]}”，先不登记{label}，可以以后再补。",
            code="check_in.home",
            field=field,
        )
        if len(found) > 1:
            raise RuleViolation(
                f"{label}“{text.strip()[:20]}”有重名，先不登记{label}，可以以后再补。",
                code="check_in.home",
                field=field,
            )
        return next(iter(found))
