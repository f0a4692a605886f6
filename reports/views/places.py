"""A place's figures, down the tree and into the records (`/stats/`)."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from common.violations import RuleViolation
from orgs.models import District, Organization
from orgs.policy import Action, roles_with
from orgs.scope import grants_of
from reports.figures import Figure, figures_of
from reports.indicators import (
    CHECK_INS,
    COUNTED,
    COVENANTS,
    FLOWS,
    INDICATORS,
    ON_PLACE_PAGE,
    STOCK_SUM,
    STOCKS,
    SUPPORT,
    UNIT_KINDS,
)
from reports.listing import describe, listed
from reports.periods import Period
from reports.place_tables import children_of, counted_here, table_of, total_of
from reports.places import find_place, parents_of, parse_day
from reports.selectors import has_service_by
from reports.stock_sum import stock_lines
from reports.territory import Place, territory_on

HEADLINE = ("S1.street", "S1.community", "S1.grid", "S2", "S6", "S8")
RATES = ("S12.rate", "S12.on_time", "S12.first_pass", "S12.return_rate")
BREAKDOWN = (
    "S1.community", "S1.grid", "S2", "S3", "S6", "S8", "S9.times", "S9.hours",
    "S12.rate",
)  # fmt: skip
CHECK_IN_COLUMNS = (
    "S8.all", "S8.registered", "S8.incomplete", "S8.inbound", "S8.outside", "S8.exempt",
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
    place = place_or_404(request, code)
    period = Period.as_known_on(day_asked(request))
    territory = territory_on(place, period.as_of)
    figures = {
        f.code: f for f in figures_of(place, period, ON_PLACE_PAGE, territory, is_brief=True)
    }
    so_far = figures_of(
        place, period.year_to_date(), (*FLOWS, *STOCK_SUM), territory, is_brief=True
    )
    year, stock_year = so_far[: len(FLOWS)], so_far[len(FLOWS) :]
    before = figures_of(place, period.year_before(), FLOWS, territory, is_brief=True)
    if not has_service_by(territory.district, period.year_before().last):
        before = [None] * len(before)
    columns = _columns(place)
    children = children_of(place, period, territory, [*columns, *CHECK_IN_COLUMNS])
    context = {
        "heading": f"{place.title} 工作统计",
        "place": place,
        "parents": parents_of(place, request.user),
        "period": period,
        "headline": counted_here(figures, _headline(place)),
        "stocks": counted_here(figures, [code for code in STOCKS if code not in HEADLINE]),
        "covenants": counted_here(figures, covenant_codes(place)),
        "support": _support(figures),
        "check_ins": counted_here(figures, _check_ins(place)),
        "stock_sum": stock_lines(figures, {figure.code: figure for figure in stock_year}),
        "kinds": (kinds := counted_here(figures, UNIT_KINDS[:-1])),
        "kinds_total": total_of(figures[UNIT_KINDS[-1]], [figure.value for figure in kinds]),
        "flows": list(zip([figures[code] for code in FLOWS], year, before, strict=True)),
        "rates": [figures[code] for code in RATES],
        "below": table_of(figures, columns, [(one, row[: len(columns)]) for one, row in children]),
        "checked_in_below": table_of(
            figures, CHECK_IN_COLUMNS, [(one, row[len(columns) :]) for one, row in children]
        ),
    }
    return render(request, "reports/place_detail.html", context)


@require_safe
def figure_records(request: HttpRequest, code: str, indicator: str) -> HttpResponse:
    """Definition, exclusions and the records behind one figure of one place."""
    place = place_or_404(request, code)
    item = INDICATORS.get(indicator)
    if item is None:
        raise Http404
    period = Period.as_known_on(day_asked(request))
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


def place_or_404(request: HttpRequest, code: str) -> Place:
    place = find_place(code, request.user)
    if place is None:
        raise Http404
    return place


def day_asked(request: HttpRequest) -> datetime.date:
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


def _headline(place: Place) -> list[str]:
    """Tiers above the place say nothing about it."""
    tier = 0 if isinstance(place, District) else place.tier
    return [code for code in HEADLINE if not code.startswith("S1.") or _tier(code) > tier]


def _tier(code: str) -> int:
    return COUNTED[code].anchor.tier


def _columns(place: Place) -> list[str]:
    tier = 0 if isinstance(place, District) else place.tier
    return [code for code in BREAKDOWN if not code.startswith("S1.") or _tier(code) > tier + 1]


def covenant_codes(place: Place) -> list[str]:
    """A community is not one of those that lack a covenant; its page says so in S3."""
    has_communities = isinstance(place, District) or place.tier < Organization.Tier.COMMUNITY
    return [code for code in COVENANTS if has_communities or code != "S5.communities"]


def _check_ins(place: Place) -> list[str]:
    """A community is one community."""
    has_communities = isinstance(place, District) or place.tier < Organization.Tier.COMMUNITY
    return [code for code in CHECK_INS if has_communities or code != "S8.communities"]
