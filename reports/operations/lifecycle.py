"""The life of a monthly report after filling: one function for each step.

Order in each: lock → read again → require the right → check the state → change → history →
audit → mark the month.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_text
from common.violations import RuleViolation, require
from orgs import scope
from orgs.operations.months import mark_month
from orgs.policy import Action
from reports.figures import digest, freeze
from reports.models import MonthlyReport, ReportAction, Snapshot
from reports.operations.monthly import lock_report
from reports.operations.notices import tell_community, tell_street

Kind = ReportAction.Kind
Status = MonthlyReport.Status


@dataclass(frozen=True)
class Transition:
    """Who may take a step (`right`), from which state to which, and what it is called."""

    label: str
    audit: str
    right: Action
    before: str
    after: str


TRANSITIONS: dict[str, Transition] = {
    Kind.SUBMITTED: Transition(
        "上报", "report.submit", Action.FILL_REPORTS, Status.FILLING, Status.SUBMITTED
    ),
    Kind.RETURNED_BY_STREET: Transition(
        "退回", "report.return", Action.REVIEW_REPORTS, Status.SUBMITTED, Status.FILLING
    ),
    Kind.APPROVED: Transition(
        "审核通过", "report.approve", Action.REVIEW_REPORTS, Status.SUBMITTED, Status.APPROVED
    ),
    Kind.RETURNED_BY_DISTRICT: Transition(
        "退回", "report.return", Action.ACCEPT_REPORTS, Status.APPROVED, Status.FILLING
    ),
    Kind.ACCEPTED: Transition(
        "审定", "report.accept", Action.ACCEPT_REPORTS, Status.APPROVED, Status.LOCKED
    ),
    Kind.UNLOCKED: Transition(
        "解锁", "report.unlock", Action.ACCEPT_REPORTS, Status.LOCKED, Status.FILLING
    ),
}
RETURNS = (Kind.RETURNED_BY_STREET, Kind.RETURNED_BY_DISTRICT)


@transaction.atomic
def submit_report(
    *, actor: User, report: MonthlyReport, version: int | None = None
) -> MonthlyReport:
    """填报中 → 已上报: freeze the figures; the first time decides whether it came late.

    Submitting again what one has just submitted gives the same answer and changes nothing.
    Refuses `report.state`, `report.problems` (存在问题 is empty), `record.stale`.
    """
    report = lock_report(report)
    scope.require(actor, Action.FILL_REPORTS, report)
    if report.status == Status.SUBMITTED and report.submitted_by_id == actor.pk:
        return report
    _check_state(report, Kind.SUBMITTED, version)
    require(
        bool(report.problems),
        "请先填写“存在问题”再上报；没有问题请写“无”。",
        code="report.problems",
        field="problems",
    )
    now = clock.now()
    snapshot = _freeze(actor, report)
    _take(
        actor,
        report,
        Kind.SUBMITTED,
        submitted_by=actor,
        first_submitted_at=report.first_submitted_at or now,
        return_comment="",
    )
    write_audit(actor=actor, action="report.freeze", record=snapshot, digest=snapshot.digest)
    tell_street(report, f"{report}已上报，请审核。")
    return report


@transaction.atomic
def approve_report(
    *, actor: User, report: MonthlyReport, version: int | None = None
) -> MonthlyReport:
    """已上报 → 街道审核通过, never by who submitted. Refuses `report.state`, `report.own`."""
    report = _lock_for(actor, report, Kind.APPROVED, version)
    _check_four_eyes(actor, report)
    return _take(actor, report, Kind.APPROVED, approved_by=actor)


@transaction.atomic
def return_report(
    *, actor: User, report: MonthlyReport, comment: str, version: int | None = None
) -> MonthlyReport:
    """Back to 填报中 with a comment: the street from 已上报, the district from 街道审核通过.

    Refuses `report.state`, `record.stale`, `text.*` (no comment).
    """
    report = lock_report(report)
    kind = _return_kind(actor, report)
    _check_state(report, kind, version)
    comment = normalise_text(comment, label="退回意见", limit=1000)
    _take(
        actor,
        report,
        kind,
        comment,
        return_comment=comment,
        return_count=report.return_count + 1,
        approved_by=None,
    )
    tell_community(report, f"{report}被退回，请按意见修改后重新上报。")
    return report


@transaction.atomic
def accept_report(
    *, actor: User, report: MonthlyReport, version: int | None = None
) -> MonthlyReport:
    """街道审核通过 → 区审定: seal the frozen figures, never by who submitted.

    Refuses `report.state`, `report.own`, `report.digest` (the frozen figures were altered).
    """
    report = _lock_for(actor, report, Kind.ACCEPTED, version)
    _check_four_eyes(actor, report)
    _seal(report)
    _take(actor, report, Kind.ACCEPTED, accepted_by=actor)
    tell_community(report, f"{report}已由区里审定。")
    return report


@transaction.atomic
def unlock_report(
    *, actor: User, report: MonthlyReport, reason: str, version: int | None = None
) -> MonthlyReport:
    """区审定 → 填报中, to be corrected; the sealed figures stay.

    Refuses `report.state`, `record.stale`, `text.*` (no reason).
    """
    report = _lock_for(actor, report, Kind.UNLOCKED, version)
    reason = normalise_text(reason, label="原因", limit=200)
    _take(
        actor,
        report,
        Kind.UNLOCKED,
        reason,
        return_comment=reason,
        approved_by=None,
        accepted_by=None,
    )
    tell_community(report, f"{report}已解锁，请更正后重新上报。")
    return report


def _lock_for(actor: User, report: MonthlyReport, kind: str, version: int | None) -> MonthlyReport:
    report = lock_report(report)
    scope.require(actor, TRANSITIONS[kind].right, report)
    _check_state(report, kind, version)
    return report


def _check_state(report: MonthlyReport, kind: str, version: int | None) -> None:
    step = TRANSITIONS[kind]
    require(
        report.status == step.before,
        f"月报现在是“{report.get_status_display()}”，不能{step.label}，请刷新页面查看最新情况。",
        code="report.state",
    )
    report.require_version(version)


def _check_four_eyes(actor: User, report: MonthlyReport) -> None:
    require(
        report.submitted_by_id != actor.pk,
        "上报人不能审核自己上报的月报，请换一位同志办理。",
        code="report.own",
    )


def _return_kind(actor: User, report: MonthlyReport) -> str:
    """Return which of the two returns is the actor's to make now."""
    kinds = [kind for kind in RETURNS if scope.can(actor, TRANSITIONS[kind].right, report)]
    if not kinds:
        raise PermissionDenied("您没有权限进行此操作。")
    fitting = [kind for kind in kinds if TRANSITIONS[kind].before == report.status]
    return (fitting or kinds)[0]


