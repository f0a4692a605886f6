"""Filters of the service logs, shared by page and API."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from common.months import Month
from common.text import normalise_digits
from members.models import ServiceIntention
from orgs.forms.pickers import CommunityFilter
from orgs.models import Organization
from services.models import ServiceLog


class MonthInput(forms.TextInput):
    """The browser's own month picker; typing 2026-10 works without it."""

    input_type = "month"


class MonthField(forms.CharField):
    """A month typed or picked as 2026-10."""

    widget = MonthInput

    def clean(self, value: Any) -> Month | None:
        text = normalise_digits(super().clean(value))
        try:
            return Month.parse(text) if text else None
        except ValueError:
            raise ValidationError("请按“2026-10”的样子填写月份。", code="month.invalid") from None


@extend_schema_field({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})
class MonthFilter(django_filters.Filter):
    """Rows of one month."""

    field_class = MonthField

    def filter(self, queryset: QuerySet, value: Month | None) -> QuerySet:
        return queryset if value is None else queryset.in_month(value)


def communities(request: Any) -> QuerySet[Organization]:
    """Return the communities that the user may filter by."""
    places = Organization.objects.visible_to(request.user)
    return places.of_tier(Organization.Tier.COMMUNITY).for_list()


class ServiceLogFilter(django_filters.FilterSet):
    """By state, member's name, place, category and month of service."""

    status = django_filters.ChoiceFilter(label="状态", choices=ServiceLog.Status)
    q = django_filters.CharFilter(
        label="党员姓名", field_name="member__name", lookup_expr="icontains"
    )
    community = CommunityFilter(label="服务社区", queryset=communities)
    category = django_filters.ChoiceFilter(label="服务类别", choices=ServiceIntention.Category)
    month = MonthFilter(label="服务月份")

    class Meta:
        model = ServiceLog
        fields = ["status", "q", "community", "category", "month"]
