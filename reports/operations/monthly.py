"""Filling a monthly report: opening it, its texts, its overridden figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.text import normalise_line, normalise_text
from common.violations import RuleViolation, require
from orgs import scope
from orgs.models import Organization
from orgs.operations.months import mark_month
from orgs.policy import Action
from reports.due import due_at
from reports.figures import Figure, monthly_figures
from reports.models import FigureOverride, MonthlyReport, ReportAction, ReportExemption

NARRATIVE = ("highlights", "problems", "plans", "requests")


@transaction.atomic
def open_report(*, actor: User, community: Organization, month: Month) -> MonthlyReport:
    """Return the community's report of the month, made if it is not there yet: 填报中.

    Exactly one is made, also when two people open it at once: the constraint decides. Refuses
    `report.tier`, `report.not_over`, `report.before_founding`, `report.dissolved`,
    `report.exempted`.
    """
    scope.require(actor, Action.FILL_REPORTS, community)
    found = MonthlyReport.objects.of_month(month).filter(community=community).first()
    if found is not None:
        return found
    _check_month(community, month)
    report, is_new = MonthlyReport.objects.get_or_create(
        community=community,
        month=month,
        defaults={"due_at": due_at(month), "created_by": actor, "updated_by": actor},
    )
    if is_new:
        ReportAction.objects.create(report=report, kind=ReportAction.Kind.OPENED, actor=actor)
        write_audit(actor=actor, action="report.open", record=report)
        mark_month(community, month)
    return report


@transaction.atomic
def save_narrative(
    *, actor: User, report: MonthlyReport, version: int | None = None, **texts: str
) -> MonthlyReport:
    """Store the texts named in NARRATIVE. Refuses `report.state`, `record.stale`, `text.*`."""
    report = _lock_filling(actor, report)
    report.require_version(version)
    values = {name: _narrative(name, texts[name]) for name in NARRATIVE if name in texts}
    report.change(actor, **values)
    write_audit(
        actor=actor,
        action="report.write",
        record=report,
        lengths={name: len(text) for name, text in values.items()},
    )
    return report


@transaction.atomic
def override_figure(
    *, actor: User, report: MonthlyReport, code: str, stated: Decimal, reason: str
) -> FigureOverride:
    """State a value in place of the computed one, with the reason; a second one replaces it.

    Refuses `report.state`, `override.figure` (not one of the report), `override.value`,
    `override.same` (nothing to override), `text.*` (no reason).
    """
    report = _lock_filling(actor, report)
    figure = _figure(report, code)
    _check_stated(figure, stated)
    with _about("reason"):
        reason = normalise_line(reason, label="原因", limit=200)
    values = {"computed": figure.value, "stated": stated, "reason": reason}
    override = report.overrides.filter(code=code).first()
    if override is None:
        override = FigureOverride.objects.create_by(actor, report=report, code=code, **values)
    else:
        override.change(actor, **values)
    write_audit(
        actor=actor,
        action="report.override",
        record=report,
        code=code,
        computed=str(figure.value),
        stated=str(stated),
    )
    return override


@transaction.atomic
def remove_override(*, actor: User, report: MonthlyReport, code: str) -> MonthlyReport:
    """Let the computed value count again; nothing to remove is no fault."""
    report = _lock_filling(actor, report)
    removed, _ = report.overrides.filter(code=code).delete()
    if removed:
        write_audit(actor=actor, action="report.remove_override", record=report, code=code)
    return report


def lock_report(report: MonthlyReport) -> MonthlyReport:
    """Lock the report's row and read it again, with its community and street."""
    rows = MonthlyReport.objects.select_for_update(of=("self",))
    return rows.select_related("community__parent", "community__district").get(pk=report.pk)


def _lock_filling(actor: User, report: MonthlyReport) -> MonthlyReport:
    report = lock_report(report)
    scope.require(actor, Action.FILL_REPORTS, report)
    require(
        report.is_editable,
        f"月报现在是“{report.get_status_display()}”，不能再修改；需要更正请联系上级退回。",
        code="report.state",
    )
    return report


def _check_month(community: Organization, month: Month) -> None:
    """A month is reported from the first day after its end, by a committee that lived then."""
    last_day = month.last_day
    require(community.tier == Organization.Tier.COMMUNITY, "只有社区填报月报。", code="report.tier")
    require(
        last_day < clock.today(),
        f"{month.label}还没有结束，请在次月1日以后填报。",
        code="report.not_over",
        field="month",
    )
    require(
        community.established_on is not None and community.established_on <= last_day,
        f"{community.name}在{month.label}尚未成立，不用填报。",
        code="report.before_founding",
        field="month",
    )
    require(
        community.is_established(last_day),
        f"{community.name}在{month.label}已经撤销，请由承接的社区填报。",
        code="report.dissolved",
        field="month",
    )
    exemption = ReportExemption.objects.of_month(month).filter(community=community).first()
    if exemption is not None:
        raise RuleViolation(
            f"{month.label}已批准免报：{exemption.reason}", code="report.exempted", field="month"
        )


def _narrative(name: str, text: str) -> str:
    field = MonthlyReport._meta.get_field(name)
    with _about(name):
        return normalise_text(
            text, label=field.verbose_name, limit=field.max_length, required=False
        )


def _figure(report: MonthlyReport, code: str) -> Figure:
    for figure in monthly_figures(report.community, report.month):
        if figure.code == code and figure.value is not None:
            return figure
    raise RuleViolation("月报里没有这项指标，请重新选择。", code="override.figure", field="code")


def _check_stated(figure: Figure, stated: Decimal) -> None:
    require(
        stated >= 0 and stated.is_finite(),
        "填报数不能小于 0。",
        code="override.value",
        field="stated",
    )
    require(
        isinstance(figure.value, Decimal) or stated == stated.to_integral_value(),
        f"“{figure.name}”请填写整数。",
        code="override.value",
        field="stated",
    )
    require(
        stated != figure.value,
        "填报数与系统计算数相同，不用更正。",
        code="override.same",
        field="stated",
    )


@contextmanager
def _about(field: str) -> Iterator[None]:
    """Say which field a violated rule belongs to."""
    try:
        yield
    except RuleViolation as violation:
        raise RuleViolation(violation.message, code=violation.code, field=field) from None
