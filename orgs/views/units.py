"""Pages of the resident units."""

from typing import Any

from django.forms import BaseForm
from django.urls import reverse

from orgs.filters import ResidentUnitFilter
from orgs.forms.units import UnitChangeForm, UnitForm
from orgs.generic import OperationFormView, RecordFormView, RecordView, RegisterView
from orgs.models import District, ResidentUnit
from orgs.operations.units import change_unit, register_unit
from orgs.policy import Action
from orgs.scope import can, has_right
from orgs.tables import ResidentUnitTable


class UnitList(RegisterView):
    """The resident units one may see."""

    rights = (Action.READ,)
    model = ResidentUnit
    table_class = ResidentUnitTable
    filterset_class = ResidentUnitFilter
    heading = "驻区单位"
    empty_text = "没有符合条件的单位。"

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.KEEP_UNITS):
            return [("登记单位", reverse("orgs:unit-create"))]
        return []


class UnitDetail(RecordView):
    """One unit."""

    rights = (Action.READ,)
    model = ResidentUnit

    def get_facts(self) -> list[tuple[str, Any]]:
        unit = self.object
        return [
            ("类别", unit.get_category_display()),
            ("统一社会信用代码", unit.uscc),
            ("所在社区", unit.located_in),
            ("结对社区", unit.paired_community),
            ("党组织名称", unit.party_org_name),
            ("党组织书记（第一责任人）", unit.first_responsible),
            ("分管领导", unit.deputy_responsible),
            ("联络员", unit.liaison),
            ("应报到人数", unit.declared_members),
            ("申报日期", unit.declared_on),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        if can(self.request.user, Action.KEEP_UNITS, self.object):
            return [("修改", reverse("orgs:unit-change", args=[self.object.pk]), False)]
        return []


class UnitCreate(OperationFormView):
    """Register a unit of the user's district."""

    rights = (Action.KEEP_UNITS,)
    form_class = UnitForm
    heading = "登记单位"
    submit_label = "登记"
    done = "已登记。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_cancel_url(self) -> str:
        return reverse("orgs:unit-list")

    def perform(self, form: BaseForm) -> ResidentUnit:
        district = District.objects.visible_to(self.request.user, Action.KEEP_UNITS).first()
        return register_unit(actor=self.request.user, district=district, **form.cleaned_data)


class UnitChange(RecordFormView):
    """Change what the register holds."""

    model = ResidentUnit
    action = Action.KEEP_UNITS
    form_class = UnitChangeForm
    heading = "修改单位"
    submit_label = "保存"

    def perform(self, form: BaseForm) -> ResidentUnit:
        return change_unit(actor=self.request.user, unit=self.record, **form.cleaned_data)
