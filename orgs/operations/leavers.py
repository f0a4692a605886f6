"""A leaver's access ends at once."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from rest_framework.authtoken.models import Token

from accounts.models import Activation, User
from accounts.operations import write_audit
from accounts.sessions import end_sessions
from common import clock
from common.text import normalise_line
from common.violations import require
from orgs import scope
from orgs.models import GrantRequest, RoleGrant
from orgs.operations.grants import end_grant, lock_user
from orgs.policy import MANAGING
from orgs.selectors.accounts import accounts_of


@transaction.atomic
def end_access(*, actor: User, user: User, reason: str) -> User:
    """Somebody leaves: no right, no session and no token of theirs works from this moment.

    All grants in the actor's district end, what waits for approval is withdrawn. Unless another
    district still counts on the account it is switched off, and its password is gone, so that no
    old session comes back with it. Either of the two administrators may do it, for anybody but
    themselves. Refuses `access.own`, `access.ended`, `text.empty`.
    """
    user = lock_user(user)
    _require_reach(actor, user)
    require(actor.pk != user.pk, "不能为自己办理离岗，请由另一位管理员办理。", code="access.own")
    reason = normalise_line(reason, label="原因", limit=200, field="reason")
    ended = end_grants_of(actor=actor, user=user, reason=reason)
    is_needed = RoleGrant.objects.unended(clock.today()).filter(user=user).exists()
    require(bool(ended) or user.is_active, "这个账号已经停用。", code="access.ended")
    if not is_needed:
        switch_off(user)
    write_audit(
        actor=actor, action="account.leave", record=user, reason=reason, grants=ended,
        is_switched_off=not is_needed,
    )  # fmt: skip
    return user


def end_grants_of(*, actor: User, user: User, reason: str) -> int:
    """End what the locked person holds or waits for in the actor's district; how many rights.

    In the caller's transaction; the caller has asked for the right.
    """
    grants = _within_reach(actor, RoleGrant, user).unended(clock.today())
    rows = RoleGrant.objects.filter(pk__in=grants.values("pk")).order_by("pk").select_for_update()
    ended = [end_grant(actor=actor, grant=grant, reason=reason) for grant in rows]
    waiting = _within_reach(actor, GrantRequest, user).asked()
    requests = GrantRequest.objects.filter(pk__in=waiting.values("pk")).order_by("pk")
    for request in requests.select_for_update():
        request.change(actor, state=GrantRequest.State.WITHDRAWN)
        write_audit(actor=actor, action="grant.withdraw", record=request, user=user.pk)
    return len(ended)


def switch_off(user: User) -> None:
    """Close the locked account: sign-in, sessions and tokens, in the caller's transaction."""
    user.is_active = False
    user.set_unusable_password()  # sessions are bound to the password, so they end with it
    user.save(update_fields=["is_active", "password"])
    Token.objects.filter(user=user).delete()
    unused = Activation.objects.filter(user=user, used_at=None, revoked_at=None)
    unused.update(revoked_at=clock.now())
    end_sessions(user)
    scope.forget_grants(user)


def _within_reach(actor: User, model: Any, user: User) -> Any:
    return model.objects.visible_to(actor, *MANAGING).filter(user=user)


def _require_reach(actor: User, user: User) -> None:
    if not accounts_of(actor, *MANAGING).filter(pk=user.pk).exists():
        raise PermissionDenied(scope.REFUSAL)
