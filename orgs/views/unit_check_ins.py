"""单位报到 as the community, the street and the district see it."""

import datetime
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from common import clock
from orgs.filters.unit_check_ins import UnitCheckInFilter
from orgs.forms import ReasonForm
from orgs.forms.unit_check_ins import UnitCheckInEndForm
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
    answer,
    visible_or_404,
)
from orgs.models import UnitCheckIn
from orgs.operations.unit_check_ins import (
    ENDING,
    end_unit_check_in,
    receive_unit_check_in,
    return_unit_check_in,
)
from orgs.policy import Action
from orgs.scope import REFUSAL, can
from orgs.tables.unit_check_ins import UnitCheckInTable, standing_of

Status = UnitCheckIn.Status
ANSWER_DAYS = 7  # for the community, as with a member's check-in


class UnitCheckInList(RegisterView):
    """The units that registered with one's places."""

    rights = (Action.READ,)
    model = UnitCheckIn
    table_class = UnitCheckInTable
    filterset_class = UnitCheckInFilter
    heading = "单位报到"
    empty_text = "还没有单位报到。单位联络员在“本单位”页面提交后，会出现在这里。"


class UnitCheckInPage(RecordView):
    """One registration of a unit: what both sides see of it."""

    model = UnitCheckIn
    template_name = "orgs/unit_check_in_detail.html"
    receipt_url: ClassVar[str]

    def get_facts(self) -> list[tuple[str, Any]]:
        row = self.object
        facts = [
            ("单位", row.unit.name),
            ("报到社区", row.community.name),
            ("编号", row.no),
            ("报到日期", f"{row.checked_in_on:%Y-%m-%d}"),
            ("联系人", row.contact or "—"),
            ("可提供的资源和服务", row.resources or "—"),
        ]
        if row.receipt_no:
            received = f"{localtime(row.received_at):%Y-%m-%d} {row.received_by}"
            facts += [("回执编号", row.receipt_no), ("接收", received)]
        if row.ended_on:
            facts += [("结束日期", f"{row.ended_on:%Y-%m-%d}"), ("结束原因", row.end_reason)]
        return facts

    def get_next_step(self) -> str:
        row = self.object
        if row.status == Status.PENDING:
            due = row.checked_in_on + datetime.timedelta(days=ANSWER_DAYS)
            over = "（已过）" if due < clock.today() else ""
            return f"请{row.community.name}在{due.month}月{due.day}日前{over}核实，接收或退回。"
        if row.status == Status.RETURNED:
            return f"请{row.unit.name}按退回原因改正后重新提交。"
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        receipt = reverse(self.receipt_url, args=[row.pk]) if row.receipt_no else ""
        return super().get_context_data(**kwargs) | {
            "heading": f"{row.unit.name}的单位报到",
            "standing": standing_of(row),
            "receipt": receipt,
        }


class UnitCheckInDetail(UnitCheckInPage):
    """The same at the desk, with the community's steps."""

    rights = (Action.READ,)
    receipt_url = "reports:unit-check-in-receipt"

    def get_steps(self) -> list[tuple[str, str, bool]]:
        row, user, key = self.object, self.request.user, [self.object.pk]
        if row.status == Status.PENDING and can(user, Action.HANDLE_CHECK_INS, row):
            return [
                ("接收", reverse("orgs:unit-check-in-receive", args=key), True),
                ("退回", reverse("orgs:unit-check-in-return", args=key), False),
            ]
        if row.status == Status.RECEIVED and may_end(user, row):
            return [("结束", reverse("orgs:unit-check-in-end", args=key), False)]
        return []


def may_end(user: Any, row: UnitCheckIn) -> bool:
    """Whether the user may end it: the community, or who keeps the units."""
    return any(can(user, action, row) for action in ENDING)


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_or_404(UnitCheckIn, request.user, pk)
    return answer(
        request,
        lambda: receive_unit_check_in(actor=request.user, unit_check_in=row),
        done="已接收，回执已生成，单位联络员会收到消息。",
        to=row,
    )


class UnitCheckInReturn(RecordFormView):
    """Send back with a reason."""

    model = UnitCheckIn
    action = Action.HANDLE_CHECK_INS
    form_class = ReasonForm
    heading = "退回单位报到"
    submit_label = "退回"
    done = "已退回，单位联络员会看到原因。"

    def perform(self, form: BaseForm) -> UnitCheckIn:
        return return_unit_check_in(
            actor=self.request.user, unit_check_in=self.record, **form.cleaned_data
        )


class UnitCheckInEnd(OperationFormView):
    """End it with a reason: the community's or the district's."""

    form_class = UnitCheckInEndForm
    heading = "结束单位报到"
    submit_label = "结束"
    done = "已结束，单位联络员会收到消息。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record = visible_or_404(UnitCheckIn, request.user, kwargs["pk"])
        if not may_end(request.user, self.record):
            raise PermissionDenied(REFUSAL)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"record": self.record, "user": self.request.user}

    def get_cancel_url(self) -> str:
        return self.record.get_absolute_url()

    def perform(self, form: BaseForm) -> UnitCheckIn:
        return end_unit_check_in(
            actor=self.request.user, unit_check_in=self.record, **form.cleaned_data
        )
