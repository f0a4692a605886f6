"""Requests to let a closed check-in stand again: the community asks, the street decides."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from members.filters import ReactivationFilter
from members.models import Reactivation
from members.operations.reactivations import (
    ask_reactivation,
    consent_reactivation,
    refuse_reactivation,
    withdraw_reactivation,
)
from members.tables import ReactivationTable
from members.views.check_ins import CheckInStepView
from orgs import scope
from orgs.forms import ReasonForm
from orgs.generic import RecordFormView, RecordView, RegisterView, answer, visible_or_404
from orgs.policy import Action
from orgs.scope import can

State = Reactivation.State


class ReactivationList(RegisterView):
    """The requests of one's places, newest first."""

    rights = (Action.READ,)
    model = Reactivation
    table_class = ReactivationTable
    filterset_class = ReactivationFilter
    heading = "恢复在册申请"
    is_personal = True
    empty_text = "还没有恢复在册申请。社区在已注销的报到里提出后，会出现在这里，由街道审批。"


class ReactivationDetail(RecordView):
    """One request: whose, why, and the decision."""

    rights = (Action.READ,)
    model = Reactivation
    template_name = "members/reactivation_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        asked, closed = self.object, self.object.check_in
        refusal = [("未同意原因", asked.refusal)] if asked.refusal else []
        return [
            ("姓名", closed.member.name),
            ("单位", closed.member.unit_label),
            ("报到社区", closed.community.name),
            ("注销", f"{closed.closed_on}，{closed.get_close_reason_display()}"),
            ("恢复原因", asked.reason),
            ("申请人", asked.created_by),
            *refusal,
        ]

    def get_next_step(self) -> str:
        if self.object.state != State.ASKED:
            return ""
        street = self.object.check_in.community.parent.name
        return f"请{street}审批；同意后当天恢复在册，原来的服务意向和时间随之恢复。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, user = self.object, self.request.user
        waits = asked.state == State.ASKED
        return super().get_context_data(**kwargs) | {
            "heading": f"恢复在册申请：{asked.check_in.member.name}",
            "may_decide": waits and can(user, Action.CONSENT_REACTIVATIONS, asked),
            "may_withdraw": waits and can(user, Action.HANDLE_CHECK_INS, asked),
        }


class CheckInReactivate(CheckInStepView):
    """Ask the street to let a closed check-in stand again."""

    form_class = ReasonForm
    heading = "申请恢复在册"
    submit_label = "提交申请"
    done = "已提交，等待街道审批。"

    def perform(self, form: BaseForm) -> Reactivation:
        values = dict(form.cleaned_data)
        values.pop("version")
        return ask_reactivation(actor=self.request.user, check_in=self.record, **values)


class ReactivationRefuse(RecordFormView):
    """Leave it closed, with a reason."""

    model = Reactivation
    action = Action.CONSENT_REACTIVATIONS
    form_class = ReasonForm
    heading = "不同意恢复在册"
    submit_label = "不同意"
    done = "已答复，社区会看到原因。"

    def perform(self, form: BaseForm) -> Reactivation:
        return refuse_reactivation(
            actor=self.request.user, reactivation=self.record, **form.cleaned_data
        )


@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    asked = visible_or_404(Reactivation, request.user, pk)
    scope.require(request.user, Action.CONSENT_REACTIVATIONS, asked)
    return answer(
        request,
        lambda: consent_reactivation(actor=request.user, reactivation=asked),
        done="已同意，这名党员从今天起恢复在册。",
        to=asked,
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    asked = visible_or_404(Reactivation, request.user, pk)
    scope.require(request.user, Action.HANDLE_CHECK_INS, asked)
    return answer(
        request,
        lambda: withdraw_reactivation(actor=request.user, reactivation=asked),
        done="已撤回申请。",
        to=asked,
    )
