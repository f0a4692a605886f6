"""What hangs on a resident unit and its duplicates: members, counts, covenants, projects."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from covenants.models import Covenant, Project
from members.models import CheckIn, Member
from orgs.models import ResidentUnit
from orgs.selectors.units import branches_of


@dataclass(frozen=True)
class Headcount:
    """应报到, 名册, 在册, 待接收 and 未报到 of one or several units."""

    declared: int | None = None
    roster: int = 0
    registered: int = 0
    waiting: int = 0

    @property
    def missing(self) -> int:
        """On the roster without an open check-in."""
        return self.roster - self.registered - self.waiting

    def __add__(self, other: Self) -> "Headcount":
        known = [each.declared for each in (self, other) if each.declared is not None]
        return Headcount(
            sum(known) if known else None,
            self.roster + other.roster,
            self.registered + other.registered,
            self.waiting + other.waiting,
        )


@dataclass(frozen=True)
class RollUp:
    """A unit's own counts, those of each direct sub-unit with all below it, and the sum."""

    own: Headcount
    subs: list[tuple[ResidentUnit, Headcount]]
    total: Headcount


def roll_up(unit: ResidentUnit) -> RollUp:
    """Count the unit and everything below it; three queries, whatever the number of sub-units."""
    branches = branches_of(unit)
    keys = [pk for ids in branches.values() for pk in ids]
    units = {row.pk: row for row in ResidentUnit.objects.filter(pk__in=keys)}
    counts = _counts(units.values())
    sums = {
        top: sum((counts[pk] for pk in ids), start=Headcount()) for top, ids in branches.items()
    }
    own = sums.pop(unit.pk)
    subs = sorted(((units[pk], count) for pk, count in sums.items()), key=lambda row: row[0].name)
    return RollUp(own, subs, sum((count for _, count in subs), start=own))


def headcount_of(unit: ResidentUnit) -> Headcount:
    """Count the unit with its duplicates, without sub-units."""
    counts = _counts(ResidentUnit.objects.together_with(unit))
    return sum(counts.values(), start=Headcount())


def _counts(units: Iterable[ResidentUnit]) -> dict[int, Headcount]:
    """Return the counts of each unit; what a duplicate declared is the standing unit's to say."""
    units = list(units)
    open_ones = CheckIn.objects.filter(member=OuterRef("pk"))
    rows = (
        Member.objects.standing()
        .filter(unit__in=[unit.pk for unit in units], on_job=True)
        .values("unit")
        .annotate(
            roster=Count("pk"),
            registered=Count("pk", filter=Exists(open_ones.registered())),
            waiting=Count(
                "pk", filter=Exists(open_ones.pending()) & ~Exists(open_ones.registered())
            ),
        )
        .order_by()
    )
    found = {row.pop("unit"): row for row in rows}
    return {
        unit.pk: Headcount(
            declared=unit.declared_members if unit.merged_into_id is None else None,
            **found.get(unit.pk, {}),
        )
        for unit in units
    }


def members_of(unit: ResidentUnit) -> QuerySet[Member]:
    """Return the unit's members with where they are 在册 (`place`), the missing ones first."""
    here = CheckIn.objects.filter(member=OuterRef("pk"))
    return (
        Member.objects.filter(unit__in=ResidentUnit.objects.together_with(unit).values("pk"))
        .standing()
        .filter(on_job=True)
        .annotate(
            place=Subquery(here.registered().values("community__name")[:1]),
            asked=Subquery(here.pending().values("community__name")[:1]),
        )
        .order_by(F("place").asc(nulls_first=True), "name", "pk")
    )


def covenants_of(unit: ResidentUnit, user: Any) -> QuerySet[Covenant]:
    """Return the covenants of the unit and its duplicates that the user may see."""
    return Covenant.objects.visible_to(user).with_unit(unit.pk).for_list()


def projects_of(unit: ResidentUnit, user: Any) -> QuerySet[Project]:
    """Return the projects in which the unit or a duplicate takes part, as far as one may see."""
    return Project.objects.visible_to(user).with_unit(unit.pk).for_list()
