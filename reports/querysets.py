"""Vocabulary over monthly reports."""

from typing import Self

from common.months import Month
from orgs.scope import ScopedQuerySet, ScopePaths


class MonthlyReportQuerySet(ScopedQuerySet):
    """Monthly reports of the user's communities."""

    scope = ScopePaths(place="community", district="community__district")

    def of_month(self, month: Month) -> Self:
        return self.filter(month=month)

    def submitted(self) -> Self:
        """Reports that were submitted at least once, whatever became of them (S12)."""
        return self.exclude(first_submitted_at=None)

    def for_list(self) -> Self:
        return self.select_related("community__parent").order_by(
            "-month", "community__parent__sort_order", "community__sort_order", "pk"
        )


class FigureOverrideQuerySet(ScopedQuerySet):
    """Stated values in place of computed ones; they are seen with their report."""

    scope = ScopePaths(place="report__community", district="report__community__district")


class ReportExemptionQuerySet(ScopedQuerySet):
    """Months that a community need not report."""

    scope = ScopePaths(place="community", district="community__district")

    def of_month(self, month: Month) -> Self:
        return self.filter(month=month)
