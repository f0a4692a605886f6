"""Figures computed from the declarations: for one place, for its children, for freezing.

All figures of one page come from one query: each is a scalar sub-select correlated with the
place, so the number of queries does not depend on figures, places or rows.
"""

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from common.months import Month
from common.numbers import percentage
from orgs.models import District, Organization
from reports.indicators import COUNTED, INDICATORS, REPORTED, Indicator, Number, Ratio
from reports.periods import Period
from reports.territory import Anchor, Place, Territory, territory_on

EXCLUDED = "__out__"


@dataclass(frozen=True)
class Figure:
    """数字: a value with its definition, its day and what was left out; None prints "—"."""

    indicator: Indicator | Ratio
    value: Number | None
    as_of: datetime.date
    excluded: Mapping[str, int]

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def name(self) -> str:
        return self.indicator.name

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def definition(self) -> str:
        return self.indicator.definition

    @property
    def version(self) -> int:
        return self.indicator.version

    @property
    def text(self) -> str:
        """The value as printed; a rate carries its per cent sign and no other unit."""
        if self.value is None:
            return "—"
        if isinstance(self.indicator, Ratio):
            return f"{self.value}%"
        return f"{self.value:,.2f}" if self.indicator.is_decimal else str(self.value)

    @property
    def note(self) -> str:
        """What stands beside the value: 2134 reads "2100多名" in the essay's way."""
        if self.code != "S8" or not self.value or self.value < 100:
            return ""
        hundreds = self.value // 100 * 100
        return f"{hundreds}名" if hundreds == self.value else f"{hundreds}多名"

    @property
    def excluded_text(self) -> str:
        parts = [f"{label} {count}" for label, count in self.excluded.items() if count]
        return f"已剔除：{'，'.join(parts)}" if parts else "无剔除"

    def as_json(self) -> dict[str, Any]:
        """The figure as the API and the command give it; decimals as numbers."""
        return {
            "code": self.code,
            "name": self.name,
            "value": float(self.value) if isinstance(self.value, Decimal) else self.value,
            "unit": self.unit or "%",
            "as_of": self.as_of.isoformat(),
            "formula_version": self.version,
            "excluded": dict(self.excluded),
        }


def figures_of(
    place: Place,
    period: Period,
    codes: Iterable[str] = INDICATORS,
    territory: Territory | None = None,
    *,
    is_brief: bool = False,
) -> list[Figure]:
    """Return the figures of one place, in the order of `codes`; one query plus the tree's two.

    `is_brief`: what was left out is not counted, for a page that does not show it.
    """
    territory = territory or territory_on(place, period.as_of)
    rows = type(place)._default_manager.filter(pk=place.pk)
    return _figures_by_row(rows, place, territory, period, codes, is_brief=is_brief)[place.pk]


def figures_of_children(
    place: Place, period: Period, codes: Iterable[str], territory: Territory
) -> list[tuple[Organization, list[Figure]]]:
    """Return each child of the place on that day with its brief figures, in two queries."""
    tier = 1 if isinstance(place, District) else place.tier + 1
    example = Organization(tier=tier)
    children = children_on(place, territory, tier)
    figures = _figures_by_row(children, example, territory, period, codes, is_brief=True)
    return [(child, figures[child.pk]) for child in children.in_order()]


def children_on(place: Place, territory: Territory, tier: int) -> QuerySet:
    """Return the place's children of that day: established then, or planned and still there."""
    nodes = Organization.objects.of_tier(tier).exclude(dissolved_on__lte=territory.day)
    return territory.within(nodes, Anchor("", "district", tier=tier), place)


def _figures_by_row(
    rows: QuerySet,
    place: Place,
    territory: Territory,
    period: Period,
    codes: Iterable[str],
    *,
    is_brief: bool,
) -> dict[int, list[Figure]]:
    codes = list(codes)
    needed = _counted_codes(codes)
    period = period.with_heirs(territory.heirs)
    columns: dict[str, Any] = {}
    for code in needed:
        item = COUNTED[code]
        if not territory.reaches(item.anchor, place):
            continue
        columns[_name(code)] = _scalar(item, item.records(period), place, territory)
        left_out = () if is_brief else item.excluded.values()
        for index, records in enumerate(left_out):
            name = f"{_name(code)}{EXCLUDED}{index}"
            columns[name] = _scalar(item, records(period), place, territory, is_count=True)
    values = rows.order_by().annotate(**columns).values("pk", *columns)
    return {row["pk"]: [_figure(code, row, period) for code in codes] for row in values}


