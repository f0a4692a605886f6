"""Filters of the list of monthly reports, shared by page and API."""

import django_filters
from django.db.models import QuerySet

from reports.models import MonthlyReport
from services.filters import MonthField

RETURNED = "returned"


class MonthFilter(django_filters.Filter):
    """By exactly one month."""

    field_class = MonthField


class MonthlyReportFilter(django_filters.FilterSet):
    """By month, state and community."""

    month = MonthFilter(label="月份", field_name="month")
    status = django_filters.ChoiceFilter(
        label="状态",
        choices=[*MonthlyReport.Status.choices, (RETURNED, "退回待改")],
        method="by_status",
        empty_label="全部",
    )
    q = django_filters.CharFilter(label="社区", method="search")

    class Meta:
        model = MonthlyReport
        fields = ["month", "status", "q"]

    def by_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """A returned report is still one being filled: both choices find it."""
        if value == RETURNED:
            return queryset.filter(status=MonthlyReport.Status.FILLING).exclude(return_comment="")
        return queryset.filter(status=value)

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(community__name__icontains=value.strip())
