"""The records behind a figure, as rows that a page prints."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone

from covenants.models import Covenant, CovenantParty, Project
from members.models import CheckIn, Member
from orgs.models import (
    BudgetLine,
    CommunityWorker,
    Organization,
    Premises,
    ResidentUnit,
    ServiceCentre,
)
from reports.indicators import Indicator
from reports.periods import Period
from reports.selectors import Records
from reports.territory import Place, Territory
from services.models import ServiceLog

HIDDEN = "（已不在您的管理范围，不显示个人信息）"


@dataclass(frozen=True)
class Row:
    """One record: what it is, what else there is to know, where to open it, its contribution."""

    text: str
    note: str
    url: str
    contribution: str


def listed(
    item: Indicator, records: Records, period: Period, place: Place, territory: Territory
) -> QuerySet:
    """Return each counted key once: as many rows as the figure says."""
    period = period.with_heirs(territory.heirs)
    rows = territory.within(records(period), item.anchor, place).order_by()
    keys = rows.annotate(_key=item.counted_once()).values("_key")
    if item.amount:  # which may be computed beside the record
        return records(period).filter(pk__in=keys).for_list()
    model = Member if item.key == "member" else rows.model
    return model._default_manager.filter(pk__in=keys).for_list()


def describe(records: list[Model], user: Any, item: Indicator) -> list[Row]:
    """Turn a page of records into rows; what the user may not see today stays without names."""
    if not records:
        return []
    model = type(records[0])
    keys = [record.pk for record in records]
    visible = set(
        model._default_manager.filter(pk__in=keys).visible_to(user).values_list("pk", flat=True)
    )
    return [_row(record, record.pk in visible, item) for record in records]


def _row(record: Any, is_visible: bool, item: Indicator) -> Row:
    # What was left out has no amount.
    counted = getattr(record, item.amount, None) if item.amount else None
    text = f"{counted:,.2f}" if counted is not None and item.is_decimal else counted
    amount = "" if counted is None else f"{text} {item.amount_unit}"
    if not is_visible:
        return Row(HIDDEN, "", "", amount)
    return Row(str(record), NOTES[type(record)](record), record.get_absolute_url(), amount)


def _organization(node: Organization) -> str:
    return f"{node.code} · {node.parent or node.district} · 成立 {node.established_on or '—'}"


def _covenant(covenant: Covenant) -> str:
    signed = covenant.signed_on or "—"
    return f"{covenant.organization} · 签订 {signed} · {_covenant_end(covenant)}"


def _covenant_end(covenant: Covenant) -> str:
    return f"到期 {covenant.effective_to or '未约定期限'}"


def _side(party: CovenantParty) -> str:
    covenant = party.covenant
    return f"甲方 {covenant.organization} · {_covenant_end(covenant)}"


def _project(project: Project) -> str:
    return f"{project.lead} · {project.get_status_display()} · 确定 {project.confirmed_on or '—'}"


def _member(member: Member) -> str:
    return member.unit_label


def _check_in(check_in: CheckIn) -> str:
    accepted = timezone.localdate(check_in.accepted_at) if check_in.accepted_at else "—"
    note = f"{check_in.community} · 接收 {accepted}"
    if check_in.closed_on:
        note += f" · {check_in.get_close_reason_display()} {check_in.closed_on}"
    return note


def _unit(unit: ResidentUnit) -> str:
    declared = "未申报" if unit.declared_members is None else f"申报 {unit.declared_members} 人"
    return f"{unit.get_category_display()} · {unit.located_in or '未填所在社区'} · {declared}"


def _log(log: ServiceLog) -> str:
    return f"{log.community} · {log.get_category_display()} · {log.counted_minutes or 0} 分钟"


def _worker(worker: CommunityWorker) -> str:
    return f"{worker.organization} · {worker.get_structure_display()} · 到岗 {worker.started_on}"


def _premises(premises: Premises) -> str:
    return f"{premises.organization} · {premises.get_tenure_display()} · {premises.area} 平方米"


def _centre(centre: ServiceCentre) -> str:
    return f"{centre.organization} · {centre.get_status_display()} · 启用 {centre.opened_on or '—'}"


def _budget_line(line: BudgetLine) -> str:
    return f"{line.organization} · {line.amount} 元"


NOTES: dict[type, Callable[[Any], str]] = {
    Organization: _organization,
    Covenant: _covenant,
    CovenantParty: _side,
    Project: _project,
    Member: _member,
    CheckIn: _check_in,
    ResidentUnit: _unit,
    ServiceLog: _log,
    CommunityWorker: _worker,
    Premises: _premises,
    ServiceCentre: _centre,
    BudgetLine: _budget_line,
}
