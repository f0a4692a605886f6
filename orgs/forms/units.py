"""Shape of what people type about resident units."""

from typing import Any

from django import forms
from django.db.models import Q

from common import clock
from orgs.forms.base import DayInput, ReasonForm, RecordForm
from orgs.forms.pickers import CommunityField, UnitField, communities_in_use
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

PHONE_INPUT = {"inputmode": "tel", "autocomplete": "off", "maxlength": 30, "data-draft-skip": True}


class UnitForm(forms.Form):
    """What the register holds of a resident unit."""

    name = forms.CharField(label="单位名称", max_length=100)
    uscc = forms.CharField(
        label="统一社会信用代码", required=False, help_text="18 位；填错时会指出是哪一位。"
    )
    category = forms.ChoiceField(label="类别", choices=ResidentUnit.Category)
    located_in = CommunityField(label="所在社区", required=False)
    paired_community = CommunityField(label="结对社区", required=False)
    superior_unit = UnitField(
        ResidentUnit.objects.none(),
        label="主管单位",
        required=False,
        empty_label="没有",
        help_text="如学校填教体局；主管单位的页面会汇总下属单位的人数。",
    )
    party_org_name = forms.CharField(label="党组织名称", max_length=100, required=False)
    first_responsible = forms.CharField(
        label="党组织书记（第一责任人）", max_length=50, required=False
    )
    deputy_responsible = forms.CharField(label="分管领导", max_length=50, required=False)
    liaison = forms.CharField(label="联络员", max_length=50, required=False)
    mobile = forms.CharField(
        label="联络员手机号",
        required=False,
        widget=forms.TextInput(PHONE_INPUT),
        help_text="加密保存，页面上只显示前三位和后四位。",
    )
    active_from = forms.DateField(
        label="启用日期", widget=DayInput, initial=clock.today, required=False
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(user)

    def offer(self, user: Any, **kept: int | None) -> None:
        """Set the choices; `kept` are stored ones that may stay although they are out of use."""
        communities = Organization.objects.visible_to(user)
        for name in ("located_in", "paired_community"):
            self.fields[name].queryset = communities_in_use(communities, kept.get(name))
        units = ResidentUnit.objects.visible_to(user)
        in_use = units.active(clock.today()).standing().values("pk")
        self.fields["superior_unit"].queryset = units.filter(
            Q(pk__in=in_use) | Q(pk=kept.get("superior_unit"))
        ).order_by("name", "pk")

    def values(self) -> dict[str, Any]:
        """Return what was typed, in the shape that the operations take."""
        typed = dict(self.cleaned_data)
        if typed["active_from"] is None:
            del typed["active_from"]
        return typed


class UnitChangeForm(RecordForm, UnitForm):
    """The same for a unit that is there already; its number is shown masked and typed anew."""

    without_mobile = forms.BooleanField(label="删除已登记的手机号", required=False)
    field_order = [*UnitForm.base_fields, "without_mobile"]

    def __init__(self, *args: Any, record: ResidentUnit, user: Any, **kwargs: Any) -> None:
        stored = [name for name in UnitForm.base_fields if name != "mobile"]
        initial = {name: getattr(record, name) for name in stored}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        self.record = record
        UnitForm.__init__(self, *args, user=user, **kwargs)
        self.fields["version"].initial = record.version
        places = ("located_in", "paired_community", "superior_unit")
        self.offer(user, **{name: getattr(record, f"{name}_id") for name in places})
        superiors = self.fields["superior_unit"]
        superiors.queryset = superiors.queryset.exclude(pk=record.pk)
        if record.mobile_masked:
            self.fields["mobile"].help_text = f"现为 {record.mobile_masked}，不改请留空。"
        else:
            del self.fields["without_mobile"]

    def values(self) -> dict[str, Any]:
        typed = super().values()
        if typed.pop("without_mobile", False):
            typed["mobile"] = ""
        elif not typed["mobile"]:
            del typed["mobile"]
        return typed


class UnitDeclareForm(RecordForm):
    """How many members the unit says should check in."""

    count = forms.IntegerField(label="应报到人数", min_value=0, max_value=100_000)
    declared_on = forms.DateField(label="申报日期", widget=DayInput, initial=clock.today)

    def __init__(self, *args: Any, record: ResidentUnit, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["count"].initial = record.declared_members


class UnitCloseForm(RecordForm):
    """The last day on which the unit takes anything new."""

    active_to = forms.DateField(
        label="最后使用日",
        widget=DayInput,
        initial=clock.today,
        help_text="从次日起不再新增党员、协议和项目，已有的保留。",
    )


class UnitPhoneForm(ReasonForm):
    """Why a full number is needed."""

    reason = forms.CharField(
        label="查看原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="如：联系单位核对名册。原因会随查看记录保存。",
    )


class UnitMergeForm(RecordForm):
    """The unit that stays."""

    target = UnitField(
        ResidentUnit.objects.none(),
        label="并入",
        empty_label="请选择保留的单位",
        help_text="本单位会成为它的重复登记；党员、协议和项目不搬动，一并计入保留的单位。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = ResidentUnit.objects.visible_to(self.user, Action.KEEP_UNITS)
        others = units.active(clock.today()).standing().exclude(pk=self.record.pk)
        self.fields["target"].queryset = others.order_by("name", "pk")
