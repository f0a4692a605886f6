"""Whom and where a person may enter a service for, and what a member has done."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from common import clock
from members.models import CheckIn, Member
from orgs.models import Organization
from orgs.policy import Action
from services.intervals import hours
from services.models import ServiceLog

Tier = Organization.Tier


def own_member(user: Any) -> Member | None:
    """Return the member who the user is, None when the account belongs to none."""
    own = Member.objects.visible_to(user, Action.LOG_OWN_SERVICE).standing()
    return own.filter(user=user.pk).for_list().first()


def own_community(member: Member | None) -> Organization | None:
    """Return where the member is 在册, None when nowhere."""
    if member is None:
        return None
    check_ins = CheckIn.objects.filter(member=member).registered()
    check_in = check_ins.select_related("community").first()
    return None if check_in is None else check_in.community


def own_places(community: Organization | None) -> dict[str, QuerySet[Organization]]:
    """Return where a member may have served: the own community with its grids, then the others."""
    if community is None:
        return {}
    near = Organization.objects.within(community).filter(tier__lte=Tier.GRID)
    district = Organization.objects.filter(district=community.district_id)
    far = district.of_tier(Tier.COMMUNITY).exclude(pk=community.pk)
    return {"我的报到社区": _standing(near), "区内其他社区": _standing(far)}


def places_to_log_at(user: Any) -> dict[str, QuerySet[Organization]]:
    """Return the communities and grids at which the user may enter services for others."""
    places = Organization.objects.visible_to(user, Action.LOG_SERVICE)
    communities = _standing(places.of_tier(Tier.COMMUNITY))
    return {"社区": communities, "网格": _standing(places.of_tier(Tier.GRID))}


def members_to_log_for(user: Any) -> QuerySet[Member]:
    """Return the members 在册 at the places where the user may enter services."""
    check_ins = CheckIn.objects.visible_to(user, Action.LOG_SERVICE).registered()
    return Member.objects.filter(pk__in=check_ins.values("member")).for_list()


def _standing(places: QuerySet[Organization]) -> QuerySet[Organization]:
    return places.established(clock.today()).select_related("parent").order_by("code")


def own_hours(user: Any, year: int) -> list[tuple[str, Decimal]]:
    """Return the confirmed hours of this year and the last: one's own trend, nobody else's."""
    own = ServiceLog.objects.visible_to(user, Action.READ_OWN).confirmed()
    return [
        (label, hours(own.filter(served_on__year=when).total_minutes()))
        for label, when in (("今年", year), ("去年", year - 1))
    ]
