"""A place's figures, down the tree and into the records (`/stats/`)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from common.violations import RuleViolation
from orgs.models import District
from orgs.policy import Action, roles_with
from orgs.scope import grants_of
from reports.figures import Figure, figures_of, figures_of_children
from reports.indicators import COUNTED, FLOWS, INDICATORS, STOCKS, SUPPORT
from reports.listing import describe, listed
from reports.periods import Period
from reports.places import find_place, parents_of, parse_day
from reports.selectors import has_service_by
from reports.territory import Place, territory_on

HEADLINE = ("S1.street", "S1.community", "S1.grid", "S2", "S6", "S8")
RATES = ("S12.rate", "S12.on_time", "S12.first_pass", "S12.return_rate")
BREAKDOWN = (
    "S1.community", "S1.grid", "S2", "S3", "S6", "S8", "S8.registered", "S9.times", "S9.hours",
    "S12.rate",
)  # fmt: skip
ROWS_PER_PAGE = 50


@require_safe
def place_home(request: HttpRequest) -> HttpResponse:
    """Lead to the figures of the user's own place."""
    for grant in grants_of(request.user):
        if grant.role in roles_with(Action.READ):
            return redirect("reports:place-detail", grant.place.code)
    raise Http404


@require_safe
def place_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Headline, flows, rates, and the same figures for each place below."""
    place = _place_or_404(request, code)
    period = Period.as_known_on(_day(request))
    territory = territory_on(place, period.as_of)
    figures = {f.code: f for f in figures_of(place, period, INDICATORS, territory)}
    year = figures_of(place, period.year_to_date(), FLOWS, territory)
    before = figures_of(place, period.year_before(), FLOWS, territory)
    if not has_service_by(territory.district, period.year_before().last):
        before = [None] * len(before)
    context = {
        "heading": f"{place.title} 工作统计",
        "place": place,
        "parents": parents_of(place),
        "period": period,
        "headline": _counted_here(figures, _headline(place)),
        "stocks": _counted_here(figures, [code for code in STOCKS if code not in HEADLINE]),
        "support": _support(figures),
        "flows": list(zip([figures[code] for code in FLOWS], year, before, strict=True)),
        "rates": [figures[code] for code in RATES],
        "columns": [INDICATORS[code] for code in _columns(place)],
        "children": (children := _children(place, period, territory)),
        "totals": [
            _total(figures[code], [row[index].value for _, row in children])
            for index, code in enumerate(_columns(place))
        ],
    }
    return render(request, "reports/place_detail.html", context)


@require_safe
def figure_records(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """Definition, exclusions and the records behind one figure of one place."""
    place = _place_or_404(request, code)
    item = INDICATORS.get(indicator)
    if item is None:
        raise Http404
    period = Period.as_known_on(_day(request))
    territory = territory_on(place, period.as_of)
    (figure,) = figures_of(place, period, [indicator], territory)
    parts = [item] if item.code in COUNTED else [COUNTED[item.numerator], COUNTED[item.denominator]]
    left_out = request.GET.get("out", "")
    records = parts[0].excluded.get(left_out, parts[0].records)
    rows = listed(parts[0], records, period, place, territory)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": f"{item.name}：{place.title}",
        "place": place,
        "figure": figure,
        "period": period,
        "parts": parts if len(parts) > 1 else [],
        "left_out": left_out if left_out in parts[0].excluded else "",
        "page_obj": page,
        "rows": SimpleLazyObject(lambda: describe(list(page), request.user, parts[0])),
    }
    return render(request, "reports/figure_records.html", context)


def _place_or_404(request: HttpRequest, code: str) -> Place:
    place = find_place(code, request.user)
    if place is None:
        raise Http404
    return place


def _day(request: HttpRequest) -> Any:
    """The as-of day of the address; an odd one is said and today is shown."""
    try:
        return parse_day(request.GET.get("as_of"))
    except RuleViolation as violation:
        messages.error(request, violation.message)
        return parse_day(None)


def _support(figures: dict[str, Figure]) -> list[tuple[Figure, Figure | None]]:
    """Each figure of 基层保障 with its share, if it has one; nothing below a community."""
    return [
        (figures[code], figures.get(f"{code}.share"))
        for code in SUPPORT
        if code in COUNTED and figures[code].value is not None
    ]


def _counted_here(figures: dict[str, Figure], codes: list[str]) -> list[Figure]:
    """Leave out what is not counted so deep in the tree."""
    return [figures[code] for code in codes if figures[code].value is not None]


def _headline(place: Place) -> list[str]:
    """Tiers above the place say nothing about it."""
    tier = 0 if isinstance(place, District) else place.tier
    return [code for code in HEADLINE if not code.startswith("S1.") or _tier(code) > tier]


def _tier(code: str) -> int:
    return COUNTED[code].anchor.tier


def _columns(place: Place) -> list[str]:
    tier = 0 if isinstance(place, District) else place.tier
    return [code for code in BREAKDOWN if not code.startswith("S1.") or _tier(code) > tier + 1]


def _children(place: Place, period: Period, territory: Any) -> list[Any]:
    if not isinstance(place, District) and place.tier >= 3:
        return []
    return figures_of_children(place, period, _columns(place), territory)


def _total(own: Figure, parts: list[Any]) -> dict[str, Any]:
    """分项合计 / 去重 / 差额 of one column; a rate has no sum."""
    if own.code not in COUNTED or own.value is None:
        return {"own": own, "sum": "—", "difference": ""}
    total = sum(part for part in parts if part is not None)
    return {"own": own, "sum": total, "difference": total - own.value}
