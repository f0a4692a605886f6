"""What members offer at a place, and who they are for those who may know (`/stats/`)."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from common import clock
from orgs.models import District
from orgs.policy import Action
from orgs.scope import has_right
from reports.figures import figures_of
from reports.indicators import COUNTED
from reports.listing import describe
from reports.offers import (
    CATEGORIES,
    DAYS,
    KINDS,
    SLOTS,
    SMALLEST_CELL,
    members_behind,
    offers_at,
)
from reports.periods import Period
from reports.places import find_place, neighbourhood
from reports.territory import Place
from reports.views.places import day_asked

ROWS_PER_PAGE = 50


class OffersForm(forms.Form):
    """Which members, which intention, on which day."""

    kind = forms.ChoiceField(
        label="报到时单位", choices=[("", "全部"), *KINDS.items()], required=False
    )
    category = forms.ChoiceField(
        label="服务意向", choices=[("", "全部"), *CATEGORIES.items()], required=False
    )
    as_of = forms.DateField(
        label="统计日期",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


@require_safe
def offers(request: HttpRequest, code: str) -> HttpResponse:
    """The heat table of one place."""
    place, is_open = _place_or_404(request, code)
    day = day_asked(request) if is_open else clock.today()
    wish = _wish(request, is_open=is_open)
    found = offers_at(place, day, **wish)
    rows = found.rows(is_open=is_open)
    context = {
        "heading": f"{place.title} 服务意向与时间",
        "place": place,
        "district": None if isinstance(place, District) else place.district,
        "back": _back(request, place, day, is_open=is_open),
        "day": day,
        "is_open": is_open,
        "form": OffersForm(initial={**wish, "as_of": day}),
        "days": [label for _, label, _ in DAYS],
        "slots": SLOTS.values(),
        "rows": rows,
        "totals": found.totals(is_open=is_open),
        "is_empty": not found.people(),
        "smallest": SMALLEST_CELL,
        "registered": _registered(place, day) if is_open else None,
        "query": urlencode({"kind": wish["kind"], "as_of": day.isoformat()}),
    }
    return render(request, "reports/offers.html", context)


@require_safe
def offer_members(request: HttpRequest, code: str) -> HttpResponse:
    """The members behind one cell or sum."""
    place, is_open = _place_or_404(request, code)
    if not is_open:
        raise PermissionDenied
    day, slot = day_asked(request), _known(request, "slot", SLOTS)
    wish = _wish(request, is_open=True)
    people = offers_at(place, day, **wish).people(slot=slot)
    page = Paginator(members_behind(people), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    labels = [CATEGORIES.get(wish["category"], "各类意向"), *([SLOTS[slot].label] if slot else [])]
    context = {
        "heading": f"{'、'.join(labels)}：{place.title}",
        "place": place,
        "day": day,
        "count": len(people),
        "page_obj": page,
        "rows": describe(list(page), request.user, COUNTED["S8.registered"]),
        "query": urlencode({"kind": wish["kind"], "as_of": day.isoformat()}),
    }
    return render(request, "reports/offer_members.html", context)


def _back(
    request: HttpRequest, place: Place, day: datetime.date, *, is_open: bool
) -> tuple[str, str]:
    """Where the reader came from: this place's figures, the own ones, or the own unit."""
    if is_open:
        url = reverse("reports:place-detail", args=[place.code])
        return f"返回{place.title}统计", f"{url}?as_of={day.isoformat()}"
    if has_right(request.user, Action.READ):
        return "返回统计", reverse("reports:place-home")
    return "返回本单位", reverse("reports:unit-home")


def _place_or_404(request: HttpRequest, code: str) -> tuple[Place, bool]:
    """Return the place, and whether the user reads its members; the district's is for all of it."""
    place = find_place(code, request.user)
    if place is not None:
        return place, True
    place = neighbourhood(code, request.user)
    if place is None:
        raise Http404
    return place, False


def _wish(request: HttpRequest, *, is_open: bool) -> dict[str, str]:
    """What the address asks for. Who sees small cells hidden cannot take the table apart."""
    if not is_open:
        return {"kind": "", "category": ""}
    return {
        "kind": _known(request, "kind", KINDS),
        "category": _known(request, "category", CATEGORIES),
    }


def _known(request: HttpRequest, name: str, choices: Any) -> str:
    value = request.GET.get(name, "")
    return value if value in choices else ""


def _registered(place: Place, day: datetime.date) -> Any:
    (figure,) = figures_of(place, Period.as_known_on(day), ["S8.registered"])
    return figure
