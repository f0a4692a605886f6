"""Vocabulary over service logs."""

import datetime
from typing import Any, Self

from django.db.models import Sum

from common.months import Month
from orgs.policy import Action
from orgs.scope import ScopedQuerySet, ScopePaths


class ServiceLogQuerySet(ScopedQuerySet):
    """Service logs: read at the place of service, by the member's unit and by the member."""

    scope = ScopePaths(
        place="community",
        grid="grid",
        district="community__district",
        unit="member__unit",
        user="member__user",
        former="member__merged_into__user",
    )

    def pending(self) -> Self:
        return self.filter(status="pending")

    def confirmed(self) -> Self:
        return self.filter(status="confirmed")

    def standing(self) -> Self:
        """待确认 or 已确认: what takes up time of its day."""
        return self.filter(status__in=["pending", "confirmed"])

    def confirmable_by(self, user: Any) -> Self:
        """待确认 logs that the user may confirm: never what they entered themselves (four eyes)."""
        return (
            self.pending()
            .visible_to(user, Action.CONFIRM_SERVICE)
            .exclude(entered_by=user)
            .exclude(entry="member", member__user=user)
            .exclude(entry="member", member__merged_into__user=user)
        )

    def acknowledgeable_by(self, user: Any) -> Self:
        """待确认 logs that somebody else entered for the user as a member."""
        return (
            self.pending()
            .visible_to(user, Action.ACKNOWLEDGE_SERVICE)
            .filter(entry="community")
            .exclude(entered_by=user)
        )

    def total_minutes(self) -> int:
        """Σ counted_minutes; 0 over nothing."""
        return self.aggregate(total=Sum("counted_minutes"))["total"] or 0

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Served from `first` to `last`, both included."""
        return self.filter(served_on__range=(first, last))

    def in_month(self, month: Month) -> Self:
        return self.between(month.first_day, month.last_day)

    def for_list(self) -> Self:
        return self.select_related(
            "member", "community", "grid", "entered_by", "confirmed_by", "corrected_by"
        ).order_by("-served_on", "-pk")
