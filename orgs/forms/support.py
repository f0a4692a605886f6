"""Shape of what people type about 基层保障; the rules live in operations."""

from typing import Any

from django import forms

from common import clock
from common.text import normalise_digits
from orgs.forms.base import DayInput, RecordForm
from orgs.forms.pickers import CommunityField, UnitField, communities_in_use
from orgs.models import (
    CommunityWorker,
    Organization,
    Premises,
    ResidentUnit,
    ServiceCentre,
)
from orgs.policy import Action

Tier = Organization.Tier


class AmountField(forms.DecimalField):
    """A number with at most two places; full-width digits and thousands' commas are understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            decimal_places=2, max_digits=14, widget=forms.TextInput({"inputmode": "decimal"}),
            **kwargs,
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = normalise_digits(value).replace("．", ".").replace(",", "").replace("，", "")
        return super().to_python(value)


class PlaceForm(forms.Form):
    """A form that begins with the community it speaks of."""

    organization = CommunityField(label="社区")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Organization.objects.visible_to(user, Action.KEEP_SUPPORT)
        self.fields["organization"].queryset = self.places(kept)
        if "provider" in self.fields:
            units = ResidentUnit.objects.beside(kept.of_tier(Tier.COMMUNITY)).standing()
            self.fields["provider"].queryset = units

    def places(self, kept: Any) -> Any:
        return communities_in_use(kept)


class ChangeForm(RecordForm):
    """The same fields about a record that is there; it stays where it is."""

    def __init__(self, *args: Any, record: Any, user: Any, **kwargs: Any) -> None:
        stored = {name: getattr(record, name) for name in self.base_fields if name != "version"}
        kwargs["initial"] = stored | kwargs.get("initial", {})
        super().__init__(*args, record=record, user=user, **kwargs)
        if "provider" in self.fields:
            places = Organization.objects.visible_to(user, Action.KEEP_SUPPORT)
            units = ResidentUnit.objects.beside(places.of_tier(Tier.COMMUNITY)).standing()
            self.fields["provider"].queryset = units


class WorkerFields(forms.Form):
    """What the register holds of somebody who works for a community."""

    name = forms.CharField(label="姓名", max_length=50)
    duty = forms.CharField(label="职务", max_length=50, required=False)
    structure = forms.ChoiceField(
        label="来源结构",
        choices=[("", "请选择"), *CommunityWorker.Structure.choices],
        help_text="四类人员占比按这一项统计。",
    )
    hire_channel = forms.ChoiceField(
        label="选聘渠道",
        choices=[("", "未填写"), *CommunityWorker.HireChannel.choices],
        required=False,
    )
    started_on = forms.DateField(label="到岗日期", widget=DayInput, initial=clock.today)


class WorkerForm(PlaceForm, WorkerFields):
    """A new worker."""

    field_order = ["organization"]


class WorkerChangeForm(ChangeForm, WorkerFields):
    """Other values of a worker."""


class WorkerEndForm(RecordForm):
    """The day somebody left."""

    ended_on = forms.DateField(
        label="离岗日期", widget=DayInput, initial=clock.today, help_text="当日起不再计入在岗人数。"
    )


class PremisesFields(forms.Form):
    """What the register holds of an office."""

    tenure = forms.ChoiceField(label="用房来源", choices=[("", "请选择"), *Premises.Tenure.choices])
    area = AmountField(label="面积（平方米）", required=False, help_text="“无用房”填 0 或留空。")
    provider = UnitField(
        ResidentUnit.objects.none(), label="提供单位", required=False, empty_label="没有"
    )
    address = forms.CharField(label="地址", max_length=100, required=False)
    problem = forms.CharField(
        label="存在问题", max_length=200, required=False, widget=forms.Textarea({"rows": 2})
    )
    status = forms.ChoiceField(
        label="状态", choices=Premises.Status, initial=Premises.Status.IN_USE
    )
    used_from = forms.DateField(label="启用日期", widget=DayInput, required=False)
    given_up_on = forms.DateField(label="停用日期", widget=DayInput, required=False)


class PremisesForm(PlaceForm, PremisesFields):
    """A new office."""

    field_order = ["organization"]


class PremisesChangeForm(ChangeForm, PremisesFields):
    """Other values of an office."""


class CentreFields(forms.Form):
    """What the register holds of a service centre."""

    name = forms.CharField(label="名称", max_length=50)
    status = forms.ChoiceField(
        label="状态",
        choices=[
            (value, label)
            for value, label in ServiceCentre.Status.choices
            if value != ServiceCentre.Status.CLOSED
        ],
    )
    opened_on = forms.DateField(
        label="启用日期", widget=DayInput, required=False, help_text="试运行或运行的填写。"
    )


class CentreForm(PlaceForm, CentreFields):
    """A new service centre."""

    field_order = ["organization"]


class CentreChangeForm(ChangeForm, CentreFields):
    """Other values of a service centre."""


class CentreCloseForm(RecordForm):
    """The day a service centre closed."""

    closed_on = forms.DateField(label="停办日期", widget=DayInput, initial=clock.today)


class CentreItemForm(RecordForm):
    """One thing that the centre does."""

    name = forms.CharField(label="服务项目", max_length=100)
    provider = forms.CharField(
        label="提供者", max_length=100, required=False, help_text="单位、科室或志愿服务队的名称。"
    )


class BudgetFields(forms.Form):
    """One item of a year's budget."""

    item = forms.CharField(label="项目", max_length=100)
    amount = AmountField(label="金额（元）")


class BudgetForm(PlaceForm, BudgetFields):
    """A new item, of a street or a community."""

    field_order = ["organization", "year"]
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label="街道或社区", empty_label="请选择"
    )
    year = forms.IntegerField(label="年度", initial=lambda: clock.today().year)

    def places(self, kept: Any) -> Any:
        nodes = kept.filter(tier__in=(Tier.STREET, Tier.COMMUNITY), dissolved_on=None)
        return nodes.select_related("parent").in_order()


class BudgetChangeForm(ChangeForm, BudgetFields):
    """Another name or amount of an item."""
