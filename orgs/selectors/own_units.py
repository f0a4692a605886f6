"""The units that a liaison speaks for."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from orgs.models import ResidentUnit
from orgs.policy import Action


def own_units(user: Any) -> QuerySet[ResidentUnit]:
    """Return the user's units; who is bound to a duplicate only still sees that one."""
    visible = ResidentUnit.objects.visible_to(user, Action.READ_OWN_UNIT).for_list()
    standing = visible.standing()
    return standing if standing.exists() else visible


def chosen_unit(user: Any, key: str = "") -> ResidentUnit:
    """Return the own unit of that number, the first for none; 404 when it is not one's own."""
    units = own_units(user)
    found = units.filter(pk=int(key)) if key.isdecimal() and len(key) < 10 else units
    unit = found.first()
    if unit is None:
        raise Http404
    return unit
