"""Filters of the lists of organisations and units, shared by page and API."""

import django_filters
from django.db.models import BigIntegerField, Q, QuerySet

from orgs.models import Organization, ResidentUnit


class OrganizationFilter(django_filters.FilterSet):
    """By name or code, tier, and parent."""

    q = django_filters.CharFilter(label="名称或编码", method="search")
    tier = django_filters.ChoiceFilter(label="层级", choices=Organization.Tier)
    parent = django_filters.NumberFilter(
        label="上级编号", field_name="parent_id", max_value=BigIntegerField.MAX_BIGINT
    )

    class Meta:
        model = Organization
        fields = ["q", "tier", "parent"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Q(name__icontains=value) | Q(code__startswith=value))


class ResidentUnitFilter(django_filters.FilterSet):
    """By name and category."""

    q = django_filters.CharFilter(label="单位名称", field_name="name", lookup_expr="icontains")
    category = django_filters.ChoiceFilter(label="类别", choices=ResidentUnit.Category)

    class Meta:
        model = ResidentUnit
        fields = ["q", "category"]
