"""Who acts next on a monthly report, and what a user may do with it now."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from common import clock
from orgs.policy import Action
from orgs.scope import can
from reports.models import MonthlyReport, ReportAction
from reports.operations.lifecycle import TRANSITIONS

Kind = ReportAction.Kind
Status = MonthlyReport.Status


@dataclass(frozen=True)
class Step:
    """A button: where it leads, whether it is sent by POST, how it looks, what it asks first."""

    label: str
    url: str
    is_post: bool = True
    tone: str = ""
    confirm: str = ""


# Kind → address, whether a POST button (else a page with a form), tone, question before.
BUTTONS: dict[str, tuple[str, bool, str, str]] = {
    Kind.SUBMITTED: ("reports:report-submit", True, "primary", "上报后数字冻结，确定上报吗？"),
    Kind.APPROVED: ("reports:report-approve", True, "primary", ""),
    Kind.ACCEPTED: ("reports:report-accept", True, "primary", "审定后月报锁定，确定审定吗？"),
    Kind.RETURNED_BY_STREET: ("reports:report-return", False, "", ""),
    Kind.RETURNED_BY_DISTRICT: ("reports:report-return", False, "", ""),
    Kind.UNLOCKED: ("reports:report-unlock", False, "", ""),
}


def steps_of(report: MonthlyReport, user: Any) -> list[Step]:
    """Return the buttons of the state that the user has the right to press."""
    steps = []
    if report.is_editable and can(user, Action.FILL_REPORTS, report):
        url = reverse("reports:report-fill", args=[report.pk])
        steps.append(Step("填写文字", url, is_post=False))
    for kind, (name, is_post, tone, confirm) in BUTTONS.items():
        step = TRANSITIONS[kind]
        if step.before == report.status and can(user, step.right, report):
            url = reverse(name, args=[report.pk])
            steps.append(Step(step.label, url, is_post, tone, confirm))
    return steps


def print_due(day: datetime.date) -> str:
    """Return one sentence: until when a report is in time, and whether that has passed."""
    past = "（已过）" if day < clock.today() else ""
    return f"上报截止：{day.month}月{day.day}日24:00{past}。"


def next_step_of(report: MonthlyReport) -> str:
    """Return one sentence: who acts next and by when."""
    community, street = report.community, report.community.parent
    if report.is_editable and report.first_submitted_at is None:
        return f"请{community}核对数字、填写文字后上报。{print_due(report.due_on)}"
    return {
        Status.FILLING: f"请{community}按意见修改后尽快重新上报。",
        Status.SUBMITTED: f"等待{street}审核。",
        Status.APPROVED: f"等待{community.district}委组织部审定。",
        Status.LOCKED: "已由区里审定并锁定，无需再办。",
    }[Status(report.status)]
