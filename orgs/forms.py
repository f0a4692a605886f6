"""Shape of what people type about organisations and units; the rules live in operations."""

from typing import Any

from django import forms

from common import clock
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action


class DayInput(forms.DateInput):
    """The browser's own date picker; typing 2026-10-01 works without it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class RecordForm(forms.Form):
    """A form about one record; carries the version it began on, so that stale edits show."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: Any, user: Any, **kwargs: Any) -> None:
        self.record = record
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = record.version

    def begin_again(self) -> None:
        """After a stale edit: what was typed stays, what is stored now is shown beside it.

        Sent once more, the form saves over the version that the person has seen here.
        """
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = self.record.version
        for name in self.changed_data:
            if name in self.initial:
                stored = stored_text(self.fields[name], self.initial[name])
                self.add_error(name, f"现在保存的是：{stored}")


def stored_text(field: forms.Field, value: Any) -> str:
    """Return what a field's value reads like to people; long texts are cut."""
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    shown = [
        str(labels.get(str(field.prepare_value(one)), one))
        for one in values
        if one not in {None, ""}
    ]
    return "、".join(shown)[:500] or "（空）"


class ReasonForm(RecordForm):
    """One sentence that says why."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea({"rows": 3}))


class SuggestionForm(forms.Form):
    """投诉建议."""

    text = forms.CharField(
        label="内容",
        max_length=1000,
        widget=forms.Textarea({"rows": 6}),
        help_text="哪里不好用、多余或不准确，都请告诉我们。",
    )
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False, help_text="选填，方便我们答复。"
    )
    page = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)


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


class UnitForm(forms.Form):
    """What the register holds of a resident unit."""

    name = forms.CharField(label="单位名称", max_length=100)
    uscc = forms.CharField(
        label="统一社会信用代码", required=False, help_text="18 位；系统会核对校验位。"
    )
    category = forms.ChoiceField(label="类别", choices=ResidentUnit.Category)
    located_in = forms.ModelChoiceField(
        Organization.objects.none(), label="所在社区", required=False
    )
    paired_community = forms.ModelChoiceField(
        Organization.objects.none(), label="结对社区", required=False
    )
    party_org_name = forms.CharField(label="党组织名称", max_length=100, required=False)
    first_responsible = forms.CharField(
        label="党组织书记（第一责任人）", max_length=50, required=False
    )
    deputy_responsible = forms.CharField(label="分管领导", max_length=50, required=False)
    liaison = forms.CharField(label="联络员", max_length=50, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communities = (
            Organization.objects.visible_to(user)
            .of_tier(Organization.Tier.COMMUNITY)
            .filter(dissolved_on=None)
            .for_list()
        )
        self.fields["located_in"].queryset = communities
        self.fields["paired_community"].queryset = communities


class UnitChangeForm(RecordForm, UnitForm):
    """The same for a unit that is there already."""

    def __init__(self, *args: Any, record: ResidentUnit, user: Any, **kwargs: Any) -> None:
        initial = {name: getattr(record, name) for name in UnitForm.base_fields}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        self.record = record
        UnitForm.__init__(self, *args, user=user, **kwargs)
        self.fields["version"].initial = record.version
