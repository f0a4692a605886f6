"""Filters of the list of 单位报到, shared by page and API."""

import django_filters
from django.db.models import Q, QuerySet

from common.spelling import spelt_like
from orgs.forms.pickers import CommunityFilter, communities_to_filter
from orgs.models import UnitCheckIn


class UnitCheckInFilter(django_filters.FilterSet):
    """By unit, state and community."""

    q = django_filters.CharFilter(label="单位名称、拼音或编号", method="search")
    status = django_filters.ChoiceFilter(
        label="状态", choices=UnitCheckIn.Status, empty_label="全部状态"
    )
    community = CommunityFilter(
        label="社区", queryset=communities_to_filter, empty_label="全部社区"
    )

    class Meta:
        model = UnitCheckIn
        fields = ["q", "status", "community"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        numbered = Q(no__iexact=text) | Q(receipt_no__iexact=text)
        named = spelt_like(text, prefix="unit__") | Q(unit__name__icontains=text)
        return queryset.filter(numbered | named)
