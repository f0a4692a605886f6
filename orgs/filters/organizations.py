"""Filters of the list of organisations."""

import django_filters
from django.db.models import BigIntegerField, Q, QuerySet

from common.spelling import spelt_like
from orgs.models import Organization


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
        found = spelt_like(value) | Q(name__icontains=value) | Q(code__startswith=value)
        return queryset.filter(found)
