"""Rights: granted, asked for, handed over; where accounts belong."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, When

from orgs.policy import Action
from orgs.scope import ScopedQuerySet, ScopePaths


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
