"""Filters of the lists of members and check-ins, shared by page and API.

None looks into a part of a phone number: what is masked is not to be guessed digit by digit.
"""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.limits import may_ask
from members.models import CheckIn, Member
from members.querysets import whole_phone
from orgs.forms.pickers import CommunityFilter, UnitFilter, communities_to_filter
from orgs.models import ResidentUnit


def units(request: HttpRequest | None) -> QuerySet[ResidentUnit]:
    """Return the units that the user may see."""
    if request is None:  # the API's schema is drawn without a request
        return ResidentUnit.objects.none()
    return ResidentUnit.objects.visible_to(request.user).standing().order_by("name", "pk")


class CheckInFilter(django_filters.FilterSet):
    """By name, state and community."""

    q = django_filters.CharFilter(label="姓名或拼音", method="search")
    status = django_filters.ChoiceFilter(
        label="状态", choices=CheckIn.Status, empty_label="全部状态"
    )
    community = CommunityFilter(
        label="社区", queryset=communities_to_filter, empty_label="全部社区"
    )

    class Meta:
        model = CheckIn
        fields = ["q", "status", "community"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.found_by(value)


class MemberFilter(django_filters.FilterSet):
    """By name, unit and kind; by the whole number, where one has the right to that number."""

    q = django_filters.CharFilter(label="姓名、拼音或手机号", method="search")
    unit = UnitFilter(label="单位", queryset=units, empty_label="全部单位", method="by_unit")
    kind = django_filters.ChoiceFilter(
        label="党员类别", choices=Member.Kind, empty_label="全部类别"
    )

    class Meta:
        model = Member
        fields = ["q", "unit", "kind"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        user = getattr(self.request, "user", None)
        if whole_phone(value) and not self._may_ask(user):
            return queryset.none()
        return queryset.found_by(value, user)

    def _may_ask(self, user: Any) -> bool:
        """Numbers are not to be guessed one after the other; beyond the limit none is found."""
        request = getattr(self.request, "_request", self.request)
        return request is None or may_ask(request, action="phone_search", user=user)

    def by_unit(self, queryset: QuerySet, name: str, value: ResidentUnit) -> QuerySet:
        """The members of what was merged into the unit are the unit's."""
        return queryset.filter(Q(unit=value) | Q(unit__merged_into=value))
