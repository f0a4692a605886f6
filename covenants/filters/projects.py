"""Filters of projects."""

from decimal import Decimal

import django_filters
from django import forms
from django.db.models import BigIntegerField, QuerySet

from covenants.filters.parts import places_in_sight
from covenants.models import LIST_B_CHOICES, Project
from orgs.forms.pickers import CommunityFilter


class ProjectFilter(django_filters.FilterSet):
    """By name, five-co code, state and community."""

    q = django_filters.CharFilter(label="项目名称", field_name="name", lookup_expr="icontains")
    code_b = django_filters.ChoiceFilter(label="五共事项", choices=LIST_B_CHOICES)
    status = django_filters.ChoiceFilter(label="状态", choices=Project.Status)
    community = CommunityFilter(
        label="实施社区", field_name="communities", queryset=places_in_sight
    )
    unit = django_filters.NumberFilter(
        label="参与单位编号",
        max_value=BigIntegerField.MAX_BIGINT,
        widget=forms.HiddenInput,
        method="by_unit",
    )

    class Meta:
        model = Project
        fields = ["q", "code_b", "status", "community", "unit"]

    def by_unit(self, queryset: QuerySet, name: str, value: Decimal) -> QuerySet:
        """The projects of what was merged into the unit are the unit's."""
        return queryset.with_unit(int(value))


class UnitProjectFilter(ProjectFilter):
    """The same for a unit, which has no places to choose from."""

    community = None
    unit = None

    class Meta:
        model = Project
        fields = ["q", "code_b", "status"]
