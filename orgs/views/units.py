"""Pages of the register of resident units; a unit's own page is in `reports.views.units`."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orgs.filters.units import ResidentUnitFilter
from orgs.forms.units import (
    UnitChangeForm,
    UnitCloseForm,
    UnitDeclareForm,
    UnitForm,
    UnitPhoneForm,
)
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RegisterView,
    answer,
    visible_or_404,
)
from orgs.models import District, ResidentUnit
from orgs.operations.unit_merges import unmerge_unit
from orgs.operations.units import (
    change_unit,
    close_unit,
    declare_members,
    register_unit,
    reopen_unit,
    reveal_unit_phone,
)
from orgs.policy import Action
from orgs.scope import REFUSAL, has_right
from orgs.selectors.units import likely_duplicates
from orgs.tables.units import ResidentUnitTable

PAIRS_PER_PAGE = 25


class UnitList(RegisterView):
    """The resident units one may see."""

    rights = (Action.READ,)
    model = ResidentUnit
    table_class = ResidentUnitTable
    filterset_class = ResidentUnitFilter
    heading = "驻区单位"
    empty_text = "还没有驻区单位。"

    def get_actions(self) -> list[tuple[str, str]]:
        registered = ("单位报到", reverse("orgs:unit-check-in-list"))
        if has_right(self.request.user, Action.KEEP_UNITS):
            return [
                ("登记单位", reverse("orgs:unit-create")),
                ("疑似重复", reverse("orgs:unit-duplicates")),
                registered,
            ]
        return [registered]


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
        return register_unit(actor=self.request.user, district=district, **form.values())


class UnitStepView(RecordFormView):
    """One thing that the district does with a unit."""

    model = ResidentUnit
    action = Action.KEEP_UNITS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}


class UnitChange(UnitStepView):
    """Change what the register holds."""

    form_class = UnitChangeForm
    heading = "修改单位"
    submit_label = "保存"

    def perform(self, form: BaseForm) -> ResidentUnit:
        return change_unit(actor=self.request.user, unit=self.record, **form.values())


class UnitDeclare(UnitStepView):
    """Enter how many members the unit declares."""

    form_class = UnitDeclareForm
    heading = "申报应报到人数"
    submit_label = "保存"

    def perform(self, form: BaseForm) -> ResidentUnit:
        return declare_members(actor=self.request.user, unit=self.record, **form.cleaned_data)


class UnitClose(UnitStepView):
    """Take out of use."""

    form_class = UnitCloseForm
    heading = "停用单位"
    submit_label = "停用"
    done = "已登记停用，最后使用日以后不再新增；原有党员、协议和项目保留。"

    def perform(self, form: BaseForm) -> ResidentUnit:
        return close_unit(actor=self.request.user, unit=self.record, **form.cleaned_data)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    unit = visible_or_404(ResidentUnit, request.user, pk)
    return answer(
        request, lambda: reopen_unit(actor=request.user, unit=unit), done="已恢复使用。", to=unit
    )


@require_POST
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    unit = visible_or_404(ResidentUnit, request.user, pk)
    return answer(
        request, lambda: unmerge_unit(actor=request.user, unit=unit), done="已撤销合并。", to=unit
    )


@require_safe
def unit_duplicates(request: HttpRequest) -> HttpResponse:
    """疑似重复: pairs that a person may merge."""
    if not has_right(request.user, Action.KEEP_UNITS):
        raise PermissionDenied(REFUSAL)
    units = ResidentUnit.objects.visible_to(request.user, Action.KEEP_UNITS).standing()
    page = Paginator(likely_duplicates(units), PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"heading": "疑似重复的单位", "page_obj": page}
    return render(request, "orgs/unit_duplicates.html", context)


@method_decorator(never_cache, name="dispatch")
class UnitPhone(UnitStepView):
    """Ask with a reason; the answer to the form shows the number, nothing keeps it."""

    action = Action.SEE_PHONES
    form_class = UnitPhoneForm
    heading = "查看联络员手机号"
    submit_label = "查看"
    done = "已留下查看记录。"
    phone = ""

    def perform(self, form: BaseForm) -> ResidentUnit:
        self.phone = reveal_unit_phone(
            actor=self.request.user, unit=self.record, reason=form.cleaned_data["reason"]
        )
        return self.record

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        if not self.phone:
            return response
        context = {"heading": self.record.name, "unit": self.record, "phone": self.phone}
        return render(self.request, "orgs/unit_phone.html", context)
