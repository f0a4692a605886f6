"""Columns of the list of monthly reports."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from common import clock
from reports.models import MonthlyReport
from reports.sheet import print_moment

Status = MonthlyReport.Status
TONES: dict[str, str] = {
    Status.FILLING: "warn",
    Status.SUBMITTED: "neutral",
    Status.APPROVED: "neutral",
    Status.LOCKED: "good",
}


def standing_of(report: MonthlyReport) -> dict[str, str]:
    """Return label and tone of the report's state; a returned one asks for attention."""
    tone = "bad" if report.is_returned else TONES[report.status]
    return {"label": report.status_label, "tone": tone}


class MonthlyReportTable(tables.Table):
    """One report a row."""

    month = tables.Column("月份")
    community = tables.Column(
        "社区", linkify=lambda record: record.get_absolute_url(), order_by=("community__code",)
    )
    street = tables.Column(
        "街道", accessor="community__parent__name", order_by=("community__parent__code",)
    )
    status = tables.Column("状态")
    due_at = tables.Column("上报截止")
    first_submitted_at = tables.Column("首次上报", empty_values=())
    return_count = tables.Column("退回次数")

    def render_month(self, record: MonthlyReport) -> str:
        return record.month.label

    def render_community(self, record: MonthlyReport) -> str:
        return record.community.name

    def value_status(self, record: MonthlyReport) -> str:
        return standing_of(record)["label"]

    def render_status(self, record: MonthlyReport) -> SafeString:
        return render_to_string("components/_status.html", standing_of(record))

    def render_due_at(self, record: MonthlyReport) -> str:
        return f"{record.due_on}"

    def render_first_submitted_at(self, record: MonthlyReport) -> str:
        late = "（逾期）" if record.is_late(clock.now()) else ""
        return print_moment(record.first_submitted_at) + late
