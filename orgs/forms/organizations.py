"""Shape of what people type about organisations; the rules live in operations."""

from typing import Any

from django import forms

from common import clock
from orgs.forms.base import DayInput, RecordForm
from orgs.models import Organization
from orgs.policy import Action


class OrganizationFoundForm(RecordForm):
    """A new node below the record."""

    name = forms.CharField(label="名称", max_length=50, help_text="只写名称，如“第3网格”。")
    region_code = forms.CharField(
        label="统计用区划代码", required=False, help_text="新设社区时填写，12 位。"
    )
    established_on = forms.DateField(
        label="成立日期", widget=DayInput, required=False, help_text="留空表示应建、尚未成立。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.tier != Organization.Tier.STREET:
            del self.fields["region_code"]


class OrganizationEstablishForm(RecordForm):
    """The day a planned committee is established."""

    established_on = forms.DateField(label="成立日期", widget=DayInput, initial=clock.today)


class OrganizationRenameForm(RecordForm):
    """Another name from a day on."""

    name = forms.CharField(label="新名称", max_length=50)
    effective_on = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)


class OrganizationMoveForm(RecordForm):
    """Another parent from a day on; the choices are what the user keeps."""

    parent = forms.ModelChoiceField(Organization.objects.none(), label="划转到")
    effective_on = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = (
            Organization.objects.visible_to(self.user, Action.KEEP_STREETS, Action.KEEP_GRIDS)
            .of_tier(self.record.tier - 1)
            .filter(dissolved_on=None)
            .exclude(pk=self.record.parent_id)
            .for_list()
        )


class OrganizationMergeForm(RecordForm):
    """The node that takes over, from a day on."""

    target = forms.ModelChoiceField(Organization.objects.none(), label="并入")
    effective_on = forms.DateField(label="生效日期", widget=DayInput, initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = (
            Organization.objects.visible_to(self.user, Action.KEEP_STREETS, Action.KEEP_GRIDS)
            .of_tier(self.record.tier)
            .established(clock.today())
            .exclude(pk=self.record.pk)
            .for_list()
        )
