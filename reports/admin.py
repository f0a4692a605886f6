"""The register of monthly reports in the web admin; acceptance and return call the operations."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from common.months import Month
from orgs.admin import RegisterAdmin
from orgs.policy import Action
from orgs.scope import has_right
from reports.forms import CommentForm
from reports.models import MonthlyReport, ReportExemption
from reports.operations.lifecycle import accept_report, return_report
from reports.periods import last_finished_month


class MonthListFilter(admin.SimpleListFilter):
    """One of the last twelve finished months."""

    title = "月份"
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        months = [last_finished_month().plus(-step) for step in range(12)]
        return [(str(month), month.label) for month in months]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        chosen = dict(self.lookup_choices)
        return rows.of_month(Month.parse(self.value())) if self.value() in chosen else rows


@admin.register(MonthlyReport)
class MonthlyReportAdmin(RegisterAdmin):
    """党建工作月报."""

    list_display = [
        "community", "month_label", "state", "due_on", "first_submitted_at", "return_count",
    ]  # fmt: skip
    list_filter = ["status", MonthListFilter]
    list_select_related = ["community"]
    search_fields = ["community__name", "community__code"]
    ordering = ["-month", "community__code"]
    fields = [
        "community", "month_label", "state", "highlights", "problems", "plans", "requests",
        "due_on", "opened_at", "first_submitted_at", "submitted_by", "approved_by", "accepted_by",
        "return_count", "return_comment",
    ]  # fmt: skip
    actions = ["accept_chosen", "return_chosen"]

    @admin.display(description="月份", ordering="month")
    def month_label(self, report: MonthlyReport) -> str:
        return report.month.label

    @admin.display(description="状态", ordering="status")
    def state(self, report: MonthlyReport) -> str:
        return report.status_label

    @admin.display(description="上报截止", ordering="due_at")
    def due_on(self, report: MonthlyReport) -> str:
        return f"{report.due_on:%Y-%m-%d}"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if may_accept(request) else {}

    @admin.action(description="审定所选月报")
    def accept_chosen(self, request: HttpRequest, chosen: QuerySet[MonthlyReport]) -> None:
        self._run(request, chosen, accept_report, "审定")

    @admin.action(description="退回所选月报")
    def return_chosen(
        self, request: HttpRequest, chosen: QuerySet[MonthlyReport]
    ) -> HttpResponse | None:
        """Ask for the comment first; it goes to every chosen community."""
        form = CommentForm(request.POST if "comment" in request.POST else None)
        if form.is_valid():
            self._run(request, chosen, return_report, "退回", comment=form.cleaned_data["comment"])
            return None
        return self.ask_first(
            request,
            chosen.select_related("community"),
            form,
            title="退回月报",
            question=f"将退回以下 {chosen.count()} 份月报，社区会收到退回意见：",
            action="return_chosen",
            button="退回",
        )

    def _run(
        self,
        request: HttpRequest,
        chosen: QuerySet[MonthlyReport],
        operation: Callable[..., MonthlyReport],
        label: str,
        **values: str,
    ) -> None:
        if not may_accept(request):
            raise PermissionDenied
        self.run_on_each(
            request,
            chosen.select_related("community"),
            lambda report: operation(actor=request.user, report=report, **values),
            done=f"已{label} {{count}} 份月报。",
        )


@admin.register(ReportExemption)
class ReportExemptionAdmin(RegisterAdmin):
    """免报."""

    list_display = ["community", "month", "reason", "created_by", "created_at"]
    list_select_related = ["community", "created_by"]
    ordering = ["-month", "community__code"]


def may_accept(request: HttpRequest) -> bool:
    """Whether the actions are shown at all; each report is checked by its operation."""
    return has_right(request.user, Action.ACCEPT_REPORTS)
