"""Members and check-ins, made by the operations that the product itself uses."""

import datetime
from typing import Any

from accounts.models import User
from members.models import CheckIn, Member
from members.operations.check_ins import submit_check_in
from members.operations.entering import enter_check_in
from members.operations.handling import accept_check_in
from members.operations.members import register_member
from members.operations.rules import CONSENT_VERSION
from orgs.models import Organization, ResidentUnit
from orgs.policy import Role
from tests.makers.orgs import make_holder

PHONE = "13800001234"
EVENINGS = ("12345", datetime.time(18, 30), datetime.time(21))
SATURDAY = ("6", datetime.time(9), datetime.time(12))


def make_member(
    unit: ResidentUnit, name: str = "王小红", mobile: str = PHONE, user: User | None = None
) -> Member:
    return register_member(actor=None, unit=unit, name=name, mobile=mobile, user=user)


def make_member_account(
    unit: ResidentUnit, username: str = "member", name: str = "王小红", mobile: str = PHONE
) -> User:
    """An account with the role of a member, linked to a row of the unit's register."""
    user = make_holder(username, Role.MEMBER, unit.district)
    make_member(unit, name, mobile, user)
    return user


def submission(community: Organization, **values: Any) -> dict[str, Any]:
    """What a member sends: two intentions, workday evenings."""
    return {
        "community": community,
        "basis": CheckIn.Basis.RESIDENCE,
        "categories": ["01", "09"],
        "availabilities": [EVENINGS],
        "consent_version": CONSENT_VERSION,
    } | values


def make_pending(user: User, community: Organization, **values: Any) -> CheckIn:
    return submit_check_in(actor=user, member=user.member, **submission(community, **values))


def make_registered(user: User, secretary: User, community: Organization, **home: Any) -> CheckIn:
    return accept_check_in(actor=secretary, check_in=make_pending(user, community), **home)


def make_entered(
    secretary: User,
    community: Organization,
    unit: ResidentUnit,
    name: str = "李建国",
    mobile: str = "13900005678",
    **values: Any,
) -> CheckIn:
    """Entry on behalf, for somebody without an account."""
    wish = submission(community, **values)
    return enter_check_in(actor=secretary, unit=unit, name=name, mobile=mobile, **wish)
