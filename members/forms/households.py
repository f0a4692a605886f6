"""Forms of the households that members keep in touch with."""

from typing import Any

from django import forms
from django.db.models import Q

from common import clock
from members.models import HouseholdLink, Member
from orgs.forms import DayInput, RecordForm
from orgs.forms.pickers import SpeltSelect
from orgs.models import Organization
from orgs.policy import Action


class RegisteredField(forms.ModelChoiceField):
    """A member, told apart from others of the same name by the unit."""

    widget = SpeltSelect

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.unit_label}）"


class HouseholdField(forms.ModelChoiceField):
    """A household by its code."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.code}）"


class HouseholdLinkForm(RecordForm):
    """A member of the building's community, and which household of the building."""

    member = RegisteredField(
        Member.objects.none(),
        label="党员",
        empty_label="请选择",
        help_text="只列出在本社区在册的党员。",
    )
    household = HouseholdField(
        Organization.objects.none(),
        label="联系户",
        required=False,
        empty_label="新增一户（编码自动生成）",
        help_text="联系户只有编码，不登记住户姓名。",
    )
    started_on = forms.DateField(label="联系起始日期", widget=DayInput, initial=clock.today)

    def __init__(self, *args: Any, record: Organization, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, user=user, **kwargs)
        self.fields["member"].queryset = registered_in(record.parent.parent, user)
        households = Organization.objects.visible_to(user, Action.KEEP_GRIDS)
        self.fields["household"].queryset = households.filter(
            parent=record, dissolved_on=None
        ).in_order()


class LinkEndForm(RecordForm):
    """When a link ends."""

    ended_on = forms.DateField(
        label="结束日期", widget=DayInput, initial=clock.today, help_text="从这一天起不再联系。"
    )

    record: HouseholdLink


def registered_in(community: Organization, user: Any) -> Any:
    """Return the members who are 在册 in the community, or in one that it took over."""
    there = Q(check_ins__community=community) | Q(check_ins__community__successor=community)
    registered = Q(check_ins__status__in=["registered", "transferring"])
    members = Member.objects.visible_to(user).standing().filter(there & registered)
    return members.for_list().distinct()
