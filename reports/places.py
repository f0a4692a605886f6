"""Naming a place by its code: 6 digits a district, 12 a street or community, more below."""

import datetime
from typing import Any

from common import clock
from common.text import normalise_digits
from common.violations import RuleViolation, require
from orgs.models import District, Organization
from reports.territory import Place

FIRST_YEAR = 2000


def find_place(code: str, user: Any = None) -> Place | None:
    """Return the place of the code inside the user's scope (None: the system's own command)."""
    model: type[District] | type[Organization] = District if len(code) == 6 else Organization
    rows = model._default_manager.filter(code=code)
    if model is Organization:
        rows = rows.select_related("district", "parent")
    return (rows if user is None else rows.visible_to(user)).first()


def parse_day(text: str | None) -> datetime.date:
    """Return the as-of day: today when none is named; a future or odd one is refused."""
    if not text:
        return clock.today()
    try:
        day = datetime.date.fromisoformat(normalise_digits(text))
    except ValueError:
        raise RuleViolation("请按“2026-10-31”的样子填写日期。", code="figure.day") from None
    require(day <= clock.today(), "统计日期不能晚于今天。", code="figure.day")
    require(day.year >= FIRST_YEAR, "统计日期过早，请重新选择。", code="figure.day")
    return day


def parents_of(place: Place) -> list[Place]:
    """Return what lies above the place, the district first."""
    if isinstance(place, District):
        return []
    return [place.district, *place.get_ancestors().select_related("district")]
