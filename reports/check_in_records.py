"""Which check-ins, members and households stand behind the figures of 报到 (S8, S18)."""

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from common import clock
from members.models import (
    Availability,
    CheckIn,
    CheckInExemption,
    HouseholdLink,
    Member,
    ServiceIntention,
)
from orgs.models import Organization, ResidentUnit
from reports.headcounts import State, with_state
from reports.periods import Period
from reports.selectors import Records

Category = ResidentUnit.Category
Tier = Organization.Tier
# Other units by their category on the day of the check-in; the rest is 其他.
OTHER_UNITS: dict[str, tuple[str, ...]] = {
    "city": (Category.CITY_AND_ABOVE,),
    "state": (Category.STATE_ENTERPRISE,),
    "private": (Category.PRIVATE_ECONOMY, Category.SOCIAL_ORGANIZATION),
}
NAMED = [category for group in OTHER_UNITS.values() for category in group]


def complete_check_ins(check_ins: QuerySet, day: datetime.date) -> QuerySet:
    """Keep check-ins with at least one intention and one availability registered by the day."""
    of_row = {"check_in": OuterRef("pk")}
    return check_ins.filter(
        Exists(ServiceIntention.objects.registered_by(day).filter(**of_row)),
        Exists(Availability.objects.registered_by(day).filter(**of_row)),
    )


def all_complete(period: Period) -> QuerySet:
    return complete_check_ins(CheckIn.objects.counted(period.as_of), period.as_of)


def direct(period: Period) -> QuerySet:
    return CheckIn.objects.counted(period.as_of).filter(is_district_direct=True)


def direct_complete(period: Period) -> QuerySet:
    return complete_check_ins(direct(period), period.as_of)


def direct_incomplete(period: Period) -> QuerySet:
    """Accepted, but whoever it is has no complete check-in."""
    person = Coalesce("member__merged_into", "member")
    complete = direct_complete(period)
    rows = direct(period).exclude(pk__in=complete.values("pk"))
    persons = complete.annotate(_person=person).values("_person")
    return rows.alias(_person=person).exclude(_person__in=persons)


def direct_counted_out(*reasons: str) -> Records:
    return lambda period: CheckIn.objects.filter(
        is_district_direct=True,
        accepted_at__lt=clock.end_of_day(period.as_of),
        close_reason__in=reasons,
    )


def direct_in_state(*states: str) -> Records:
    return lambda period: CheckIn.objects.filter(
        is_district_direct=True,
        status__in=states,
        submitted_at__lt=clock.end_of_day(period.as_of),
    )


def of_units(kind: str) -> Records:
    """Complete check-ins of members whose unit was of the kind on that day."""
    return lambda period: of_kind(all_complete(period), kind)


def of_kind(check_ins: QuerySet, kind: str) -> QuerySet:
    """Keep those of the kind of unit: `direct`, one of `OTHER_UNITS`, `other` for the rest."""
    if kind == "direct":
        return check_ins.filter(is_district_direct=True)
    others = check_ins.filter(is_district_direct=False)
    if kind == "other":
        return others.exclude(unit_category__in=NAMED)
    return others.filter(unit_category__in=OTHER_UNITS[kind])


def registered(period: Period) -> QuerySet:
    return CheckIn.objects.registered_on(period.as_of)


def inbound(period: Period) -> QuerySet:
    return registered(period).filter(is_inbound=True)


def excused(kind: str, state: State) -> Records:
    """Members on the job with an exemption of the kind who have not checked in all the same."""

    def records(period: Period) -> QuerySet:
        rows = CheckInExemption.objects.in_force(period.as_of).filter(kind=kind)
        persons = rows.values_list(Coalesce("member__merged_into", "member"))
        known = Member.objects.standing().filter(pk__in=persons).known_on(period.as_of)
        return with_state(known, period.as_of).filter(state=state)

    return records


def communities_with_members(period: Period) -> QuerySet:
    """Communities of the day at which somebody of S8 checked in; a successor takes over."""
    day = period.as_of
    communities = Organization.objects.of_tier(Tier.COMMUNITY)
    here = communities.filter(pk=OuterRef(OuterRef("pk")))
    taken_over = communities.filter(successor=OuterRef(OuterRef("pk")), dissolved_on__lte=day)
    check_ins = direct_complete(period)
    return communities.established(day).filter(
        Exists(check_ins.filter(community__in=here.values("pk")))
        | Exists(check_ins.filter(community__in=taken_over.values("pk")))
    )


def linked_households(period: Period) -> QuerySet:
    links = HouseholdLink.objects.on(period.as_of).filter(household=OuterRef("pk"))
    nodes = Organization.objects.of_tier(Tier.HOUSEHOLD).established(period.as_of)
    return nodes.filter(Exists(links))


# The stock sum of 在册: rows that came in and rows that went out, each by its own day.


def opening(period: Period) -> QuerySet:
    return CheckIn.objects.registered_on(period.first - datetime.timedelta(days=1))


def closing(period: Period) -> QuerySet:
    return CheckIn.objects.registered_on(period.last)


def accepted(period: Period) -> QuerySet:
    """Taken into the register within the period."""
    start = clock.end_of_day(period.first - datetime.timedelta(days=1))
    return CheckIn.objects.counted(period.last).filter(accepted_at__gte=start)


def moved(period: Period) -> QuerySet:
    """Accepted from another community, which let go within the same period: one act, two ends."""
    old = CheckIn.objects.counted(period.last).filter(
        status=CheckIn.Status.TRANSFERRED, closed_on__range=(period.first, period.last)
    )
    return accepted(period).filter(previous__in=old.values("pk"))


def added(period: Period) -> QuerySet:
    return accepted(period).exclude(pk__in=moved(period).values("pk"))


def restored(period: Period) -> QuerySet:
    """Of the added: those who were in the register before."""
    return added(period).filter(previous__status=CheckIn.Status.CLOSED)


def closed(*reasons: str) -> Records:
    """Gone from the register within the period, and not to another community's."""
    moving = CheckIn.CloseReason.MOVED_COMMUNITY

    def records(period: Period) -> QuerySet:
        days = (period.first, period.last)
        gone = CheckIn.objects.counted(period.last).filter(closed_on__range=days)
        if reasons:
            gone = gone.filter(close_reason__in=reasons)
        if reasons and moving not in reasons:
            return gone
        return gone.exclude(pk__in=moved(period).values("previous"))

    return records
