"""本单位党员: the list that the liaison works with."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from members.filters import MemberFilter
from members.models import Member
from orgs.forms.pickers import UnitFilter
from orgs.generic import RegisterView
from orgs.models import ResidentUnit
from orgs.policy import Action
from orgs.selectors.own_units import own_units
from reports.headcounts import State
from reports.unit_members import state_tabs, unit_members
from reports.unit_tables import UnitMemberTable


def units_of(request: HttpRequest) -> QuerySet[ResidentUnit]:
    """Return the units to choose from."""
    return own_units(request.user).order_by("name", "pk")


class UnitMemberFilter(MemberFilter):
    """By name, by state, and by unit for who speaks for several."""

    state = django_filters.ChoiceFilter(label="状态", choices=State.choices, empty_label="全部状态")
    unit = UnitFilter(label="单位", queryset=units_of, empty_label="全部单位", method="by_unit")
    kind = None

    class Meta:
        model = Member
        fields = ["q", "state", "unit"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units_of(self.request).count() < 2:
            del self.filters["unit"]


class UnitMembers(RegisterView):
    """who · where · what · how far; nobody is ranked."""

    rights = (Action.READ_OWN_UNIT,)
    model = Member
    template_name = "reports/unit_members.html"
    table_class = UnitMemberTable
    filterset_class = UnitMemberFilter
    heading = "本单位党员"
    is_personal = True
    phone_column = "mobile_masked"
    empty_text = "名册里还没有本单位的党员。下载模板填好后导入，或请社区在报到时登记。"

    def get_queryset(self) -> QuerySet[Member]:
        return unit_members(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = state_tabs(self.request.user, self.request.GET.get("state", ""))
        return super().get_context_data(**kwargs) | {"tabs": tabs}

    def get_phone_holders(self) -> QuerySet[Member]:
        return Member.objects.with_phone_for(self.request.user)

    def get_actions(self) -> list[tuple[str, str]]:
        return [
            ("导入党员", reverse("orgs:unit-import-create", args=["member"])),
            ("免报到、区外报到", reverse("members:unit-exemption-list")),
        ]
