"""Exports that ask for a second person: one's own, and those that wait for one's decision."""

from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from common import clock
from orgs.forms import ReasonForm
from orgs.generic import RecordFormView, RightRequiredMixin, answer, visible_or_404
from orgs.models import ExportApproval
from orgs.operations.export_approvals import approve_export, refuse_export
from orgs.policy import Action

TONES = {"待批准": "warn", "已批准": "good", "未批准": "bad"}
State = ExportApproval.State


class ExportList(RightRequiredMixin, ListView):
    """What waits for one's decision first, then everything else, newest first."""

    rights = (Action.EXPORT_PEOPLE, Action.APPROVE_EXPORTS)
    template_name = "orgs/export_list.html"
    paginate_by = 20
    extra_context = {"heading": "导出审批"}

    def get_queryset(self) -> QuerySet[ExportApproval]:
        waiting = Q(state=State.ASKED) & ~Q(requester=self.request.user.pk)
        rows = ExportApproval.objects.visible_to(self.request.user).for_list()
        return rows.order_by(Case(When(waiting, then=0), default=1), "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        approvals = context["page_obj"].object_list
        return context | {"lines": [self._line(approval) for approval in approvals]}

    def _line(self, approval: ExportApproval) -> dict[str, Any]:
        label = approval.standing_label(clock.now())
        is_own = approval.requester_id == self.request.user.pk
        return {
            "approval": approval,
            "label": label,
            "tone": TONES.get(label, "neutral"),
            "is_own": is_own,
            "may_decide": approval.state == State.ASKED and not is_own,
            "may_take": is_own and label == State.APPROVED.label,
        }


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    approval = visible_or_404(ExportApproval, request.user, pk)
    return answer(
        request,
        lambda: approve_export(actor=request.user, approval=approval),
        done="已批准，申请人会收到消息。",
        to=approval,
    )


class ExportRefuse(RecordFormView):
    """Say no, with the reason."""

    model = ExportApproval
    action = Action.APPROVE_EXPORTS
    form_class = ReasonForm
    heading = "不批准导出"
    submit_label = "不批准"
    done = "已退回，申请人会看到原因。"

    def perform(self, form: BaseForm) -> ExportApproval:
        return refuse_export(actor=self.request.user, approval=self.record, **form.cleaned_data)
