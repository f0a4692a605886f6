"""Granting and revoking rights."""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line
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

    Pages and API reach this only by an approved request (`orgs.operations.grant_requests`).
    Refuses `grant.place` (role and place do not fit), `grant.exclusive` (the administrators
    exclude one another and every other role on every day), `grant.own` (nobody grants to
    themselves), `grant.dates`.
    """
    user = lock_user(user)
    if actor is not None:
        scope.require(actor, Action.MANAGE_GRANTS, district_of(place))
        require(actor.pk != user.pk, "不能给自己授权。", code="grant.own")
    valid_from = valid_from or clock.today()
    check_entitlement(user=user, role=role, place=place, valid_from=valid_from, valid_to=valid_to)
    grant = RoleGrant.objects.create_by(
        actor,
        user=user,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        **place_values(place),
    )
    scope.forget_grants(user)
    write_audit(actor=actor, action="grant.give", record=grant, role=role, user=user.pk)
    return grant


@transaction.atomic
def revoke_grant(*, actor: User, grant: RoleGrant, reason: str = "") -> RoleGrant:
    """End a grant at once: from this moment it opens nothing. Refuses `grant.ended`, `grant.own`
    (nobody ends their own rights by mistake)."""
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    scope.require(actor, Action.MANAGE_GRANTS, district_of(grant.place))
    require(
        grant.user_id != actor.pk, "不能收回自己的授权，请由另一位管理员办理。", code="grant.own"
    )
    require(not grant.is_ended(clock.today()), "这项授权已经结束。", code="grant.ended")
    reason = normalise_line(reason, label="原因", limit=200, required=False, field="reason")
    return end_grant(actor=actor, grant=grant, reason=reason)


def end_grant(*, actor: User, grant: RoleGrant, reason: str = "") -> RoleGrant:
    """Revoke a locked grant in the caller's transaction; the caller has asked for the right."""
    yesterday = clock.today() - datetime.timedelta(days=1)
    last = max(grant.valid_from, yesterday)
    if grant.valid_to is not None:
        last = min(last, grant.valid_to)
    grant.change(actor, revoked_at=clock.now(), valid_to=last)
    scope.forget_grants(grant.user)
    detail = {"reason": reason} if reason else {}
    write_audit(actor=actor, action="grant.revoke", record=grant, user=grant.user_id, **detail)
    return grant


def lock_user(user: User) -> User:
    """Let one writer at a time decide what the person holds."""
    return User.objects.select_for_update().get(pk=user.pk)


def district_of(place: Place) -> District:
    """Return the district in which the place lies, or which it is."""
    return place if isinstance(place, District) else place.district


def place_values(place: Place) -> dict[str, Place]:
    """Return the column that names the place."""
    if isinstance(place, District):
        return {"district": place}
    return {"organization" if isinstance(place, Organization) else "unit": place}


def check_entitlement(
    *,
    user: User,
    role: str,
    place: Place,
    valid_from: datetime.date,
    valid_to: datetime.date | None,
    without: RoleGrant | None = None,
) -> None:
    """Refuse what nobody may hold; `without` is a grant that will have ended by then."""
    require(
        valid_to is None or valid_from <= valid_to,
        "截止日期不能早于生效日期。",
        code="grant.dates",
        field="valid_to",
    )
    _check_place(role, place)
    held = overlapping(user, valid_from, valid_to).exclude(pk=without.pk if without else None)
    roles = set(held.values_list("role", flat=True)) - {role}
    require(
        not (roles and (role in EXCLUSIVE_ROLES or roles & EXCLUSIVE_ROLES)),
        "系统管理员、安全管理员、审计员不得互相兼任，也不得兼任业务角色。",
        code="grant.exclusive",
        field="role",
    )


def overlapping(
    user: User, first: datetime.date, last: datetime.date | None
) -> QuerySet[RoleGrant]:
    """Return the person's grants that share a day with the days; no last day means for ever."""
    grants = RoleGrant.objects.unended(first).filter(user=user)
    return grants if last is None else grants.filter(valid_from__lte=last)


def _check_place(role: str, place: Place) -> None:
    if isinstance(place, Organization):
        fits = place.tier in TIERS_OF_ROLE.get(Role(role), set())
    elif isinstance(place, ResidentUnit):
        fits = role == Role.LIAISON
    else:
        fits = role not in TIERS_OF_ROLE and role != Role.LIAISON
    require(fits, f"“{Role(role).label}”不能授在这一级。", code="grant.place", field="role")
    is_gone = getattr(place, "dissolved_on", None) or getattr(place, "active_to", None)
    require(not is_gone, f"{place}已撤销或停用，不能再授权。", code="grant.place", field="role")
