"""Vocabulary over organisations, units and grants."""

import datetime
import functools
import operator
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from mptt.managers import TreeManager
from mptt.querysets import TreeQuerySet

from common import clock
from orgs.policy import Action, roles_with
from orgs.scope import ScopedQuerySet, ScopePaths, reach, subtree

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


def in_districts(rows: models.QuerySet, path: str = "") -> Q:
    """Return the condition "the right speaks of a place in one of the districts"."""
    return (
        Q(**{f"{path}district__in": rows})
        | Q(**{f"{path}organization__district__in": rows})
        | Q(**{f"{path}unit__district__in": rows})
    )


class RoleGrantQuerySet(ScopedQuerySet):
    """Grants, as rows read by those who propose and those who decide."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """All grants of the district, whichever place in it they speak of."""
        districts = self.model._meta.get_field("district").related_model
        wanted = actions or (Action.MANAGE_GRANTS, Action.MANAGE_ACCOUNTS)
        rows = districts.objects.visible_to(user, *wanted).values("pk")
        return self.filter(in_districts(rows))

    def unended(self, day: datetime.date) -> Self:
        """Grants in force on the day or later."""
        return self.filter(revoked_at=None).exclude(valid_to__lt=day)

    def active(self, day: datetime.date) -> Self:
        """Grants in force on the day; an empty end means until revoked."""
        return self.unended(day).filter(valid_from__lte=day)

    def for_list(self) -> Self:
        """Offices first, members after them: these are many and their grants are all alike."""
        is_member = Case(When(role="member", then=1), default=0)
        return self.select_related(
            "user", "district", "organization__parent", "unit", "created_by"
        ).order_by(is_member, "-valid_from", "-pk")


class AccountHomeQuerySet(ScopedQuerySet):
    """Which district looks after an account."""

    scope = ScopePaths(district="district")


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
            "user", "district", "organization__parent", "unit", "created_by", "decided_by",
            "replaces__user",
        ).order_by("-pk")  # fmt: skip


class HandOverQuerySet(ScopedQuerySet):
    """Posts that changed hands: seen by the two persons and by those who manage rights."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        districts = self.model._meta.apps.get_model("orgs.District")
        wanted = actions or (Action.MANAGE_GRANTS, Action.MANAGE_ACCOUNTS)
        rows = districts.objects.visible_to(user, *wanted).values("pk")
        own = Q(old_grant__user=user.pk) | Q(new_grant__user=user.pk)
        return self.filter(in_districts(rows, "new_grant__") | own)

    def taking_effect(self, first: datetime.date, last: datetime.date) -> Self:
        """Those whose day lies between the days, both included."""
        return self.filter(handed_on__range=(first, last))

    def for_list(self) -> Self:
        return self.select_related(
            "old_grant__user", "new_grant__user", "new_grant__district",
            "new_grant__organization__parent", "new_grant__unit", "created_by",
        ).order_by("-pk")  # fmt: skip


class ImportBatchQuerySet(ScopedQuerySet):
    """Uploaded files: seen by whoever brought them, nobody else."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        return self.filter(created_by=user.pk)

    def for_list(self) -> Self:
        return self.select_related("created_by").order_by("-pk")


class ExportApprovalQuerySet(ScopedQuerySet):
    """Exports that ask for a second person."""

    # A place under the user's, and a district that is the user's.
    below = ScopePaths("organization", "organization", "organization", "organization__district")
    same = ScopePaths(district="district")

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """One's own, and those that one may decide on; with actions, only the latter.

        To decide takes a grant at or above every place from which the requester exports.
        """
        if actions:
            return self.filter(self._within_reach(user, *actions))
        return self.filter(Q(requester=user.pk) | self._within_reach(user, Action.APPROVE_EXPORTS))

    def _within_reach(self, user: Any, *actions: Action) -> Q:
        grants = self.model._meta.apps.get_model("orgs.RoleGrant").objects
        reached = [reach(user, paths, *actions) for paths in (self.below, self.same)]
        places = [condition for condition in reached if condition is not None]
        if not places:
            return Q(pk__in=[])
        inside = grants.filter(functools.reduce(operator.or_, places))
        exporting = grants.active(clock.today()).filter(
            user=OuterRef("requester"), role__in=roles_with(Action.EXPORT_PEOPLE)
        )
        outside = exporting.exclude(pk__in=inside.values("pk"))
        return Q(Exists(exporting)) & ~Q(Exists(outside))

    def asked(self) -> Self:
        return self.filter(state="asked")

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

    def in_use(self, day: datetime.date) -> Self:
        """Rooms that exist, taken into use by the day and not given up by it."""
        held = self.filter(used_from__lte=day).exclude(given_up_on__lte=day)
        return held.exclude(tenure="none")

    def for_list(self) -> Self:
        return super().for_list().select_related("provider")


class ServiceCentreQuerySet(SupportQuerySet):
    """一站式居民服务中心."""

    def running(self, day: datetime.date) -> Self:
        """Opened by the day, on trial or for good, and not closed by it."""
        return self.filter(opened_on__lte=day).exclude(closed_on__lte=day)


class CentreItemQuerySet(ScopedQuerySet):
    """Items of service centres."""

    scope = ScopePaths(place="centre__organization", district="centre__organization__district")

    def current(self) -> Self:
        return self.filter(ended_on=None)


class BudgetLineQuerySet(SupportQuerySet):
    """经费预算."""

    def for_list(self) -> Self:
        return super().for_list().order_by("-year", "organization__code", "item")
