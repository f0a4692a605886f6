"""Vocabulary over what hangs on members besides check-ins."""

import datetime
from typing import Self

from django.db.models import Case, F, Q, When

from orgs.scope import ScopedQuerySet, ScopePaths


class ReactivationQuerySet(ScopedQuerySet):
    """Requests to let a closed registration stand again, at the community of that one."""

    scope = ScopePaths(place="check_in__community", district="check_in__community__district")

    def asked(self) -> Self:
        return self.filter(state="asked")

    def for_list(self) -> Self:
        return self.select_related(
            "check_in__member__unit", "check_in__community__parent", "created_by", "decided_by"
        ).order_by("-pk")


class CheckInExemptionQuerySet(ScopedQuerySet):
    """Exemptions: the district's, the unit's, one's own."""

    scope = ScopePaths(
        district="member__district",
        unit="member__unit",
        user="member__user",
        former="member__merged_into__user",
    )

    def in_force(self, day: datetime.date) -> Self:
        """In force on the day; no end means until further notice."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)

    def for_list(self) -> Self:
        return self.select_related("member__unit").order_by("-started_on", "-pk")


class HouseholdLinkQuerySet(ScopedQuerySet):
    """Links of members to households, at the household's place in the tree."""

    scope = ScopePaths(
        place="household",
        grid="household",
        building="household",
        district="household__district",
        user="member__user",
        former="member__merged_into__user",
    )

    def on(self, day: datetime.date) -> Self:
        """Links that stand at the end of the day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), started_on__lte=day)

    def for_list(self) -> Self:
        return self.select_related("member__unit", "household__parent").order_by(
            "household__code", "pk"
        )


class FirstContactQuerySet(ScopedQuerySet):
    """First contacts: seen by the unit that was named and by the community chosen."""

    scope = ScopePaths(place="community", district="district", unit="unit")

    def waiting(self) -> Self:
        """Nobody has said yet who it is."""
        return self.filter(state="waiting")

    def waiting_first(self) -> Self:
        """What waits for somebody's word on top, the longest waiting first; then the latest."""
        waiting = Case(When(state="waiting", then=F("created_at")))
        return self.order_by(waiting.asc(nulls_last=True), "-created_at", "-pk")

    def for_list(self) -> Self:
        return self.select_related("unit", "community", "member", "check_in").order_by(
            "-created_at", "-pk"
        )
