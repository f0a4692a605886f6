"""Filters of offers, requests and claims."""

import datetime
from decimal import Decimal

import django_filters
from django import forms
from django.db.models import BigIntegerField, Q, QuerySet

from covenants.models import (
    Project,
    ProjectClaim,
    ResourceKind,
    ResourceOffer,
    ResourceRequest,
)
from orgs.forms import DayInput
from orgs.forms.pickers import CommunityFilter, communities_to_filter
from orgs.models import ResidentUnit

KIND = {"label": "种类", "choices": ResourceKind, "empty_label": "全部种类"}


def unit_number(method: str) -> django_filters.NumberFilter:
    """Return the hidden filter by which other pages lead to one unit's rows."""
    return django_filters.NumberFilter(
        label="单位编号",
        max_value=BigIntegerField.MAX_BIGINT,
        widget=forms.HiddenInput,
        method=method,
    )


def of_unit(path: str, text: str) -> Q:
    """Return the condition "the unit is called like the text", by name or spelling."""
    return Q(**{f"{path}__in": ResidentUnit.objects.found_by(text)})


class OfferFilter(django_filters.FilterSet):
    """By name of resource or unit, by kind, by the day on which it is to be had."""

    q = django_filters.CharFilter(label="资源或单位名称、拼音", method="search")
    kind = django_filters.ChoiceFilter(**KIND)
    day = django_filters.DateFilter(label="哪天可用", method="on_day", widget=DayInput)
    unit = unit_number("by_unit")

    class Meta:
        model = ResourceOffer
        fields = ["q", "kind", "day", "unit"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return queryset.filter(Q(name__icontains=text) | of_unit("unit", text))

    def on_day(self, queryset: QuerySet, name: str, value: datetime.date) -> QuerySet:
        return queryset.available_on(value)

    def by_unit(self, queryset: QuerySet, name: str, value: Decimal) -> QuerySet:
        return queryset.of_unit(int(value))


class UnitOfferFilter(OfferFilter):
    """The same for the unit's own list, where what was taken down stays to be read."""

    STATES = [("standing", "发布中"), ("withdrawn", "已撤下")]

    q = django_filters.CharFilter(label="资源名称", lookup_expr="icontains", field_name="name")
    day = None
    unit = None
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label="全部状态", method="by_state"
    )

    class Meta:
        model = ResourceOffer
        fields = ["q", "kind", "state"]

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(is_withdrawn=value == "withdrawn")


class MatchFilter(django_filters.FilterSet):
    """Among what fits a project: by kind."""

    kind = django_filters.ChoiceFilter(**KIND)

    class Meta:
        model = ResourceOffer
        fields = ["kind"]


class RequestFilter(django_filters.FilterSet):
    """By name of resource or unit, by state and community."""

    q = django_filters.CharFilter(label="资源或单位名称、拼音", method="search")
    state = django_filters.ChoiceFilter(
        label="状态", choices=ResourceRequest.State, empty_label="全部状态"
    )
    community = CommunityFilter(
        label="申请社区", queryset=communities_to_filter, empty_label="全部社区"
    )
    unit = unit_number("by_unit")

    class Meta:
        model = ResourceRequest
        fields = ["q", "state", "community", "unit"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return queryset.filter(Q(offer__name__icontains=text) | of_unit("offer__unit", text))

    def by_unit(self, queryset: QuerySet, name: str, value: Decimal) -> QuerySet:
        """The requests to what was merged into the unit are the unit's."""
        key = int(value)
        return queryset.filter(Q(offer__unit=key) | Q(offer__unit__merged_into=key))


class UnitRequestFilter(django_filters.FilterSet):
    """The same for the unit: by name of resource or community, by state."""

    q = django_filters.CharFilter(label="资源或社区名称", method="search")
    state = django_filters.ChoiceFilter(
        label="状态", choices=ResourceRequest.State, empty_label="全部状态"
    )

    class Meta:
        model = ResourceRequest
        fields = ["q", "state"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return queryset.filter(Q(offer__name__icontains=text) | of_unit("community", text))


class ClaimFilter(django_filters.FilterSet):
    """By name of project or unit, and by state."""

    q = django_filters.CharFilter(label="项目或单位名称、拼音", method="search")
    state = django_filters.ChoiceFilter(
        label="状态", choices=ProjectClaim.State, empty_label="全部状态"
    )
    unit = unit_number("by_unit")

    class Meta:
        model = ProjectClaim
        fields = ["q", "state", "unit"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return queryset.filter(Q(project__name__icontains=text) | of_unit("unit", text))

    def by_unit(self, queryset: QuerySet, name: str, value: Decimal) -> QuerySet:
        """The claims of what was merged into the unit are the unit's."""
        key = int(value)
        return queryset.filter(Q(unit=key) | Q(unit__merged_into=key))


class UnitClaimFilter(ClaimFilter):
    """The same for the unit itself."""

    q = django_filters.CharFilter(
        label="项目名称", field_name="project__name", lookup_expr="icontains"
    )
    unit = None

    class Meta:
        model = ProjectClaim
        fields = ["q", "state"]


class ClaimableFilter(django_filters.FilterSet):
    """项目清单: by name of project or lead, and by the kind it wants."""

    q = django_filters.CharFilter(label="项目或社区名称、拼音", method="search")
    kind = django_filters.ChoiceFilter(
        label="所需种类", choices=ResourceKind, empty_label="全部种类", method="by_kind"
    )

    class Meta:
        model = Project
        fields = ["q", "kind"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return queryset.filter(Q(name__icontains=text) | of_unit("lead", text))

    def by_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(wants__kind=value)
