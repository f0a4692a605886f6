"""共建关系 today: which units work with which streets and communities (S5)."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from common import clock
from covenants.models import CovenantParty, Fulfilment, Project
from orgs.models import Organization, ResidentUnit
from reports.covenant_records import bound_units, one_of_each, with_pair
from reports.periods import Period


def relations_seen_by(user: Any) -> QuerySet[CovenantParty]:
    """Return a row for each relation in the user's sight, with what the pair has together.

    `covenant_count`, `began_on`, `ends_on` (None: open), `project_count`, `last_done_on`;
    `is_unit_seen`: whether the unit's own page is open to the user.
    """
    period = _today()
    sides = bound_units(period).visible_to(user)
    covenants = _same_pair(bound_units(period))
    rows = with_pair(one_of_each(sides), period).for_list()
    return rows.annotate(
        covenant_count=_one(covenants, Count("covenant", distinct=True)),
        began_on=_one(covenants, Min("covenant__effective_from")),
        is_open=_one(covenants, Max(_open_ended())),
        last_day=_one(covenants, Max("covenant__effective_to")),
        ends_on=Case(When(is_open=0, then=F("last_day"))),
        project_count=Coalesce(Subquery(_projects(period)), 0),
        last_done_on=Subquery(_fulfilments(period)),
        is_unit_seen=Exists(ResidentUnit.objects.visible_to(user).filter(pk=OuterRef("unit_then"))),
    )


def _today() -> Period:
    """Return today, with who stands for the dissolved."""
    day = clock.today()
    gone = Organization.objects.filter(dissolved_on__lte=day, successor__isnull=False)
    heirs = dict(gone.values_list("pk", "successor"))
    return Period.as_known_on(day).with_heirs(heirs)


def _same_pair(sides: QuerySet) -> QuerySet:
    """Narrow sides to those of the outer row's pair."""
    unit = OuterRef("unit_then")
    return sides.filter(
        Q(unit=unit) | Q(unit__merged_into=unit), organization_then=OuterRef("organization_then")
    )


def _open_ended() -> Case:
    return Case(When(covenant__effective_to=None, then=Value(1)), default=Value(0))


def _one(sides: QuerySet, measure: Any) -> Subquery:
    """Return the measure of all the sides as one value."""
    measured = sides.order_by().values(_all=Value(1)).annotate(_measure=measure)
    return Subquery(measured.values("_measure")[:1])


def _projects(period: Period) -> QuerySet:
    """How many confirmed projects the pair carries out together."""
    unit, place = OuterRef("unit_then"), OuterRef("organization_then")
    with_unit = Q(partners=unit) | Q(partners__merged_into=unit) | Q(lead_unit=unit)
    rows = Project.objects.counted(period.as_of).filter(
        with_unit, Q(lead=place) | Q(communities=place)
    )
    counted = rows.order_by().values(_all=Value(1)).annotate(_count=Count("pk", distinct=True))
    return counted.values("_count")[:1]


def _fulfilments(period: Period) -> QuerySet:
    """The last day on which either side did what it had promised."""
    covenants = _same_pair_of_covenants(period)
    done = Fulfilment.objects.counted().filter(obligation__covenant__in=covenants)
    return done.order_by("-done_on").values("done_on")[:1]


def _same_pair_of_covenants(period: Period) -> QuerySet:
    unit, place = OuterRef(OuterRef("unit_then")), OuterRef(OuterRef("organization_then"))
    sides = bound_units(period).filter(
        Q(unit=unit) | Q(unit__merged_into=unit), organization_then=place
    )
    return sides.order_by().values("covenant")
