"""What hangs on a resident unit and its duplicates: members, counts, covenants, projects."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from covenants.models import Covenant, Project
from members.models import CheckIn, Member
from orgs.models import ResidentUnit
from orgs.selectors.units import branches_of
from reports.headcounts import Headcount, headcounts


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
    counts = headcounts(units.values())
    sums = {
        top: sum((counts[pk] for pk in ids), start=Headcount()) for top, ids in branches.items()
    }
    own = sums.pop(unit.pk)
    subs = sorted(((units[pk], count) for pk, count in sums.items()), key=lambda row: row[0].name)
    return RollUp(own, subs, sum((count for _, count in subs), start=own))


def headcount_of(unit: ResidentUnit, day: datetime.date | None = None) -> Headcount:
    """Count the unit with its duplicates, without sub-units, on a day (None: today)."""
    counts = headcounts(ResidentUnit.objects.together_with(unit), day)
    return sum(counts.values(), start=Headcount())


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
