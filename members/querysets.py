"""Vocabulary over members and check-ins."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from common import clock
from common.phones import blind_index
from common.spelling import spelt_like
from common.text import normalise_phone
from common.violations import RuleViolation
from orgs.policy import Action
from orgs.scope import READING, ScopedQuerySet, ScopePaths, reach

OPEN = ("pending", "registered", "transferring")


def whole_phone(text: str) -> str:
    """Return the mobile number that the text is, "" when it is none."""
    try:
        return normalise_phone(text)
    except RuleViolation:
        return ""


class MemberQuerySet(ScopedQuerySet):
    """Members: seen by their unit, by themselves, and by the places they checked in to."""

    scope = ScopePaths(district="unit__district", unit="unit", user="user")

    def visible_to(self, user: Any, *actions: Any) -> Self:
        """The district's, the unit's, one's own, and those checked in within the user's places.

        A draft opens nothing: what a member has not submitted is the member's alone.
        """
        there = self._check_ins().visible_to(user, *actions).submitted()
        return self._reached(there, reach(user, self.scope, *(actions or READING)))

    def with_phone_for(self, user: Any) -> Self:
        """Whose full number the user may ask for: a community's right ends with the check-in."""
        there = self._check_ins().visible_to(user, Action.SEE_PHONES).open()
        return self._reached(there, reach(user, self.scope, Action.SEE_PHONES))

    def _reached(self, check_ins: "CheckInQuerySet", direct: Q | None) -> Self:
        """Rows with one of the check-ins, or reached directly.

        Asked row by row (no list of ids), so that a search by name reads the index of names and
        not the whole register.
        """
        if direct is None and check_ins.query.is_empty():
            return self.none()  # no rights, no query
        there = Exists(check_ins.order_by().filter(member=OuterRef("pk")))
        return self.filter(there if direct is None else direct | there)

    def found_by(self, text: str, user: Any) -> Self:
        """Members whose name begins with the text, in characters, pinyin or initials.

        A whole mobile number finds its member for those who may see that member's number; to
        everybody else, and in part, it matches nothing.
        """
        phone = whole_phone(text)
        if phone:
            return self.with_phone_for(user).filter(mobile_index=blind_index(phone))
        return self.filter(spelt_like(text))

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

    def found_by(self, text: str) -> Self:
        """Check-ins of members with the text in their name, or whose pinyin begins with it."""
        inside = Q(member__name__icontains=text.strip())
        return self.filter(spelt_like(text, prefix="member__") | inside)

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
