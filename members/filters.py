"""Filters of the lists of members and check-ins, shared by page and API.

None looks into a part of a phone number: what is masked is not to be guessed digit by digit.
"""

import datetime
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.limits import may_ask
from common import clock
from common.spelling import spelt_like
from members.models import (
    CheckIn,
    FirstContact,
    Member,
    MemberMerge,
    Reactivation,
    ServiceIntention,
)
from members.querysets import whole_phone
from members.slots import SLOT_CODES, SLOT_LABELS
from orgs.filters.organizations import OrganizationFilter
from orgs.forms.pickers import CommunityFilter, UnitFilter, communities_to_filter
from orgs.models import Organization, ResidentUnit


def units(request: HttpRequest | None) -> QuerySet[ResidentUnit]:
    """Return the units that the user may see."""
    if request is None:  # the API's schema is drawn without a request
        return ResidentUnit.objects.none()
    return ResidentUnit.objects.visible_to(request.user).standing().order_by("name", "pk")


TOO_OFTEN = "一小时内按手机号查找的次数过多，这次没有查找，请过一会儿再试。"


class CheckInFilter(django_filters.FilterSet):
    """By name, state and place; by unit, what is offered and when; by what needs a look."""

    ATTENTION = (
        ("overdue", "超过答复期限"),
        ("arriving", "外社区转入"),
        ("incomplete", "登记不全"),
    )
    # Fields behind the fold of the list's filter.
    more = ("unit", "unit_category", "category", "slot", "channel", "attention")

    q = django_filters.CharFilter(label="姓名或拼音", method="search")
    status = django_filters.ChoiceFilter(
        label="状态", choices=CheckIn.Status, empty_label="全部状态"
    )
    community = CommunityFilter(
        label="社区", queryset=communities_to_filter, empty_label="全部社区"
    )
    unit = UnitFilter(label="单位", queryset=units, empty_label="全部单位", method="by_unit")
    unit_category = django_filters.ChoiceFilter(
        label="单位类别", choices=ResidentUnit.Category, empty_label="全部类别"
    )
    category = django_filters.ChoiceFilter(
        label="服务意向",
        choices=ServiceIntention.Category,
        empty_label="全部意向",
        method="by_category",
    )
    slot = django_filters.ChoiceFilter(
        label="服务时间",
        choices=list(SLOT_LABELS.items()),
        empty_label="全部时间",
        method="by_slot",
    )
    channel = django_filters.ChoiceFilter(
        label="报到渠道", choices=CheckIn.Channel, empty_label="全部渠道"
    )
    attention = django_filters.ChoiceFilter(
        label="需要留意", choices=ATTENTION, empty_label="不限", method="by_attention"
    )

    class Meta:
        model = CheckIn
        fields = ["q", "status", "community"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.found_by(value)

    def by_unit(self, queryset: QuerySet, name: str, value: ResidentUnit) -> QuerySet:
        """What was merged into the unit is the unit's."""
        return queryset.filter(Q(unit=value) | Q(unit__merged_into=value))

    def by_category(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.offering(category=value)

    def by_slot(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.free_at(*SLOT_CODES[value])

    def by_attention(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "overdue":
            last_day = clock.today() - datetime.timedelta(days=CheckIn.ANSWER_DAYS + 1)
            return queryset.overdue(clock.end_of_day(last_day))
        if value == "arriving":
            return queryset.arriving()
        return queryset.open().marked_incomplete().filter(is_incomplete=True)


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
        if request is None or may_ask(request, action="phone_search", user=user):
            return True
        messages.warning(request, TOO_OFTEN, fail_silently=True)
        return False

    def by_unit(self, queryset: QuerySet, name: str, value: ResidentUnit) -> QuerySet:
        """The members of what was merged into the unit are the unit's."""
        return queryset.filter(Q(unit=value) | Q(unit__merged_into=value))


class MemberMergeFilter(django_filters.FilterSet):
    """Mergers by name, and whether they were taken back."""

    q = django_filters.CharFilter(label="姓名或拼音", method="search")
    undone = django_filters.ChoiceFilter(
        label="状态",
        choices=[("no", "有效"), ("yes", "已撤销")],
        empty_label="全部状态",
        method="by_state",
    )

    class Meta:
        model = MemberMerge
        fields = ["q", "undone"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(
            spelt_like(value, prefix="kept__") | spelt_like(value, prefix="duplicate__")
        )

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(undone_at__isnull=value == "no")


class BuildingFilter(OrganizationFilter):
    """Buildings by name or code, and community."""

    tier = parent = None
    community = CommunityFilter(
        label="社区",
        field_name="parent__parent",
        queryset=communities_to_filter,
        empty_label="全部社区",
    )

    class Meta:
        model = Organization
        fields = ["q", "community"]


class FirstContactFilter(django_filters.FilterSet):
    """By name and state."""

    q = django_filters.CharFilter(label="姓名", field_name="name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="状态", choices=FirstContact.State, empty_label="全部状态"
    )

    class Meta:
        model = FirstContact
        fields = ["q", "state"]


class ReactivationFilter(django_filters.FilterSet):
    """By name and state."""

    q = django_filters.CharFilter(label="姓名", method="search")
    state = django_filters.ChoiceFilter(
        label="状态", choices=Reactivation.State, empty_label="全部状态"
    )

    class Meta:
        model = Reactivation
        fields = ["q", "state"]

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(check_in__member__name__icontains=value.strip())