def _counted_codes(codes: Sequence[str]) -> list[str]:
    needed: dict[str, None] = {}
    for code in codes:
        item = INDICATORS[code]
        parts = [item.numerator, item.denominator] if isinstance(item, Ratio) else [code]
        needed |= dict.fromkeys(parts)
    return list(needed)


def _name(code: str) -> str:
    return code.replace(".", "_").lower()


def _scalar(
    item: Indicator,
    records: QuerySet,
    place: Place,
    territory: Territory,
    is_count: bool = False,
) -> Any:
    """Return the sub-select that measures the records of the outer row's place."""
    if item.amount and item.anchor.is_many:
        # A record that hangs on two nodes of the place gives its amount once.
        key = OuterRef(OuterRef("pk"))
        there = territory.within(records, item.anchor, place, key=key).order_by().values("pk")
        here = records.filter(pk__in=there)
    else:
        here = territory.within(records, item.anchor, place, key=OuterRef("pk"))
    measure = item.count() if is_count else item.measure()
    column = here.order_by().values(_all=Value(1)).annotate(_measure=measure).values("_measure")[:1]
    output = IntegerField() if is_count else item.column()
    return Coalesce(Subquery(column, output_field=output), Value(0, output_field=output))


def _figure(code: str, row: Mapping[str, Any], period: Period) -> Figure:
    item = INDICATORS[code]
    if not all(_name(part) in row for part in _counted_codes([code])):
        return Figure(item, None, period.as_of, {})  # not counted so deep in the tree
    if isinstance(item, Ratio):
        numerator, denominator = row[_name(item.numerator)], row[_name(item.denominator)]
        value = percentage(numerator, denominator) if denominator >= item.minimum else None
        return Figure(item, value, period.as_of, {})
    excluded = {
        label: row[name]
        for index, label in enumerate(item.excluded)
        if (name := f"{_name(code)}{EXCLUDED}{index}") in row
    }
    return Figure(item, item.finish(row[_name(code)]), period.as_of, excluded)


def monthly_figures(community: Organization, month: Month) -> list[Figure]:
    """Return the figures that belong in a community's report of the month."""
    return figures_of(community, Period.of_month(month), [item.code for item in REPORTED])


def freeze(community: Organization, month: Month) -> list[dict[str, Any]]:
    """Return the report's figures with the ids and contributions behind them, ready for JSON."""
    return freeze_many([community], month)[community.pk]


def freeze_many(
    communities: Sequence[Organization], month: Month
) -> dict[int, list[dict[str, Any]]]:
    """Freeze the month of several communities of one district: one query per figure."""
    period = Period.of_month(month)
    territory = territory_on(communities[0], period.as_of)
    period = period.with_heirs(territory.heirs)
    frozen: dict[int, list[dict[str, Any]]] = {community.pk: [] for community in communities}
    for item in REPORTED:
        behind = _contributions(item, territory, period, frozen)
        excluded = _excluded_by_community(item, territory, period, frozen)
        for pk, figures in frozen.items():
            figures.append(_frozen(item, behind[pk], excluded[pk]))
    return frozen


def _contributions(
    item: Indicator, territory: Territory, period: Period, keys: Iterable[int]
) -> dict[int, dict[int, int]]:
    """Return community → (record id → contribution): minutes of a sum, 1 of a count."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = territory.by_node(item.records(period), item.anchor, Organization.Tier.COMMUNITY)
    if rows is None:
        return found
    amount = F(item.amount) if item.amount else Value(1)
    rows = rows.order_by().annotate(_key=item.counted_once(), _amount=amount)
    rows = rows.filter(_node__in=list(keys)).values_list("_node", "_key", "_amount")
    for place, key, value in rows:
        found[place][key] = value
    return found


def _excluded_by_community(
    item: Indicator, territory: Territory, period: Period, keys: Iterable[int]
) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(item.excluded, 0))
    for label, records in item.excluded.items():
        rows = territory.by_node(records(period), item.anchor, Organization.Tier.COMMUNITY)
        if rows is None:
            continue
        rows = rows.filter(_node__in=list(keys)).order_by()
        counts = rows.values("_node").annotate(_count=item.count()).values_list("_node", "_count")
        for place, count in counts:
            found[place][label] = count
    return found


def _frozen(
    item: Indicator, records: Mapping[int, int], excluded: Mapping[str, int]
) -> dict[str, Any]:
    value = item.finish(sum(records.values()))
    return {
        "code": item.code,
        "name": item.name,
        "unit": item.unit,
        "version": item.version,
        "value": str(value),
        "records": sorted(records.items()),
        "excluded": dict(excluded),
    }


def digest(figures: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of the canonical JSON of frozen figures, 64 hex digits."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
