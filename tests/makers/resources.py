"""Offers, requests and claims, made by the operations that the product itself uses."""

import datetime
from typing import Any

from accounts.models import User
from common import clock
from covenants.models import Project, ProjectClaim, ResourceOffer, ResourceRequest
from covenants.operations.claims import answer_claim, claim_project
from covenants.operations.offers import offer_resource
from covenants.operations.requests import (
    answer_request,
    ask_for_resource,
    record_use,
)
from orgs.models import Organization, ResidentUnit
from orgs.operations.units import change_unit, close_unit
from tests.makers.covenants import make_project_in


def in_days(count: int) -> datetime.date:
    return clock.today() + datetime.timedelta(days=count)


def make_offer(actor: User, unit: ResidentUnit, **values: Any) -> ResourceOffer:
    """A meeting room, to be had at any time unless told otherwise."""
    return offer_resource(
        actor=actor, unit=unit, **{"kind": "place", "name": "三楼会议室", **values}
    )


def make_request(
    actor: User, offer: ResourceOffer, community: Organization, **values: Any
) -> ResourceRequest:
    """A request for tomorrow unless told otherwise."""
    values = {"purpose": "居民议事会", "wanted_on": in_days(1), **values}
    return ask_for_resource(actor=actor, offer=offer, community=community, **values)


def make_agreed(
    secretary: User, liaison: User, offer: ResourceOffer, community: Organization, **values: Any
) -> ResourceRequest:
    request = make_request(secretary, offer, community, **values)
    return answer_request(actor=liaison, request=request, agrees=True)


def make_used(
    secretary: User, liaison: User, offer: ResourceOffer, community: Organization
) -> ResourceRequest:
    """Asked, agreed and used today."""
    today = clock.today()
    request = make_agreed(secretary, liaison, offer, community, wanted_on=today)
    return record_use(actor=secretary, request=request, used_on=today, result="开会一次")


def make_claimable(
    actor: User, lead: Organization, status: str = "running", **values: Any
) -> Project:
    """A project that lacks a place and is open to claims."""
    values = {"wants": {"place": "会议场地"}, "is_open_to_claims": True, **values}
    return make_project_in(actor, lead, status, **values)


def make_claim(actor: User, project: Project, unit: ResidentUnit, **values: Any) -> ProjectClaim:
    return claim_project(
        actor=actor, project=project, unit=unit, **{"text": "提供会议室", **values}
    )


def make_accepted_claim(
    secretary: User, liaison: User, project: Project, unit: ResidentUnit
) -> ProjectClaim:
    claim = make_claim(liaison, project, unit)
    return answer_claim(actor=secretary, claim=claim, accepts=True)


def close_yesterday(official: User, unit: ResidentUnit) -> ResidentUnit:
    """The unit was in use for a month, until yesterday."""
    change_unit(actor=official, unit=unit, active_from=in_days(-30))
    return close_unit(actor=official, unit=unit, active_to=in_days(-1))
