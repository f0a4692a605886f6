"""Filters of the list of resident units."""

from typing import Any

import django_filters
from django import forms
from django.db.models import BigIntegerField, Q, QuerySet

from common import clock
from orgs.forms.pickers import CommunityFilter, communities_to_filter
from orgs.models import Organization, ResidentUnit


class ResidentUnitFilter(django_filters.FilterSet):
    """By name or code, category, community, and whether in use; merged ones only when asked for."""

    STATES = [("open", "在用"), ("closed", "已停用"), ("all", "含已合并")]

    q = django_filters.CharFilter(label="名称、拼音或信用代码", method="search")
    category = django_filters.ChoiceFilter(
        label="类别", choices=ResidentUnit.Category, empty_label="全部类别"
    )
    community = CommunityFilter(
        label="所在或结对社区",
        queryset=communities_to_filter,
        empty_label="全部社区",
        method="by_community",
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label="在用和停用", method="by_state"
    )
    superior = django_filters.NumberFilter(
        label="主管单位编号",
        field_name="superior_unit_id",
        max_value=BigIntegerField.MAX_BIGINT,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = ResidentUnit
        fields = ["q", "category", "community", "state", "superior"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("state") != "all":  # also where nothing was asked for
            self.queryset = self.queryset.standing()

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.found_by(value)

    def by_community(self, queryset: QuerySet, name: str, value: Organization) -> QuerySet:
        return queryset.filter(Q(located_in=value) | Q(paired_community=value))

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        day = clock.today()
        if value == "open":
            return queryset.active(day)
        return queryset.closed(day) if value == "closed" else queryset
