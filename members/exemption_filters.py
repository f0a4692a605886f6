"""Filters of 免报到、区外报到, and of members who left their unit."""

import django_filters
from django.db.models import QuerySet

from common import clock
from common.spelling import spelt_like
from members.models import CheckIn, CheckInExemption
from orgs.forms.pickers import CommunityFilter, communities_to_filter


class NameFilter(django_filters.FilterSet):
    """By the member's name."""

    q = django_filters.CharFilter(label="姓名或拼音", method="search")

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(spelt_like(value, prefix="member__"))


class ExemptionFilter(NameFilter):
    """By name and kind, and whether in force."""

    kind = django_filters.ChoiceFilter(
        label="种类", choices=CheckInExemption.Kind, empty_label="全部种类"
    )
    in_force = django_filters.ChoiceFilter(
        label="状态", choices=[("yes", "有效"), ("no", "已截止")], empty_label="全部状态",
        method="by_force",
    )  # fmt: skip

    class Meta:
        model = CheckInExemption
        fields = ["q", "kind", "in_force"]

    def by_force(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        today = clock.today()
        if value == "yes":
            return queryset.in_force(today)
        return queryset.filter(ended_on__lt=today)


class LeaverFilter(NameFilter):
    """By name and community."""

    community = CommunityFilter(
        label="社区", queryset=communities_to_filter, empty_label="全部社区"
    )

    class Meta:
        model = CheckIn
        fields = ["q", "community"]
