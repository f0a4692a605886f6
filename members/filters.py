"""Filters of the lists of members and check-ins, shared by page and API.

None looks into a phone number: what is masked is not to be guessed digit by digit.
"""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest

from common import clock
from members.models import CheckIn, Member
from orgs.models import Organization, ResidentUnit


def communities(request: HttpRequest | None) -> QuerySet[Organization]:
    """Return the communities that the user may see."""
    if request is None:
        return Organization.objects.none()
    nodes = Organization.objects.visible_to(request.user).of_tier(Organization.Tier.COMMUNITY)
    return nodes.established(clock.today()).for_list()


def units(request: HttpRequest | None) -> QuerySet[ResidentUnit]:
    """Return the units that the user may see."""
    if request is None:
        return ResidentUnit.objects.none()
    return ResidentUnit.objects.visible_to(request.user).for_list()


class CheckInFilter(django_filters.FilterSet):
    """By name, state and community."""

    q = django_filters.CharFilter(label="姓名", field_name="member__name", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(
        label="状态", choices=CheckIn.Status, empty_label="全部状态"
    )
    community = django_filters.ModelChoiceFilter(
        label="社区", queryset=communities, empty_label="全部社区"
    )

    class Meta:
        model = CheckIn
        fields = ["q", "status", "community"]


class MemberFilter(django_filters.FilterSet):
    """By name, unit and kind."""

    q = django_filters.CharFilter(label="姓名", field_name="name", lookup_expr="icontains")
    unit = django_filters.ModelChoiceFilter(label="单位", queryset=units, empty_label="全部单位")
    kind = django_filters.ChoiceFilter(
        label="党员类别", choices=Member.Kind, empty_label="全部类别"
    )

    class Meta:
        model = Member
        fields = ["q", "unit", "kind"]
