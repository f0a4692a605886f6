"""Pages of what covenants promise: the list of duties, entering what was done, balances."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import clock
from common.surfaces import beside
from covenants.dues import promise_of, term_of
from covenants.filters.duties import DutyFilter, UnitDutyFilter
from covenants.forms.fulfilments import FulfilForm
from covenants.models import Covenant, Fulfilment, Obligation
from covenants.operations.fulfilments import fulfil_obligation, void_fulfilment
from covenants.selectors.balances import SideBalance, balance_of, balance_of_unit
from covenants.tables.duties import DutyTable, UnitDutyTable
from covenants.tables.parts import status_label
from orgs.forms import ReasonForm
from orgs.generic import RecordFormView, RecordView, RegisterView
from orgs.models import ResidentUnit
from orgs.policy import Action
from orgs.scope import REFUSAL, has_right
from orgs.selectors.own_units import chosen_unit, own_units


class DutyList(RegisterView):
    """What the covenants in force ask of their sides, the longest overdue first."""

    rights = (Action.READ,)
    model = Obligation
    table_class = DutyTable
    filterset_class = DutyFilter
    heading = "协议履行"
    empty_text = "有效协议里还没有约定事项。起草协议时写明各方承诺的事项，签订后在这里跟踪。"

    def get_queryset(self) -> QuerySet[Obligation]:
        rows = super().get_queryset().binding(clock.today())
        return rows.with_last_act().with_may_fulfil(self.request.user)


class UnitDutyList(DutyList):
    """The same for a unit: its own duties and those of the other sides."""

    rights = (Action.READ_OWN_UNIT,)
    table_class = UnitDutyTable
    filterset_class = UnitDutyFilter
    empty_text = "本单位的有效协议里还没有约定事项。可与社区商定后写进协议。"

    def get_actions(self) -> list[tuple[str, str]]:
        return [("本单位履行总览", reverse("covenants:unit-balance"))]


class ObligationFulfil(RecordFormView):
    """Enter that a duty was done."""

    model = Obligation
    form_class = FulfilForm
    template_name = "covenants/obligation_fulfil.html"
    heading = "登记履行"
    submit_label = "登记履行"
    done = "已登记履行。"

    def require_right(self) -> None:
        allowed = Obligation.objects.fulfillable_by(self.request.user)
        if not allowed.filter(pk=self.record.pk).exists():
            raise PermissionDenied(REFUSAL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        duty = self.record
        return super().get_context_data(**kwargs) | {
            "facts": [
                ("协议", duty.covenant),
                ("责任方", f"{duty.party.label} {duty.party.name}"),
                ("事项", duty.text),
                ("约定", promise_of(duty)),
                ("下次期限", duty.next_due_on and f"{duty.next_due_on}"),
            ]
        }

    def get_cancel_url(self) -> str:
        return beside(self.request, "covenants:covenant-balance", self.record.covenant_id)

    def perform(self, form: BaseForm) -> str:
        fulfil_obligation(actor=self.request.user, obligation=self.record, **form.cleaned_data)
        return self.get_cancel_url()


class FulfilmentVoid(RecordFormView):
    """Take back a mistaken entry."""

    model = Fulfilment
    form_class = ReasonForm
    template_name = "covenants/obligation_fulfil.html"
    heading = "作废履行记录"
    submit_label = "作废"
    done = "已作废。"

    def require_right(self) -> None:
        allowed = Fulfilment.objects.voidable_by(self.request.user)
        if not allowed.filter(pk=self.record.pk).exists():
            raise PermissionDenied(REFUSAL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        act = self.record
        return super().get_context_data(**kwargs) | {
            "facts": [
                ("事项", act.obligation.text),
                ("履行日期", f"{act.done_on}"),
                ("履行情况", act.text),
                ("登记人", act.created_by),
            ]
        }

    def get_cancel_url(self) -> str:
        key = self.record.obligation.covenant_id
        return beside(self.request, "covenants:covenant-balance", key)

    def perform(self, form: BaseForm) -> str:
        reason = form.cleaned_data["reason"]
        void_fulfilment(actor=self.request.user, fulfilment=self.record, reason=reason)
        return self.get_cancel_url()


class CovenantBalance(RecordView):
    """What each side of one covenant promised, and what it gave."""

    rights = (Action.READ,)
    model = Covenant
    template_name = "covenants/covenant_balance.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        covenant = self.object
        return [
            ("协议", covenant.title),
            ("状态", status_label(covenant.standing_label(clock.today()))),
            ("生效日期", covenant.effective_from and f"{covenant.effective_from}"),
            ("到期日期", f"{covenant.effective_to}" if covenant.effective_to else "未约定期限"),
        ]

    def get_next_step(self) -> str:
        term = term_of(self.object)
        if term is None or term.last is None or clock.today() <= term.last:
            return next_duty(self.sides)
        return f"协议最后有效日是 {term.last}，只能补登当日及以前的履行情况。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, covenant = self.request.user, self.object
        self.sides = balance_of(covenant, clock.today(), reader=user)
        return super().get_context_data(**kwargs) | {
            "heading": "协议履行情况",
            "sides": self.sides,
            "back_url": beside(self.request, "covenants:covenant-detail", covenant.pk),
        }


class UnitCovenantBalance(CovenantBalance):
    """The same on the unit's pages."""

    rights = (Action.READ_OWN_UNIT,)


def next_duty(sides: list[SideBalance]) -> str:
    """Return who does what next and by when; "" when nothing has a day."""
    waiting = [
        (duty.next_due_on, side.party, duty.obligation)
        for side in sides
        for duty in side.duties
        if duty.next_due_on is not None
    ]
    if not waiting:
        return ""
    due_on, party, duty = min(waiting, key=lambda each: each[0])
    if due_on < clock.today():
        return f"{party.name}承诺的“{duty.text}”应于 {due_on} 完成，请尽快办理并登记履行。"
    return f"请{party.name}最迟于 {due_on} 完成“{duty.text}”，做完后登记履行。"


class ResidentUnitBalance(RecordView):
    """What one unit promised, gave and got in the covenants that the reader may see."""

    rights = (Action.READ,)
    model = ResidentUnit
    template_name = "covenants/unit_balance.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit, user = self.object, self.request.user
        return super().get_context_data(**kwargs) | {
            "heading": f"{unit.name}：承诺与履行",
            "balance": balance_of_unit(unit, clock.today(), reader=user),
            "back_url": unit.get_absolute_url(),
        }


@require_safe
def own_balance(request: HttpRequest) -> HttpResponse:
    """The same of one's own unit."""
    user = request.user
    if not has_right(user, Action.READ_OWN_UNIT):
        raise PermissionDenied(REFUSAL)
    unit = chosen_unit(user, request.GET.get("unit", ""))
    context = {
        "heading": f"{unit.name}：承诺与履行",
        "unit": unit,
        "units": own_units(user),
        "balance": balance_of_unit(unit, clock.today(), reader=user),
    }
    return render(request, "covenants/unit_balance.html", context)
