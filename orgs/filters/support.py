"""Filters of the registers of 基层保障, shared by page, export and API."""

import django_filters
from django.db.models import Q, QuerySet

from common import clock
from common.spelling import spelt_like
from orgs.forms.pickers import CommunityFilter, communities_to_filter
from orgs.models import BudgetLine, CommunityWorker, Premises, ServiceCentre


class PlaceFilter(django_filters.FilterSet):
    """By community."""

    organization = CommunityFilter(
        label="社区", queryset=communities_to_filter, empty_label="全部社区"
    )


class WorkerFilter(PlaceFilter):
    """By name, community, structure, and whether at work."""

    STATES = [("here", "在岗"), ("gone", "已离岗")]

    q = django_filters.CharFilter(label="姓名或拼音", method="search")
    structure = django_filters.ChoiceFilter(
        label="来源结构", choices=CommunityWorker.Structure, empty_label="全部结构"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label="在岗和离岗", method="by_state"
    )

    class Meta:
        model = CommunityWorker
        fields = ["q", "organization", "structure", "state"]

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(spelt_like(value) | Q(name__icontains=value.strip()))

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        day = clock.today()
        return rows.at_work(day) if value == "here" else rows.filter(ended_on__lte=day)


class PremisesFilter(PlaceFilter):
    """By community, tenure and state."""

    tenure = django_filters.ChoiceFilter(
        label="用房来源", choices=Premises.Tenure, empty_label="全部来源"
    )
    status = django_filters.ChoiceFilter(
        label="状态", choices=Premises.Status, empty_label="全部状态"
    )

    class Meta:
        model = Premises
        fields = ["organization", "tenure", "status"]


class CentreFilter(PlaceFilter):
    """By name, community and state."""

    q = django_filters.CharFilter(label="名称", field_name="name", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(
        label="状态", choices=ServiceCentre.Status, empty_label="全部状态"
    )

    class Meta:
        model = ServiceCentre
        fields = ["q", "organization", "status"]


class BudgetFilter(django_filters.FilterSet):
    """By year, place and item."""

    year = django_filters.NumberFilter(label="年度", max_value=9999)
    q = django_filters.CharFilter(label="组织或项目", method="search")

    class Meta:
        model = BudgetLine
        fields = ["year", "q"]

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(organization__name__icontains=value) | Q(item__icontains=value))
