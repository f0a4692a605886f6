"""Vocabulary over check-ins, and what members are willing to do."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from common import clock
from common.spelling import spelt_like
from orgs.scope import ScopedQuerySet, ScopePaths

OPEN = ("pending", "registered", "transferring")


class CheckInQuerySet(ScopedQuerySet):
    """Registrations of members with communities."""

    scope = ScopePaths(
        place="community",
        grid="grid",
        building="building",
        district="community__district",
        unit="member__unit",
        user="member__user",
        former="member__merged_into__user",
    )

    def submitted(self) -> Self:
        """Everything that left the member's hands."""
        return self.exclude(status="draft")

    def open(self) -> Self:
        """Waiting or in the register."""
        return self.filter(status__in=OPEN)

    def of_person(self, member: Any) -> Self:
        """Of the member and of every row that is the same person."""
        person = member.merged_into_id or member.pk
        return self.filter(Q(member=person) | Q(member__merged_into=person))

    def pending(self) -> Self:
        return self.filter(status="pending")

    def unreleased(self) -> Self:
        """Members who ask to move on and whose community has not answered."""
        waiting = self.model.objects.pending().filter(previous=OuterRef("pk"))
        return self.filter(~Exists(waiting), status="transferring")

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

    def marked_incomplete(self) -> Self:
        """With `is_incomplete`: 登记不全, nothing that the member is willing to do, or no time."""
        has = [self._current(name) for name in ("intentions", "availabilities")]
        return self.annotate(is_incomplete=~Exists(has[0]) | ~Exists(has[1]))

    def offering(self, **wanted: Any) -> Self:
        """Whose current intentions are so: `category="04"`."""
        return self.filter(Exists(self._current("intentions").filter(**wanted)))

    def free_at(self, weekdays: str, start: datetime.time, end: datetime.time) -> Self:
        """Who has a current time that shares a day and an hour with this one."""
        days = Q()
        for day in weekdays:
            days |= Q(weekdays__contains=day)
        times = self._current("availabilities").filter(days, start__lt=end, end__gt=start)
        return self.filter(Exists(times))

    def overdue(self, submitted_before: datetime.datetime) -> Self:
        """Waiting since before the moment."""
        return self.pending().filter(submitted_at__lt=submitted_before)

    def arriving(self) -> Self:
        """Waiting, while the member still stands in another community's register."""
        return self.pending().filter(previous__status="transferring")

    def _current(self, relation: str) -> "DatedQuerySet":
        rows = self.model._meta.get_field(relation).related_model.objects.current()
        return rows.filter(check_in=OuterRef("pk")).order_by()

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

    def on(self, day: datetime.date) -> Self:
        """Registered by the day and not withdrawn by the end of it."""
        return self.registered_by(day).filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day))

    def registered_by(self, day: datetime.date) -> Self:
        """Registered by the day; a later withdrawal does not undo that it was registered."""
        return self.filter(registered_on__lte=day)


class ServiceIntentionQuerySet(DatedQuerySet):
    """What members are willing to do."""


class AvailabilityQuerySet(DatedQuerySet):
    """When members are willing to do it."""
