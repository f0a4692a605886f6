"""The district, its tree and its history."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from mptt.managers import TreeManager
from mptt.querysets import TreeQuerySet

from orgs.scope import ScopedQuerySet, ScopePaths, subtree

if TYPE_CHECKING:
    from orgs.models import Organization


class DistrictQuerySet(ScopedQuerySet):
    """Districts; a place inside one does not open the district's own row."""

    scope = ScopePaths(district="")


class OrganizationQuerySet(ScopedQuerySet, TreeQuerySet):
    """Nodes of the five-tier tree."""

    scope = ScopePaths(place="", grid="", building="", district="district")

    def within(self, organization: "Organization") -> Self:
        """The node itself and everything below it."""
        return self.filter(subtree(organization.pk))

    def of_tier(self, tier: int) -> Self:
        return self.filter(tier=tier)

    def established(self, day: datetime.date) -> Self:
        """Committees that exist at the end of the day (S1)."""
        return self.filter(established_on__lte=day).exclude(dissolved_on__lte=day)

    def planned(self, day: datetime.date) -> Self:
        """Nodes marked 应建 that are not established by the day."""
        return self.filter(to_be_established=True, dissolved_on=None).exclude(
            established_on__lte=day
        )

    def in_order(self) -> Self:
        return self.order_by("tier", "code")

    def for_list(self) -> Self:
        return self.select_related("parent", "district").in_order()


class OrganizationManager(TreeManager.from_queryset(OrganizationQuerySet)):
    """mptt's manager with the vocabulary; ordering by the tree stays out of lists' way."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> OrganizationQuerySet:
        return super().get_queryset(*args, **kwargs).order_by()


class OrganizationEventQuerySet(ScopedQuerySet):
    """Dated changes of nodes."""

    scope = ScopePaths(
        place="organization",
        grid="organization",
        building="organization",
        district="organization__district",
    )

    def standing(self) -> Self:
        """Changes that were not taken back; the past is rebuilt from these only."""
        return self.filter(undone_at=None)

    def after(self, day: datetime.date) -> Self:
        """Changes that take effect later than the day."""
        return self.filter(effective_on__gt=day)
