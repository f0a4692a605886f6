"""Figures of a place side by side with those of the places below it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orgs.models import District
from reports.figures import Figure, figures_of_children
from reports.indicators import COUNTED, INDICATORS
from reports.periods import Period
from reports.territory import Place, Territory


def counted_here(figures: Mapping[str, Figure], codes: Iterable[str]) -> list[Figure]:
    """Leave out what is not counted so deep in the tree."""
    return [figures[code] for code in codes if figures[code].value is not None]


def children_of(
    place: Place, period: Period, territory: Territory, codes: Sequence[str]
) -> list[Any]:
    """Return each place below with its figures; below a grid none are counted."""
    if not isinstance(place, District) and place.tier >= 3:
        return []
    return figures_of_children(place, period, codes, territory)


def table_of(
    figures: dict[str, Figure], codes: Sequence[str], rows: list[tuple[Any, list[Figure]]]
) -> dict[str, Any]:
    """A table of the places below: only the columns that are counted there."""
    kept = [
        index
        for index, code in enumerate(codes)
        if figures[code].value is not None or any(row[index].value is not None for _, row in rows)
    ]
    return {
        "columns": [INDICATORS[codes[index]] for index in kept],
        "rows": [(child, [row[index] for index in kept]) for child, row in rows],
        "totals": [
            total_of(figures[codes[index]], [row[index].value for _, row in rows]) for index in kept
        ],
    }


def total_of(own: Figure, parts: list[Any]) -> dict[str, Any]:
    """分项合计 / 去重 / 差额 of one column; a rate has no sum."""
    if own.code not in COUNTED or own.value is None:
        return {"own": own, "sum": "—", "difference": ""}
    total = sum(part for part in parts if part is not None)
    difference = total - own.value
    if own.indicator.is_decimal:
        return {
            "own": own,
            "sum": f"{total:,.2f}",
            "difference": f"{difference:,.2f}" if difference else "",
        }
    return {"own": own, "sum": total, "difference": difference}