def _take(
    actor: User, report: MonthlyReport, kind: str, comment: str = "", **values: Any
) -> MonthlyReport:
    """Move the report on, with its history, audit and mark."""
    step = TRANSITIONS[kind]
    report.change(actor, status=step.after, **values)
    ReportAction.objects.create(report=report, kind=kind, actor=actor, comment=comment)
    write_audit(actor=actor, action=step.audit, record=report, comment=comment)
    mark_month(report.community, report.month)
    return report


def _freeze(actor: User, report: MonthlyReport) -> Snapshot:
    """Keep the figures of this moment, overridden ones with what was stated and why."""
    figures = freeze(report.community, report.month)
    overrides = {override.code: override for override in report.overrides.all()}
    for figure in figures:
        override = overrides.get(figure["code"])
        if override is not None:
            override.change(actor, computed=Decimal(figure["value"]))
            figure |= {"stated": str(override.stated), "reason": override.reason}
    return Snapshot.objects.create(
        report=report, as_of=report.month.last_day, figures=figures, digest=digest(figures)
    )


def _seal(report: MonthlyReport) -> None:
    snapshot = report.snapshots.order_by("created_at", "pk").last()
    if snapshot is None or digest(snapshot.figures) != snapshot.digest:
        raise RuleViolation(
            "冻结的数据与校验值不符，不能审定，请联系系统管理员。", code="report.digest"
        )
    snapshot.sealed_at = clock.now()
    snapshot.save(update_fields=["sealed_at"])
