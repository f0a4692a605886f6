"""Opening accounts and looking after them; how somebody gets in the first time is `activations`."""

import re

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts import lockout, sessions
from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line, normalise_name
from common.violations import RuleViolation, require
from orgs import scope
from orgs.models import AccountHome, District
from orgs.operations.activations import Issued, issue
from orgs.operations.leavers import end_grants_of, switch_off
from orgs.policy import EXCLUSIVE_ROLES, Action
from orgs.selectors.accounts import accounts_of, proposed_username

USERNAME = re.compile(r"[a-z][a-z0-9._\-]{2,29}\Z")


@transaction.atomic
def open_account(
    *,
    actor: User | None,
    district: District,
    name: str,
    kind: str,
    username: str = "",
    email: str = "",
) -> Issued:
    """Open an account and issue what lets its owner in; it has no right before a grant.

    Without a user name the person's name is spelt. `actor` None is the system itself (first
    set-up). Refuses `account.username`, `account.email`, and as `normalise_name`.
    """
    if actor is not None:
        scope.require(actor, Action.MANAGE_ACCOUNTS, district)
    name = normalise_name(name, field="name")
    account = User.objects.create_user(
        _checked_username(username, name), name=name, email=_checked_email(email)
    )
    AccountHome.objects.create_by(actor, user=account, district=district)
    write_audit(actor=actor, action="account.open", record=account)
    return issue(actor=actor, account=account, kind=kind)


@transaction.atomic
def issue_activation(*, actor: User, account: User, kind: str) -> Issued:
    """Issue a new way to set a password; the ones before are void, the old password stays until
    it is used. Refuses `account.own`, `account.inactive`, `account.separate`."""
    account = _reached(actor, account, Action.MANAGE_ACCOUNTS)
    require(account.is_active, "这个账号已停用，请先恢复使用再签发。", code="account.inactive")
    _keep_apart(account)
    return issue(actor=actor, account=account, kind=kind)


def _keep_apart(account: User) -> None:
    """Whoever resets passwords must not become one of those who watch over them.

    An administrator who never signed in has nothing to take over yet.
    """
    roles = set(account.grants.unended(clock.today()).values_list("role", flat=True))
    require(
        account.last_login is None or not roles & EXCLUSIVE_ROLES,
        "系统管理员、安全管理员、审计员已启用的账号不能在这里重新签发，"
        "请由运维人员在服务器上用 open_administrator 命令另行开通，并办理原账号离岗。",
        code="account.separate",
    )


@transaction.atomic
def deactivate_account(*, actor: User, account: User, reason: str) -> User:
    """Somebody leaves: sign-in, sessions, tokens and grants end at once.

    Refuses `account.own`, `account.inactive`, `text.empty`.
    """
    account = _reached(actor, account, Action.MANAGE_ACCOUNTS)
    require(account.is_active, "这个账号已经停用。", code="account.inactive")
    reason = normalise_line(reason, label="原因", limit=200, field="reason")
    grants = end_grants_of(actor=actor, user=account, reason=reason)
    switch_off(account)
    _void_activations(account)
    write_audit(
        actor=actor, action="account.deactivate", record=account, reason=reason, grants=grants
    )
    return account


@transaction.atomic
def reactivate_account(*, actor: User, account: User) -> User:
    """Let somebody back in; with a new activation only, and without the grants of before.

    Refuses `account.own`, `account.active`.
    """
    account = _reached(actor, account, Action.MANAGE_ACCOUNTS)
    require(not account.is_active, "这个账号没有停用。", code="account.active")
    account.is_active = True
    account.set_unusable_password()
    account.save(update_fields=["is_active", "password"])
    write_audit(actor=actor, action="account.reactivate", record=account)
    return account


@transaction.atomic
def unlock_account(*, actor: User, account: User) -> User:
    """Forget the wrong passwords of the last minutes, from every address. Refuses `account.own`."""
    account = _reached(actor, account, Action.MANAGE_ACCOUNTS)
    lockout.unlock(account.username)
    write_audit(actor=actor, action="account.unlock", record=account)
    return account


@transaction.atomic
def reset_second_factor(*, actor: User, account: User, reason: str) -> User:
    """Take away a lost second factor and end the account's sessions.

    The security administrator's act: whoever can set passwords anew must not be able to take the
    second factor away as well. Refuses `account.own`, `account.no_second_factor`, `text.empty`.
    """
    account = _reached(actor, account, Action.MANAGE_GRANTS)
    reason = normalise_line(reason, label="原因", limit=200, field="reason")
    factors = Authenticator.objects.filter(user=account)
    require(factors.exists(), "这个账号没有启用两步验证。", code="account.no_second_factor")
    factors.delete()
    sessions.end_sessions(account)
    write_audit(actor=actor, action="account.reset_second_factor", record=account, reason=reason)
    return account


@transaction.atomic
def end_other_sessions(*, actor: User, session_key: str) -> int:
    """End all sessions of one's own but this one; returns how many."""
    count = sessions.end_sessions(actor, but=session_key)
    write_audit(actor=actor, action="account.end_sessions", record=actor, count=count)
    return count


def _reached(actor: User, account: User, action: Action) -> User:
    """Return the locked account if the actor looks after it; nobody acts on their own."""
    account = User.objects.select_for_update().get(pk=account.pk)
    if not accounts_of(actor, action).filter(pk=account.pk).exists():
        raise PermissionDenied(scope.REFUSAL)
    require(
        actor.pk != account.pk,
        "不能对自己的账号办理这件事，请由另一位管理员办理。",
        code="account.own",
    )
    return account


def _void_activations(account: User) -> None:
    account.activations.filter(used_at=None, revoked_at=None).update(revoked_at=clock.now())


def _checked_username(username: str, name: str) -> str:
    username = normalise_line(
        username, label="账号", limit=150, required=False, field="username"
    ).lower()
    username = username or proposed_username(name)
    require(
        bool(USERNAME.match(username)),
        "账号用 3 至 30 位小写字母、数字、点、横线或下划线，以字母开头。",
        code="account.username",
        field="username",
    )
    require(
        not User.objects.filter(username__iexact=username).exists(),
        "这个账号已有人使用，请换一个。",
        code="account.username",
        field="username",
    )
    return username


def _checked_email(email: str) -> str:
    email = normalise_line(email, label="邮箱", limit=254, required=False, field="email")
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise RuleViolation(
            "邮箱地址不对，请核对；没有可以不填。", code="account.email", field="email"
        ) from None
    return email
