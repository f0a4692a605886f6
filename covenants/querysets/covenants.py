"""Vocabulary over covenants and their sides."""

import datetime
from typing import Self

from django.db.models import F, Q

from common.spelling import spelt_like
from covenants.querysets.base import OneRowEachQuerySet
from orgs.scope import ScopePaths


class CovenantQuerySet(OneRowEachQuerySet):
    """Covenants: read by the first party's committees, the grids below it, and signing units."""

    scope = ScopePaths(
        place="organization",
        grid="organization__children",
        building="organization__children__children",
        district="organization__district",
        unit="parties__unit",
    )

    def counted(self, day: datetime.date) -> Self:
        """协议累计签订 (S2): signed by the day; no drafts, no void ones, no amendments."""
        return self.signed().filter(signed_on__lte=day, amends=None)

    def signed(self) -> Self:
        """Signed by all sides, supplements too; drafts and void ones not."""
        return self.filter(status__in=self.model.CONCLUDED)

    def in_force(self, day: datetime.date) -> Self:
        """有效协议 (S3): in force on the day, its last day included; no end means open."""
        return self.counted(day).filter(
            Q(effective_to=None) | Q(effective_to__gte=day),
            Q(terminated_on=None) | Q(terminated_on__gt=day),
            effective_from__lte=day,
        )

    def upcoming(self, day: datetime.date) -> Self:
        """未生效: signed, but not in effect yet."""
        return self.filter(status="signed", effective_from__gt=day)

    def expired(self, day: datetime.date) -> Self:
        """已到期: the last day lies before the day."""
        return self.filter(status="signed", effective_to__lt=day)

    def expiring(self, day: datetime.date, *, within_days: int) -> Self:
        """将到期 (S4): in force on the day and ending within so many days."""
        last = day + datetime.timedelta(days=within_days)
        return self.in_force(day).filter(effective_to__lte=last)

    def with_unit(self, unit: int) -> Self:
        """Signed by the unit, or by one that was merged into it; one row each."""
        parties = self.model._meta.get_field("parties").related_model.objects
        mine = parties.filter(Q(unit=unit) | Q(unit__merged_into=unit))
        return self.filter(pk__in=mine.values("covenant"))

    def called(self, text: str) -> Self:
        """With the text in its title or number, or a side called like it, spelt out or short."""
        parties = self.model._meta.get_field("parties").related_model.objects
        sides = Q()
        for path in ("unit", "covenant__organization"):
            sides |= spelt_like(text, prefix=f"{path}__") | Q(**{f"{path}__name__icontains": text})
        mine = parties.filter(sides).values("covenant")
        return self.filter(Q(title__icontains=text) | Q(no__icontains=text) | Q(pk__in=mine))

    def for_list(self) -> Self:
        """Newest first; what still waits to be signed stands on top, on every database."""
        return (
            self.select_related("organization")
            .prefetch_related("parties__unit", "parties__covenant__organization")
            .order_by(F("signed_on").desc(nulls_first=True), "-pk")
        )


class CovenantPartyQuerySet(OneRowEachQuerySet):
    """Sides of covenants: kept where the covenant is kept, a unit's side by the unit too."""

    scope = ScopePaths(
        place="covenant__organization",
        grid="covenant__organization__children",
        building="covenant__organization__children__children",
        district="covenant__organization__district",
        unit="unit",
    )

    def for_list(self) -> Self:
        return self.select_related(
            "covenant__organization__successor", "unit__merged_into"
        ).order_by("covenant__organization__code", "unit__name", "pk")
