"""What the register holds already of the agreements and projects that a ledger brings."""

import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from covenants.models import Covenant, CovenantParty, Project
from orgs.models import Organization


class CovenantKey(NamedTuple):
    """By what an agreement of a ledger is known again."""

    organization: int
    first_unit: int
    signed_on: datetime.date
    title: str


class ProjectKey(NamedTuple):
    """By what a project of a ledger is known again."""

    lead: int
    confirmed_on: datetime.date
    name: str


def registered_covenants(places: QuerySet[Organization]) -> dict[CovenantKey, int]:
    """Return the places' signed agreements; a merged unit counts as the one that stands."""
    firsts = CovenantParty.objects.filter(
        position=1,
        covenant__organization__in=places.order_by().values("pk"),
        covenant__signed_on__isnull=False,
    ).exclude(covenant__status=Covenant.Status.VOID)
    rows = firsts.values_list(
        "covenant", "covenant__organization", "unit", "unit__merged_into", "covenant__signed_on",
        "covenant__title",
    )  # fmt: skip
    return {
        CovenantKey(place, into or unit, signed_on, title): pk
        for pk, place, unit, into, signed_on, title in rows
    }


def registered_projects(places: QuerySet[Organization]) -> dict[ProjectKey, int]:
    """Return the confirmed projects that the places lead."""
    led = Project.objects.filter(
        lead__in=places.order_by().values("pk"), confirmed_on__isnull=False
    ).exclude(status=Project.Status.VOID)
    rows = led.values_list("pk", "lead", "confirmed_on", "name")
    return {ProjectKey(lead, confirmed_on, name): pk for pk, lead, confirmed_on, name in rows}
