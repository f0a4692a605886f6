"""The figures of a monthly report as its page, its API and its print show them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from reports.figures import Figure, monthly_figures
from reports.models import FigureOverride, MonthlyReport
from reports.operations.monthly import NARRATIVE


@dataclass(frozen=True)
class Line:
    """One figure of a report: computed by the system, perhaps stated otherwise with a reason."""

    code: str
    name: str
    unit: str
    version: int
    computed: str
    excluded: Mapping[str, int]
    stated: str = ""
    reason: str = ""

    @property
    def value(self) -> str:
        """What the report says: the stated value if there is one."""
        return self.stated or self.computed

    @property
    def excluded_text(self) -> str:
        parts = [f"{label} {count}" for label, count in self.excluded.items() if count]
        return "，".join(parts)


def lines_of(report: MonthlyReport) -> list[Line]:
    """Return the live figures while the report is being filled, afterwards the frozen ones."""
    if report.is_editable:
        overrides = {override.code: override for override in report.overrides.all()}
        figures = monthly_figures(report.community, report.month)
        return [_live(figure, overrides.get(figure.code)) for figure in figures]
    snapshot = report.snapshots.order_by("created_at", "pk").last()
    return [_frozen(figure) for figure in snapshot.figures] if snapshot else []


def plain(value: Decimal | str) -> str:
    """Return a decimal without the zeros that its column adds: 12.00 is 12, 3.50 is 3.5."""
    number = Decimal(value)
    return f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


def texts_of(report: MonthlyReport) -> list[tuple[str, str]]:
    """Return the four texts, each with what it is called."""
    fields = [MonthlyReport._meta.get_field(name) for name in NARRATIVE]
    return [(field.verbose_name, getattr(report, field.name)) for field in fields]


def history_of(report: MonthlyReport) -> list[dict[str, Any]]:
    """Return the steps of the report's life, newest first, each with its comment."""
    return [
        {
            "at": timezone.localtime(action.at),
            "actor_name": str(action.actor or "系统"),
            "text": action.get_kind_display() + (f"：{action.comment}" if action.comment else ""),
        }
        for action in report.actions.select_related("actor").order_by("-at", "-pk")
    ]


def print_moment(moment: datetime.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "未上报"


def _live(figure: Figure, override: FigureOverride | None) -> Line:
    return Line(
        figure.code,
        figure.name,
        figure.unit,
        figure.version,
        figure.text,
        figure.excluded,
        plain(override.stated) if override else "",
        override.reason if override else "",
    )


def _frozen(figure: Mapping[str, Any]) -> Line:
    return Line(
        figure["code"],
        figure["name"],
        figure["unit"],
        figure["version"],
        figure["value"],
        figure["excluded"],
        plain(figure["stated"]) if "stated" in figure else "",
        figure.get("reason", ""),
    )
