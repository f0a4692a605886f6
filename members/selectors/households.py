"""Buildings and their households, with the members who keep in touch with them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from common import clock
from members.models import HouseholdLink
from orgs.models import Organization

Tier = Organization.Tier


@dataclass(frozen=True)
class Counts:
    """What a building has."""

    households: int
    linked: int
    members: int

    @property
    def unlinked(self) -> int:
        return self.households - self.linked


def buildings_counted(buildings: QuerySet) -> QuerySet:
    """Add to each building how many households it has and how many of them are linked today."""
    households = Organization.objects.of_tier(Tier.HOUSEHOLD).filter(
        parent=OuterRef("pk"), dissolved_on=None
    )
    return buildings.annotate(
        household_count=_count(households),
        linked_count=_count(households.filter(Exists(_links()))),
        unlinked_count=_count(households.exclude(Exists(_links()))),
    )


def households_of(building: Organization, user: Any) -> QuerySet:
    """Return the building's households that stand, each with whether it is linked today."""
    visible = Organization.objects.visible_to(user).of_tier(Tier.HOUSEHOLD)
    households = visible.filter(parent=building, dissolved_on=None).in_order()
    return households.annotate(is_linked=Exists(_links()))


def links_in(building: Organization, user: Any) -> QuerySet:
    """Return the links of the building's households that stand today."""
    visible = HouseholdLink.objects.visible_to(user).on(clock.today())
    return visible.filter(household__parent=building, household__dissolved_on=None)


def counts_of(building: Organization, user: Any) -> Counts:
    """Return the counts of the building, a person who has two rows once."""
    person = Coalesce("member__merged_into", "member")
    linked = links_in(building, user).aggregate(
        households=Count("household", distinct=True), members=Count(person, distinct=True)
    )
    total = households_of(building, user).count()
    return Counts(total, linked["households"], linked["members"])


def _links() -> QuerySet:
    return HouseholdLink.objects.on(clock.today()).filter(household=OuterRef("pk"))


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("parent").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
