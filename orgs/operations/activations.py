"""Links and slips with which somebody sets a first or a new password."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from accounts import lockout, sessions
from accounts.activation import digest_of, new_code
from accounts.models import Activation, User
from accounts.operations import write_audit
from accounts.passwords import require_strong
from common import clock
from common.violations import RuleViolation

LIFE = {
    Activation.Kind.LINK: datetime.timedelta(hours=24),
    Activation.Kind.SLIP: datetime.timedelta(days=14),
}
# The same for codes that are unknown, used, void or too old: whoever tries learns nothing.
REFUSAL = "启用码不对或已失效，请核对；仍不行请联系本级系统管理员重新签发。"


@dataclass(frozen=True)
class Issued:
    """An activation with its code, which is shown once and stored nowhere."""

    activation: Activation
    code: str


def issue(*, actor: User | None, account: User, kind: str) -> Issued:
    """Issue an activation in the caller's transaction, which holds the account's row.

    The caller has asked for the right. Activations before this one are void from now on.
    """
    now = clock.now()
    account.activations.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    code = new_code()
    activation = Activation.objects.create(
        user=account,
        kind=kind,
        digest=digest_of(code),
        created_at=now,
        created_by=actor,
        expires_at=now + LIFE[Activation.Kind(kind)],
    )
    write_audit(actor=actor, action="account.issue", record=account, kind=kind)
    return Issued(activation, code)


def is_open(code: str) -> bool:
    """Whether the code would let somebody in now; looking does not use it up."""
    return _open_activations(code).exists()


@transaction.atomic
def activate_account(*, code: str, password: str) -> User:
    """Set the password with a code, once; earlier sessions end and sign-in is unlocked.

    Whoever has the code acts as the account's owner. Refuses `activation.code` for every code that
    does not open, `password.weak`; a refused password does not use the code up.
    """
    account = lock_owner(code)
    activation = _open_activations(code).first()
    if account is None or activation is None:
        raise RuleViolation(REFUSAL, code="activation.code", field="code")
    require_strong(password, account)
    activation.used_at = clock.now()
    activation.save(update_fields=["used_at"])
    account.set_password(password)
    account.save(update_fields=["password"])
    sessions.end_sessions(account)
    lockout.unlock(account.username)
    write_audit(actor=account, action="account.activate", record=account, kind=activation.kind)
    return account


def lock_owner(code: str) -> User | None:
    """Hold the account that the code was issued for, so that of two requests the second reads that
    the code is used; the same row as `issue` holds, so that neither waits for the other."""
    owner = Activation.objects.filter(digest=digest_of(code)).values("user")
    return User.objects.select_for_update().filter(pk__in=owner).first()


def _open_activations(code: str) -> QuerySet[Activation]:
    return Activation.objects.filter(
        digest=digest_of(code), used_at=None, revoked_at=None, expires_at__gt=clock.now(),
        user__is_active=True,
    )  # fmt: skip
