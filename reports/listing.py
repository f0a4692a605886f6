"""The records behind a figure, as rows that a page prints."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from covenants.models import Covenant, Project
from members.models import Member
from orgs.models import BudgetLine, CommunityWorker, Organization, Premises, ServiceCentre
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
    rows = territory.within(records(period), item.anchor, place).order_by()
    model = Member if item.key == "member" else rows.model
    return model._default_manager.filter(pk__in=rows.values(item.key)).for_list()


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
    amount = f"{getattr(record, item.amount)} {item.amount_unit}" if item.amount else ""
    if not is_visible:
        return Row(HIDDEN, "", "", amount)
    return Row(str(record), NOTES[type(record)](record), record.get_absolute_url(), amount)


def _organization(node: Organization) -> str:
    return f"{node.code} · {node.parent or node.district} · 成立 {node.established_on or '—'}"


def _covenant(covenant: Covenant) -> str:
    until = covenant.effective_to or "未约定期限"
    return f"{covenant.organization} · 签订 {covenant.signed_on or '—'} · 到期 {until}"


def _project(project: Project) -> str:
    return f"{project.lead} · {project.get_status_display()} · 确定 {project.confirmed_on or '—'}"


def _member(member: Member) -> str:
    return f"{member.unit} · {member.mobile_masked}"


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
    Project: _project,
    Member: _member,
    ServiceLog: _log,
    CommunityWorker: _worker,
    Premises: _premises,
    ServiceCentre: _centre,
    BudgetLine: _budget_line,
}
