"""Naming a place by its code: 6 digits a district, 12 a street or community, more below."""

import datetime
from typing import Any

from common import clock
from common.text import normalise_digits
from common.violations import RuleViolation, require
from orgs.models import District, Organization
from orgs.policy import Action, roles_with
from orgs.scope import grants_of
from reports.territory import Place

FIRST_YEAR = 2000
DISTRICT_DIGITS = 6


def find_place(code: str, user: Any = None) -> Place | None:
    """Return the place of the code inside the user's scope (None: the system's own command)."""
    is_district = len(code) == DISTRICT_DIGITS
    model: type[District] | type[Organization] = District if is_district else Organization
    rows = model._default_manager.filter(code=code)
    if model is Organization:
        rows = rows.select_related("district", "parent")
    return (rows if user is None else rows.visible_to(user)).first()


def neighbourhood(code: str, user: Any) -> District | None:
    """Return the district of the code if the user works in it: at a place of it or for a unit."""
    district = find_place(code) if len(code) == DISTRICT_DIGITS else None
    roles = roles_with(Action.READ, Action.READ_OWN_UNIT)
    places = [grant.place for grant in grants_of(user) if grant.role in roles]
    homes = {getattr(place, "district_id", place.pk) for place in places}
    return district if district is not None and district.pk in homes else None


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


def parents_of(place: Place, user: Any) -> list[tuple[Place, bool]]:
    """Return what lies above the place, the district first, and whether the user may open it."""
    if isinstance(place, District):
        return []
    above = list(place.get_ancestors().select_related("district"))
    keys = [node.pk for node in above]
    open_keys = set(
        Organization.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
    )
    reads_all = any(
        grant.district_id == place.district_id and grant.role in roles_with(Action.READ)
        for grant in grants_of(user)
    )
    return [(place.district, reads_all), *((node, node.pk in open_keys) for node in above)]
