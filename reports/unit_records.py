"""Which units stand behind the figures of 报到: who declared, who has checked in (S8)."""

from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, Least

from members.models import Member
from orgs.models import ResidentUnit, UnitCheckIn
from reports.headcounts import State, with_state
from reports.periods import Period


def in_use(period: Period) -> QuerySet:
    return ResidentUnit.objects.standing().active(period.as_of)


def declared(period: Period) -> QuerySet:
    """Units with a declared figure; `due` and `done` are what `Headcount` says of each."""
    exempt = _members_in(period, State.EXEMPT)
    present = _members_in(period, State.REGISTERED, State.OUTSIDE)
    return (
        in_use(period)
        .exclude(declared_members=None)
        .annotate(due=Greatest(F("declared_members") - exempt, 0))
        .annotate(done=Least(present, F("due")))
    )


def undeclared(period: Period) -> QuerySet:
    return in_use(period).filter(declared_members=None)


def paired(period: Period) -> QuerySet:
    return in_use(period).exclude(paired_community=None)


def unpaired(period: Period) -> QuerySet:
    return in_use(period).filter(paired_community=None)


def checked_in(period: Period) -> QuerySet:
    """Paired units whose 单位报到 stands on the day."""
    received = UnitCheckIn.objects.received_on(period.as_of)
    return paired(period).filter(Exists(received.filter(unit=OuterRef("pk"))))


def _members_in(period: Period, *states: State) -> Any:
    """Return the number of the unit's members in the states, its duplicates' members included."""
    # "Not merged" put so that SQLite does not read all who are not, unit by unit.
    standing = Member.objects.exclude(merged_into__isnull=False)
    there = (
        with_state(standing.known_on(period.as_of), period.as_of)
        .filter(state__in=states)
        .order_by()
    )
    # Two counts and not one over "or": each reads the members' index of units.
    duplicates = ResidentUnit.objects.filter(merged_into=OuterRef(OuterRef("pk")))
    return _counted(there.filter(unit=OuterRef("pk"))) + _counted(
        there.filter(unit__in=duplicates.values("pk"))
    )


def _counted(rows: QuerySet) -> Any:
    counts = rows.values(_all=Value(1)).annotate(_count=Count("pk")).values("_count")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)
