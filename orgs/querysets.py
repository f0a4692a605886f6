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

    def standing(self) -> Self:
        """Changes that were not taken back; the past is rebuilt from these only."""
        return self.filter(undone_at=None)

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


def in_districts(rows: models.QuerySet, path: str = "") -> Q:
    """Return the condition "the right speaks of a place in one of the districts"."""
    return (
        Q(**{f"{path}district__in": rows})
        | Q(**{f"{path}organization__district__in": rows})
        | Q(**{f"{path}unit__district__in": rows})
    )


class RoleGrantQuerySet(ScopedQuerySet):
    """Grants; only the security administrator reads them as rows."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """All grants of the district, whichever place in it they speak of."""
        districts = self.model._meta.get_field("district").related_model
        mine = districts.objects.visible_to(user, *(actions or (Action.MANAGE_GRANTS,)))
        rows = mine.values("pk")
        return self.filter(in_districts(rows))

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


class GrantRequestQuerySet(ScopedQuerySet):
    """Requests for rights: read by those who propose and those who decide."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """All requests of the district, whichever place in it they speak of."""
        districts = self.model._meta.get_field("district").related_model
        wanted = actions or (Action.MANAGE_GRANTS, Action.MANAGE_ACCOUNTS)
        rows = districts.objects.visible_to(user, *wanted).values("pk")
        return self.filter(in_districts(rows))

    def asked(self) -> Self:
        return self.filter(state="asked")

    def for_list(self) -> Self:
        return self.select_related(
            "user", "district", "organization", "unit", "created_by", "decided_by"
        ).order_by("-pk")


class HandOverQuerySet(ScopedQuerySet):
    """Posts that changed hands: seen by the two persons and by those who manage rights."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        districts = self.model._meta.apps.get_model("orgs.District")
        rows = districts.objects.visible_to(user, *(actions or (Action.MANAGE_GRANTS,))).values(
            "pk"
        )
        own = Q(old_grant__user=user.pk) | Q(new_grant__user=user.pk)
        return self.filter(in_districts(rows, "new_grant__") | own)

    def for_list(self) -> Self:
        return self.select_related(
            "old_grant__user", "new_grant__user", "new_grant__district", "new_grant__organization",
            "new_grant__unit",
        ).order_by("-pk")  # fmt: skip


class ImportBatchQuerySet(ScopedQuerySet):
    """Uploaded files: seen by whoever brought them, nobody else."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        return self.filter(created_by=user.pk)

    def for_list(self) -> Self:
        return self.select_related("created_by").order_by("-pk")


class ExportApprovalQuerySet(ScopedQuerySet):
    """Exports that ask for a second person."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """One's own; approvers are found by the operation that asks (`orgs.operations.exports`)."""
        return self.filter(requester=user.pk)

    def for_list(self) -> Self:
        return self.select_related("requester", "approver").order_by("-pk")


class SupportQuerySet(ScopedQuerySet):
    """Rows of 基层保障 that hang on a street or community."""

    scope = ScopePaths(place="organization", district="organization__district")

    def for_list(self) -> Self:
        return self.select_related("organization__parent").order_by("organization__code", "pk")


class CommunityWorkerQuerySet(SupportQuerySet):
    """社区工作者."""

    def at_work(self, day: datetime.date) -> Self:
        """Started by the day and not gone by the day (S17)."""
        return self.filter(started_on__lte=day).exclude(ended_on__lte=day)


class PremisesQuerySet(SupportQuerySet):
    """办公用房."""

    def for_list(self) -> Self:
        return super().for_list().select_related("provider")


class ServiceCentreQuerySet(SupportQuerySet):
    """一站式居民服务中心."""


class CentreItemQuerySet(ScopedQuerySet):
    """Items of service centres."""

    scope = ScopePaths(place="centre__organization", district="centre__organization__district")

    def current(self) -> Self:
        return self.filter(ended_on=None)


class BudgetLineQuerySet(SupportQuerySet):
    """经费预算."""

    def for_list(self) -> Self:
        return super().for_list().order_by("-year", "organization__code", "item")
