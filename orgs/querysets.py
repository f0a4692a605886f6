"""Vocabulary over organisations, units and grants."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Q, When
from mptt.managers import TreeManager
from mptt.querysets import TreeQuerySet

from common import clock
from orgs.policy import Action
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

    def after(self, day: datetime.date) -> Self:
        """Changes that take effect later than the day."""
        return self.filter(effective_on__gt=day)


class ResidentUnitQuerySet(ScopedQuerySet):
    """Resident units. A committee sees the units located in or paired with its communities."""

    scope = ScopePaths(district="district", unit="")

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """The district's, one's own, and those located in or paired with the user's places."""
        located = self._located(user, *actions)
        own = super().visible_to(user, *actions)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=located.values("pk")))

    def _located(self, user: Any, *actions: Action) -> Self:
        organizations = self.model._meta.get_field("located_in").related_model
        places = organizations.objects.visible_to(user, *actions).values("pk")
        return self.model._default_manager.filter(
            Q(located_in__in=places) | Q(paired_community__in=places)
        )

    def beside(self, places: models.QuerySet) -> Self:
        """Units in use in the places' districts, those in or paired with the places first.

        Somebody who lives in a community may work, and a community may sign, with any of them.
        """
        near = Q(located_in__in=places.order_by().values("pk"))
        near |= Q(paired_community__in=places.order_by().values("pk"))
        return (
            self.active(clock.today())
            .filter(district__in=places.order_by().values("district"))
            .for_list()
            .order_by(Case(When(near, then=0), default=1), "name", "pk")
        )

    def active(self, day: datetime.date) -> Self:
        """Units in use on the day; an empty end means still in use."""
        return self.filter(active_from__lte=day).exclude(active_to__lt=day)

    def for_list(self) -> Self:
        return self.select_related("located_in", "paired_community").order_by("name", "pk")


class RoleGrantQuerySet(ScopedQuerySet):
    """Grants; only the security administrator reads them as rows."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """All grants of the district, whichever place in it they speak of."""
        districts = self.model._meta.get_field("district").related_model
        mine = districts.objects.visible_to(user, *(actions or (Action.MANAGE_GRANTS,)))
        rows = mine.values("pk")
        return self.filter(
            Q(district__in=rows) | Q(organization__district__in=rows) | Q(unit__district__in=rows)
        )

    def unended(self, day: datetime.date) -> Self:
        """Grants in force on the day or later."""
        return self.exclude(valid_to__lt=day)

    def active(self, day: datetime.date) -> Self:
        """Grants in force on the day; an empty end means until revoked."""
        return self.unended(day).filter(valid_from__lte=day)


class HolidayQuerySet(models.QuerySet):
    """Days that differ from Monday–Friday."""

    def on(self, day: datetime.date) -> Any:
        return self.filter(day=day).first()
