"""共驻共建 of one place in full: covenants, relations, projects, money, 五共 (`/stats/`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.figures import Figure, figures_of
from reports.indicators import COVENANTS, FIVE_A, FIVE_B, FUNDS, PROJECT_STATES
from reports.periods import Period
from reports.place_tables import children_of, counted_here, table_of, total_of
from reports.places import parents_of
from reports.territory import territory_on
from reports.views.places import covenant_codes, day_asked, place_or_404

AGREEMENTS = ("S2", "S3", "S3.open", "S4.expired", "S4.in30", "S4.in60")
RELATIONS = ("S5", "S5.communities", "S5.units")
ON_TIME = ("S7", "S7.kept", "S7.due")
COLUMNS = ("S2", "S3", "S4.expired", "S4.in60", "S5", "S6", "S7", "S6.funds")
APART = "S6.without_covenant"
CODES = tuple(
    dict.fromkeys(
        (*AGREEMENTS, *RELATIONS, "S6", *PROJECT_STATES, APART, *ON_TIME, *FUNDS, *FIVE_B, *FIVE_A)
    )
)


@require_safe
def covenant_figures(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure of 共驻共建 of the place, and the main ones of each place below."""
    place = place_or_404(request, code)
    period = Period.as_known_on(day_asked(request))
    territory = territory_on(place, period.as_of)
    figures = {figure.code: figure for figure in figures_of(place, period, CODES, territory)}
    shown = {*covenant_codes(place)} | {*CODES} - {*COVENANTS}
    children = children_of(place, period, territory, COLUMNS)
    context = {
        "heading": f"{place.title} 共驻共建统计",
        "place": place,
        "parents": parents_of(place, request.user),
        "period": period,
        "agreements": counted_here(figures, AGREEMENTS),
        "relations": counted_here(figures, [code for code in RELATIONS if code in shown]),
        "projects": _sum(figures, PROJECT_STATES, "S6"),
        "apart": figures[APART],
        "on_time": [figures[code] for code in ON_TIME],
        "funds": _sum(figures, FUNDS[1:], FUNDS[0]),
        "five_b": _sum(figures, FIVE_B, "S6"),
        "five_a": _sum(figures, FIVE_A, "S6"),
        "below": table_of(figures, COLUMNS, children),
    }
    return render(request, "reports/covenant_figures.html", context)


def _sum(figures: Mapping[str, Figure], parts: Sequence[str], total: str) -> dict[str, Any]:
    """A table of parts that close with their total."""
    found = counted_here(figures, parts)
    return {"parts": found, "total": total_of(figures[total], [part.value for part in found])}
