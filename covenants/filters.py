"""Filters of covenants and projects, shared by page and API."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import BigIntegerField, QuerySet
from django.http import HttpRequest

from common import clock
from covenants.models import LIST_B_CHOICES, Covenant, Project
from covenants.selectors import NOTICE_DAYS
from orgs.forms.pickers import CommunityFilter
from orgs.models import Organization

STANDINGS = [
    ("draft", "草稿"),
    ("awaiting", "待签"),
    ("upcoming", "未生效"),
    ("in_force", "有效"),
    ("expiring", f"{NOTICE_DAYS} 天内到期"),
    ("expired", "已到期"),
    ("terminated", "提前终止"),
    ("void", "作废"),
]
BY_DATE: dict[str, Callable[[Any, datetime.date], QuerySet]] = {
    "upcoming": lambda rows, day: rows.upcoming(day),
    "in_force": lambda rows, day: rows.in_force(day),
    "expiring": lambda rows, day: rows.expiring(day, within_days=NOTICE_DAYS),
    "expired": lambda rows, day: rows.expired(day),
}


def places_in_sight(request: HttpRequest | None) -> QuerySet[Organization]:
    """Return the streets and communities that the user may filter by."""
    if request is None:  # the API's schema is drawn without a request
        return Organization.objects.none()
    tiers = [Organization.Tier.STREET, Organization.Tier.COMMUNITY]
    return Organization.objects.visible_to(request.user).filter(tier__in=tiers).for_list()


class CovenantFilter(django_filters.FilterSet):
    """By title, by how the covenant stands today, and by its first party."""

    q = django_filters.CharFilter(label="协议名称", field_name="title", lookup_expr="icontains")
    standing = django_filters.ChoiceFilter(label="状态", choices=STANDINGS, method="by_standing")
    organization = CommunityFilter(label="甲方", queryset=places_in_sight)
    unit = django_filters.NumberFilter(
        label="乙方单位编号",
        max_value=BigIntegerField.MAX_BIGINT,
        widget=forms.HiddenInput,
        method="by_unit",
    )

    class Meta:
        model = Covenant
        fields = ["q", "standing", "organization", "unit"]

    def by_standing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value in BY_DATE:
            return BY_DATE[value](queryset, clock.today())
        return queryset.filter(status=value)

    def by_unit(self, queryset: QuerySet, name: str, value: Decimal) -> QuerySet:
        """The covenants of what was merged into the unit are the unit's."""
        return queryset.with_unit(int(value))


class UnitCovenantFilter(CovenantFilter):
    """The same for a unit, which has no places to choose from."""

    organization = None
    unit = None

    class Meta:
        model = Covenant
        fields = ["q", "standing"]


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
