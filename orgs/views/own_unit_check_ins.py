"""单位报到 and the declared number as the unit's liaison works on them."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from common import clock
from orgs.forms.unit_check_ins import UnitCheckInForm
from orgs.forms.units import UnitDeclareForm
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RightRequiredMixin,
    answer,
    visible_or_404,
)
from orgs.models import ResidentUnit, UnitCheckIn
from orgs.operations.unit_check_ins import submit_unit_check_in, withdraw_unit_check_in
from orgs.operations.units import declare_members
from orgs.policy import Action
from orgs.scope import can
from orgs.selectors.own_units import chosen_unit, own_units
from orgs.tables.unit_check_ins import standing_of
from orgs.views.unit_check_ins import UnitCheckInPage

Status = UnitCheckIn.Status
SHOWN = 20


class OwnUnitCheckIn(RightRequiredMixin, TemplateView):
    """How far the unit's own registration has come, and what it may do now."""

    rights = (Action.CHECK_IN_UNIT,)
    template_name = "orgs/own_unit_check_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        unit = chosen_unit(user, self.request.GET.get("unit", ""))
        rows = UnitCheckIn.objects.visible_to(user).filter(
            unit__in=ResidentUnit.objects.together_with(unit).values("pk")
        )
        is_open = rows.open().exists()
        return super().get_context_data(**kwargs) | {
            "heading": "单位报到",
            "unit": unit,
            "units": list(own_units(user)),
            "lines": [(row, standing_of(row)) for row in rows.for_list()[:SHOWN]],
            "may_submit": not is_open and unit.is_in_use(clock.today()),
        }


class OwnUnitCheckInCreate(OperationFormView):
    """Register the unit with its paired community."""

    rights = (Action.CHECK_IN_UNIT,)
    form_class = UnitCheckInForm
    template_name = "orgs/own_unit_check_in_form.html"
    heading = "办理单位报到"
    submit_label = "提交"
    done = "已提交，请等结对社区接收。"

    @cached_property
    def unit(self) -> ResidentUnit:
        return chosen_unit(self.request.user, self.request.GET.get("unit", ""))

    def get_initial(self) -> dict[str, Any]:
        return {"contact": self.unit.liaison}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"unit": self.unit}

    def get_cancel_url(self) -> str:
        return f"{reverse('orgs:own-unit-check-in')}?unit={self.unit.pk}"

    def perform(self, form: BaseForm) -> str:
        made = submit_unit_check_in(actor=self.request.user, unit=self.unit, **form.cleaned_data)
        return reverse("orgs:own-unit-check-in-detail", args=[made.pk])


class OwnUnitCheckInDetail(UnitCheckInPage):
    """One registration, with the unit's step."""

    rights = (Action.READ_OWN_UNIT,)
    receipt_url = "reports:own-unit-check-in-receipt"

    def get_steps(self) -> list[tuple[str, str, bool]]:
        row = self.object
        if row.status != Status.PENDING or not can(self.request.user, Action.CHECK_IN_UNIT, row):
            return []
        return [("撤回", reverse("orgs:own-unit-check-in-withdraw", args=[row.pk]), True)]


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_or_404(UnitCheckIn, request.user, pk)
    return answer(
        request,
        lambda: withdraw_unit_check_in(actor=request.user, unit_check_in=row),
        done="已撤回。",
        to=reverse("orgs:own-unit-check-in-detail", args=[pk]),
    )


class OwnUnitDeclare(RecordFormView):
    """Say how many members of the unit should check in."""

    model = ResidentUnit
    action = Action.CHECK_IN_UNIT
    form_class = UnitDeclareForm
    heading = "申报应报到人数"
    submit_label = "保存"
    done = "已保存。"

    def get_cancel_url(self) -> str:
        return f"{reverse('reports:unit-home')}?unit={self.record.pk}"

    def perform(self, form: BaseForm) -> str:
        declare_members(actor=self.request.user, unit=self.record, **form.cleaned_data)
        return self.get_cancel_url()
