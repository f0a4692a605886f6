"""Granting and revoking rights."""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.violations import require
from orgs import scope
from orgs.models import District, Organization, ResidentUnit, RoleGrant
from orgs.policy import EXCLUSIVE_ROLES, Action, Role

Place = District | Organization | ResidentUnit
TIERS_OF_ROLE = {
    Role.STREET: {Organization.Tier.STREET},
    Role.COMMUNITY: {Organization.Tier.COMMUNITY},
    Role.GRID: {Organization.Tier.GRID, Organization.Tier.BUILDING},
}


@transaction.atomic
def grant_role(
    *,
    actor: User | None,
    user: User,
    role: str,
    place: Place,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> RoleGrant:
    """Give somebody a role at a place. `actor` None is the system itself (first set-up, demo).

    Refuses `grant.place` (role and place do not fit), `grant.exclusive` (the administrators
    exclude one another and every other role, now and later), `grant.own` (nobody grants to
    themselves), `grant.dates`.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    district = place if isinstance(place, District) else place.district
    if actor is not None:
        scope.require(actor, Action.MANAGE_GRANTS, district)
        require(actor.pk != user.pk, "不能给自己授权。", code="grant.own")
    valid_from = valid_from or clock.today()
    require(
        valid_to is None or valid_from <= valid_to,
        "截止日期不能早于生效日期。",
        code="grant.dates",
        field="valid_to",
    )
    _check_place(role, place)
    _check_exclusive(user, role)
    grant = RoleGrant.objects.create_by(
        actor,
        user=user,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        **{_place_field(place): place},
    )
    scope.forget_grants(user)
    write_audit(actor=actor, action="grant.give", record=grant, role=role, user=user.pk)
    return grant


@transaction.atomic
def revoke_grant(*, actor: User, grant: RoleGrant) -> RoleGrant:
    """End a grant at once: from this moment it opens nothing. Refuses `grant.ended`."""
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    place = grant.place
    district = place if isinstance(place, District) else place.district
    scope.require(actor, Action.MANAGE_GRANTS, district)
    yesterday = clock.today() - datetime.timedelta(days=1)
    ended = grant.valid_to is not None and grant.valid_to <= yesterday
    require(not ended, "这项授权已经结束。", code="grant.ended")
    grant.change(actor, valid_to=yesterday, valid_from=min(grant.valid_from, yesterday))
    scope.forget_grants(grant.user)
    write_audit(actor=actor, action="grant.revoke", record=grant, user=grant.user_id)
    return grant


def _place_field(place: Place) -> str:
    if isinstance(place, District):
        return "district"
    return "organization" if isinstance(place, Organization) else "unit"


def _check_place(role: str, place: Place) -> None:
    if isinstance(place, Organization):
        fits = place.tier in TIERS_OF_ROLE.get(Role(role), set())
    elif isinstance(place, ResidentUnit):
        fits = role == Role.LIAISON
    else:
        fits = role not in TIERS_OF_ROLE and role != Role.LIAISON
    require(fits, f"“{Role(role).label}”不能授在这一级。", code="grant.place", field="role")


def _check_exclusive(user: User, role: str) -> None:
    held = {grant.role for grant in user.grants.unended(clock.today())} - {role}
    clash = held and (role in EXCLUSIVE_ROLES or held & EXCLUSIVE_ROLES)
    require(
        not clash,
        "系统管理员、安全管理员、审计员不得互相兼任，也不得兼任业务角色。",
        code="grant.exclusive",
        field="role",
    )
