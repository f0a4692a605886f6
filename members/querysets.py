"""Vocabulary over members and check-ins."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, Q, When

from common import clock
from orgs.policy import Action
from orgs.scope import ScopedQuerySet, ScopePaths

OPEN = ("pending", "registered", "transferring")


class MemberQuerySet(ScopedQuerySet):
    """Members: seen by their unit, by themselves, and by the places they checked in to."""

    scope = ScopePaths(district="unit__district", unit="unit", user="user")

    def visible_to(self, user: Any, *actions: Any) -> Self:
        """The district's, the unit's, one's own, and those checked in within the user's places.

        A draft opens nothing: what a member has not submitted is the member's alone.
        """
        there = self._check_ins().visible_to(user, *actions).submitted().values("member")
        direct = super().visible_to(user, *actions).values("pk")
        return self.filter(Q(pk__in=there) | Q(pk__in=direct))

    def with_phone_for(self, user: Any) -> Self:
        """Whose full number the user may ask for: a community's right ends with the check-in."""
        there = self._check_ins().visible_to(user, Action.SEE_PHONES).open().values("member")
        direct = super().visible_to(user, Action.SEE_PHONES).values("pk")
        return self.filter(Q(pk__in=there) | Q(pk__in=direct))

    def _check_ins(self) -> "CheckInQuerySet":
        return self.model._meta.get_field("check_ins").related_model.objects.all()

    def standing(self) -> Self:
        """Rows that were not merged into another."""
        return self.filter(merged_into=None)

    def for_list(self) -> Self:
        return self.select_related("unit").order_by("name", "pk")


class CheckInQuerySet(ScopedQuerySet):
    """Registrations of members with communities."""

    scope = ScopePaths(
        place="community",
        grid="grid",
        building="building",
        district="community__district",
        unit="unit",
        user="member__user",
    )

    def submitted(self) -> Self:
        """Everything that left the member's hands."""
        return self.exclude(status="draft")

    def open(self) -> Self:
        """Waiting or in the register."""
        return self.filter(status__in=OPEN)

    def pending(self) -> Self:
        return self.filter(status="pending")

    def registered(self) -> Self:
        """当前在册, a transfer that is asked for included."""
        return self.filter(status__in=["registered", "transferring"])

    def counted(self, day: datetime.date) -> Self:
        """Accepted by the day and never counted out as duplicate or mistake (S8, 累计)."""
        return (
            self.filter(accepted_at__lt=clock.end_of_day(day))
            .exclude(status__in=["draft", "pending", "returned", "withdrawn", "void"])
            .exclude(close_reason__in=["duplicate", "mistake"])
        )

    def registered_on(self, day: datetime.date) -> Self:
        """在册 at the end of the day: accepted by then and not closed by then."""
        return self.counted(day).filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def for_list(self) -> Self:
        return self.select_related("member", "community", "unit", "grid", "building").order_by(
            "-submitted_at", "-pk"
        )

    def with_intentions(self) -> Self:
        return self.prefetch_related("intentions", "availabilities")

    def inbox_first(self) -> Self:
        """What waits for an answer on top, the longest waiting first; then the latest."""
        waiting = Case(When(status="pending", then=F("submitted_at")))
        return self.order_by(waiting.asc(nulls_last=True), "-submitted_at", "-pk")


class DatedQuerySet(models.QuerySet):
    """Rows with a day of registration and, perhaps, of withdrawal."""

    def current(self) -> Self:
        return self.filter(withdrawn_on=None)

    def registered_by(self, day: datetime.date) -> Self:
        """Registered by the day; a later withdrawal does not undo that it was registered."""
        return self.filter(registered_on__lte=day)


class ServiceIntentionQuerySet(DatedQuerySet):
    """What members are willing to do."""


class AvailabilityQuerySet(DatedQuerySet):
    """When members are willing to do it."""
