"""基层保障."""

import datetime
from typing import Self

from orgs.scope import ScopedQuerySet, ScopePaths


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
