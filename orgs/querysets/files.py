"""Files brought in and lists taken out."""

import functools
import operator
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from common import clock
from orgs.policy import Action, roles_with
from orgs.scope import ScopedQuerySet, ScopePaths, reach


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
    units = ScopePaths(district="unit__district")

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """One's own, and those that one may decide on; with actions, only the latter.

        To decide takes a grant at or above every place from which the requester exports.
        """
        if actions:
            return self.filter(self._within_reach(user, *actions))
        return self.filter(Q(requester=user.pk) | self._within_reach(user, Action.APPROVE_EXPORTS))

    def _within_reach(self, user: Any, *actions: Action) -> Q:
        grants = self.model._meta.apps.get_model("orgs.RoleGrant").objects
        reached = [reach(user, paths, *actions) for paths in (self.below, self.same, self.units)]
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
