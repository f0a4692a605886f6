"""Pages of the monthly report."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from common import clock
from orgs.forms import ReasonForm, RecordForm
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
    answer,
    visible_or_404,
)
from orgs.policy import Action
from orgs.scope import can, has_right
from reports.filters import MonthlyReportFilter
from reports.forms import NarrativeForm, OverrideForm, ReportOpenForm, ReturnForm
from reports.models import MonthlyReport
from reports.operations import lifecycle, monthly
from reports.sheet import history_of, lines_of, print_moment, texts_of
from reports.steps import next_step_of, steps_of
from reports.tables import MonthlyReportTable, standing_of

READ = (Action.READ,)
OPENED_BY = {"community", "month"}
Status = MonthlyReport.Status
OPENED: dict[str, str] = {
    Status.FILLING: "各项数字已由记录生成，请核对。",
    Status.SUBMITTED: "{month}月报已上报，等待街道审核。",
    Status.APPROVED: "{month}月报已由街道审核通过，等待区里审定。",
    Status.LOCKED: "{month}月报已由区里审定，不能再改。",
}


class ReportList(RegisterView):
    """The reports one may see."""

    rights = READ
    model = MonthlyReport
    table_class = MonthlyReportTable
    filterset_class = MonthlyReportFilter
    heading = "党建月报"
    empty_text = "还没有月报。每月1日起可以填报上个月的月报。"

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.FILL_REPORTS):
            return [("填报月报", reverse("reports:report-open"))]
        return []


class ReportOpen(OperationFormView):
    """Open a month: the report that is there, or a new one filled from records."""

    rights = (Action.FILL_REPORTS,)
    form_class = ReportOpenForm
    heading = "填报月报"
    submit_label = "开始填报"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET[name] for name in self.request.GET.keys() & OPENED_BY}

    def get_cancel_url(self) -> str:
        return reverse("reports:report-list")

    def perform(self, form: BaseForm) -> MonthlyReport:
        report = monthly.open_report(actor=self.request.user, **form.cleaned_data)
        self.done = opened(report)
        return report


def opened(report: MonthlyReport) -> str:
    """Return what there is to do with the month that was opened, or why there is nothing."""
    if report.is_returned:
        return f"{report.month.label}月报已退回，请按意见修改后重新上报。"
    return OPENED[report.status].format(month=report.month.label)


class ReportDetail(RecordView):
    """One report: figures, texts, who acts next, what happened so far."""

    rights = READ
    model = MonthlyReport
    template_name = "reports/report_detail.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("community__district", "submitted_by")

    def get_facts(self) -> list[tuple[str, Any]]:
        report = self.object
        late = "（逾期）" if report.is_late(clock.now()) else ""
        return [
            ("社区", report.community),
            ("月份", report.month.label),
            ("上报截止", f"{report.due_on:%Y-%m-%d} 24:00"),
            ("首次上报", print_moment(report.first_submitted_at) + late),
            ("上报人", report.submitted_by),
            ("退回次数", report.return_count),
        ]

    def get_next_step(self) -> str:
        return next_step_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, user = self.object, self.request.user
        return super().get_context_data(**kwargs) | {
            "standing": standing_of(report),
            "lines": lines_of(report),
            "texts": texts_of(report),
            "buttons": steps_of(report, user),
            "may_fill": report.is_editable and can(user, Action.FILL_REPORTS, report),
            "history": history_of(report),
            "form_key": uuid.uuid4(),
        }


class FillingView(RecordFormView):
    """A form that is open only while the report is being filled."""

    model = MonthlyReport
    action = Action.FILL_REPORTS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.is_editable:
            return super().get(request, *args, **kwargs)
        state = self.record.get_status_display()
        messages.error(request, f"月报现在是“{state}”，不能再修改；需要更正请联系上级退回。")
        return redirect(self.record)


class ReportFill(FillingView):
    """The four texts. A save on top of somebody else's comes back with both versions."""

    form_class = NarrativeForm
    template_name = "reports/report_fill.html"
    heading = "填写文字"
    submit_label = "保存"
    done = "已保存。核对无误后请上报。"

    def perform(self, form: BaseForm) -> MonthlyReport:
        return monthly.save_narrative(
            actor=self.request.user, report=self.record, **form.cleaned_data
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        is_stale = context["form"].has_error(NON_FIELD_ERRORS, code="record.stale")
        return context | {
            "report": self.record,
            "draft_name": f"report-{self.record.pk}",
            "theirs": texts_of(self.record) if is_stale else [],
        }


class ReportOverride(FillingView):
    """A stated value in place of a computed one, with the reason."""

    form_class = OverrideForm
    heading = "更正数字"
    submit_label = "保存"
    done = "已更正，上级审核时能看到原因。"

    def get_initial(self) -> dict[str, Any]:
        return {"code": self.request.GET.get("code", "")}

    def perform(self, form: BaseForm) -> MonthlyReport:
        values = {name: form.cleaned_data[name] for name in ("code", "stated", "reason")}
        monthly.override_figure(actor=self.request.user, report=self.record, **values)
        return self.record


@require_POST
def remove_override(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    report = visible_or_404(MonthlyReport, request.user, pk)
    return answer(
        request,
        lambda: monthly.remove_override(actor=request.user, report=report, code=code),
        done="已恢复系统计算数。",
        to=report,
    )


class StepButton(RecordFormView):
    """A button on the report's page: a form key, the version that was looked at, one step."""

    model = MonthlyReport
    form_class = RecordForm
    http_method_names = ["post"]
    step: ClassVar[Callable[..., MonthlyReport]]

    def perform(self, form: BaseForm) -> MonthlyReport:
        version = form.cleaned_data["version"]
        return type(self).step(actor=self.request.user, report=self.record, version=version)

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        for error in form.errors.as_data().values():
            messages.error(self.request, error[0].messages[0])
        return redirect(self.get_refused_url())

    def get_refused_url(self) -> str:
        return self.record.get_absolute_url()


class ReportSubmit(StepButton):
    """上报."""

    action = Action.FILL_REPORTS
    step = lifecycle.submit_report
    done = "已上报，等待街道审核。"

    def get_refused_url(self) -> str:
        if self.record.is_editable and not self.record.problems:
            return reverse("reports:report-fill", args=[self.record.pk])
        return super().get_refused_url()


class ReportApprove(StepButton):
    """街道审核通过."""

    action = Action.REVIEW_REPORTS
    step = lifecycle.approve_report
    done = "已审核通过，等待区里审定。"


class ReportAccept(StepButton):
    """区审定."""

    action = Action.ACCEPT_REPORTS
    step = lifecycle.accept_report
    done = "已审定，月报锁定。"


class ReportReturn(RecordFormView):
    """退回, by the street or by the district, whichever turn it is."""

    model = MonthlyReport
    form_class = ReturnForm
    heading = "退回月报"
    submit_label = "退回"
    done = "已退回，社区会收到消息。"

    @property
    def action(self) -> Action:
        is_district = can(self.request.user, Action.ACCEPT_REPORTS, self.record)
        return Action.ACCEPT_REPORTS if is_district else Action.REVIEW_REPORTS

    def perform(self, form: BaseForm) -> MonthlyReport:
        return lifecycle.return_report(
            actor=self.request.user, report=self.record, **form.cleaned_data
        )


class ReportUnlock(RecordFormView):
    """解锁更正, by the district."""

    model = MonthlyReport
    action = Action.ACCEPT_REPORTS
    form_class = ReasonForm
    heading = "解锁更正"
    submit_label = "解锁"
    done = "已解锁，社区可以更正后重新上报。"

    def perform(self, form: BaseForm) -> MonthlyReport:
        return lifecycle.unlock_report(
            actor=self.request.user, report=self.record, **form.cleaned_data
        )
