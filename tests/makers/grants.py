"""Accounts without rights yet, requests in each state, posts that change hands."""

from typing import Any

from accounts.models import User
from orgs.models import AccountHome, District, GrantRequest, HandOver, RoleGrant
from orgs.operations.grant_requests import ask_for_grant
from orgs.operations.grants import Place
from orgs.operations.hand_overs import ask_for_hand_over
from reports.operations.hand_over import approve_hand_over
from tests.makers.orgs import make_user


def make_account(district: District, username: str = "newcomer", name: str = "赵新来") -> User:
    """An account of the district that nobody has given a right."""
    user = make_user(username, name)
    AccountHome.objects.create_by(None, user=user, district=district)
    return user


def make_request(actor: User, user: User, role: str, place: Place, **values: Any) -> GrantRequest:
    values = {"reason": "岗位需要", **values}
    return ask_for_grant(actor=actor, user=user, role=role, place=place, **values)


def make_hand_over_request(
    actor: User, grant: RoleGrant, successor: User, **values: Any
) -> GrantRequest:
    return ask_for_hand_over(actor=actor, grant=grant, successor=successor, **values)


def make_hand_over(
    asker: User, decider: User, grant: RoleGrant, successor: User, **values: Any
) -> HandOver:
    request = make_hand_over_request(asker, grant, successor, **values)
    return approve_hand_over(actor=decider, request=request)
