"""Which covenants, relations and projects stand behind the figures of 共驻共建 (S2–S7)."""

from django.db.models import (
    BigAutoField,
    Case,
    DecimalField,
    Exists,
    Expression,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from common import clock
from covenants.models import Covenant, CovenantParty, FundingSource, Project
from orgs.models import Organization, ResidentUnit
from reports.periods import Period
from reports.selectors import Records

Status = Project.Status


def signed(period: Period) -> QuerySet:
    return Covenant.objects.counted(period.as_of)


def covenants_in_state(*states: str) -> Records:
    return lambda period: Covenant.objects.filter(
        status__in=states, amends=None, created_at__lt=clock.end_of_day(period.as_of)
    )


def amendments(period: Period) -> QuerySet:
    return Covenant.objects.signed().filter(amends__isnull=False, signed_on__lte=period.as_of)


def in_force(period: Period) -> QuerySet:
    return Covenant.objects.in_force(period.as_of)


def open_ended(period: Period) -> QuerySet:
    return in_force(period).filter(effective_to=None)


def expired_unrenewed(period: Period) -> QuerySet:
    """Past their last day, not ended before it, and nobody has signed a renewal by the day."""
    renewals = signed(period).filter(renews=OuterRef("pk"))
    return signed(period).filter(
        ~Exists(renewals), terminated_on=None, effective_to__lt=period.as_of
    )


def expiring(within_days: int) -> Records:
    return lambda period: Covenant.objects.expiring(period.as_of, within_days=within_days)


def _heir(path: str, period: Period) -> Expression:
    """Return the node that stands on the day for the one at the path."""
    whens = [When(**{path: node}, then=Value(heir)) for node, heir in period.heirs.items()]
    return Case(*whens, default=F(path), output_field=BigAutoField()) if whens else F(path)


def bound_units(period: Period) -> QuerySet:
    """Return the units' sides of the covenants in force, with whose they are on that day."""
    sides = CovenantParty.objects.filter(
        unit__isnull=False, covenant__in=in_force(period).order_by().values("pk")
    )
    return with_pair(sides, period)


def with_pair(sides: QuerySet, period: Period) -> QuerySet:
    """Add `organization_then` and `unit_then`: who stands for a community that was dissolved by
    the day, and for a unit that was merged into another."""
    return sides.annotate(
        organization_then=_heir("covenant__organization", period),
        unit_then=Coalesce("unit__merged_into", "unit"),
    )


def relations(period: Period) -> QuerySet:
    """共建关系: one side of one covenant for each pair of 甲方 and unit."""
    return one_of_each(bound_units(period))


def one_of_each(sides: QuerySet) -> QuerySet:
    """Keep one side for each pair; the pairs are as `bound_units` names them."""
    pairs = sides.order_by().values("organization_then", "unit_then")
    return CovenantParty.objects.filter(pk__in=pairs.annotate(_first=Min("pk")).values("_first"))


def communities_without(period: Period) -> QuerySet:
    """Communities of the day that are 甲方 of nothing in force; a successor takes over."""
    bound = in_force(period).order_by().annotate(_heir=_heir("organization", period))
    communities = Organization.objects.of_tier(Organization.Tier.COMMUNITY)
    return communities.established(period.as_of).exclude(pk__in=bound.values("_heir"))


def units_without(period: Period) -> QuerySet:
    """Units in use on the day that are a side of nothing in force."""
    bound = bound_units(period).order_by().values("unit_then")
    return ResidentUnit.objects.standing().active(period.as_of).exclude(pk__in=bound)


def counted_projects(period: Period) -> QuerySet:
    return Project.objects.counted(period.as_of)


def confirmed(period: Period) -> QuerySet:
    """Projects confirmed by the day, with `state_then`; without a stage they just began."""
    return (
        counted_projects(period)
        .with_state_on(period.as_of)
        .alias(state_then=Coalesce("state_on_day", Value(Status.CONFIRMED.value)))
    )


def projects_in_state(*states: str) -> Records:
    return lambda period: confirmed(period).filter(state_then__in=states)


def uncounted_projects(*states: str) -> Records:
    return lambda period: Project.objects.filter(
        status__in=states, created_at__lt=clock.end_of_day(period.as_of)
    )


def of_code(field: str, code: str) -> Records:
    return lambda period: counted_projects(period).filter(**{field: code})


def without_covenant(period: Period) -> QuerySet:
    """Projects that rest on no covenant."""
    return counted_projects(period).with_covenant(False)


def funded(*sources: str) -> Records:
    """Projects with money from the sources, `funds` yuan each."""
    rows = FundingSource.objects.filter(
        source__in=sources or FundingSource.Source.values, project=OuterRef("pk")
    )
    sums = rows.order_by().values("project").annotate(_sum=Sum("amount")).values("_sum")
    funds = Subquery(sums, output_field=DecimalField(max_digits=16, decimal_places=2))
    return lambda period: counted_projects(period).annotate(funds=funds).exclude(funds=None)


# By their planned end: due + without one + still to come + ended before = confirmed (S7).


def due(period: Period) -> QuerySet:
    return _going_on(period).filter(planned_end__lte=period.as_of)


def kept(period: Period) -> QuerySet:
    """Of the due: done by the planned end."""
    done = projects_in_state(Status.FINISHED, Status.EVALUATED)(period)
    return done.filter(planned_end__lte=period.as_of, finished_on__lte=F("planned_end"))


def without_planned_end(period: Period) -> QuerySet:
    return _going_on(period).filter(planned_end=None)


def not_due_yet(period: Period) -> QuerySet:
    return _going_on(period).filter(planned_end__gt=period.as_of)


def ended_before(period: Period) -> QuerySet:
    return projects_in_state(Status.TERMINATED)(period)


def _going_on(period: Period) -> QuerySet:
    return confirmed(period).exclude(state_then=Status.TERMINATED)
