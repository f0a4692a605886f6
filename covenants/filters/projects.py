"""Filters of projects."""

from decimal import Decimal

import django_filters
from django import forms
from django.db.models import BigIntegerField, QuerySet

from common import clock
from covenants.filters.parts import places_in_sight
from covenants.models import LIST_A_CHOICES, LIST_B_CHOICES, Project
from orgs.forms.pickers import CommunityFilter


class ProjectFilter(django_filters.FilterSet):
    """By name, both five-co codes, state, lateness, covenants and the places that take part."""

    BASES = [("yes", "有依据协议"), ("no", "没有依据协议")]
    TERMS = [("overdue", "超过计划完成日期"), ("open", "未定计划完成日期")]
    more = ("code_a", "basis", "term", "lead")

    q = django_filters.CharFilter(label="项目名称", field_name="name", lookup_expr="icontains")
    code_b = django_filters.ChoiceFilter(label="五共事项", choices=LIST_B_CHOICES)
    status = django_filters.ChoiceFilter(label="状态", choices=Project.Status)
    community = CommunityFilter(
        label="实施社区", field_name="communities", queryset=places_in_sight
    )
    code_a = django_filters.ChoiceFilter(label="对应五共目标", choices=LIST_A_CHOICES)
    basis = django_filters.ChoiceFilter(label="依据协议", choices=BASES, method="by_basis")
    term = django_filters.ChoiceFilter(label="进度", choices=TERMS, method="by_term")
    lead = CommunityFilter(label="牵头社区", queryset=places_in_sight)
    unit = django_filters.NumberFilter(
        label="参与单位编号",
        max_value=BigIntegerField.MAX_BIGINT,
        widget=forms.HiddenInput,
        method="by_unit",
    )

    class Meta:
        model = Project
        fields = [
            "q", "code_b", "status", "community", "code_a", "basis", "term", "lead", "unit",
        ]  # fmt: skip

    def by_unit(self, queryset: QuerySet, name: str, value: Decimal) -> QuerySet:
        """The projects of what was merged into the unit are the unit's."""
        return queryset.with_unit(int(value))

    def by_basis(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.with_covenant(value == "yes")

    def by_term(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "overdue":
            return queryset.overdue(clock.today())
        return queryset.filter(planned_end=None)


class UnitProjectFilter(ProjectFilter):
    """The same for a unit, which has no places to choose from."""

    community = None
    lead = None
    unit = None
    more = ("code_a", "basis", "term")

    class Meta:
        model = Project
        fields = ["q", "code_b", "status", "code_a", "basis", "term"]
