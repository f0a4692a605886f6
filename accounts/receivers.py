"""The only signal receivers of the product: what happens at the sign-in library enters the audit.

The library has its own forms and flows, no operation of ours stands behind them.
"""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import sessions
from accounts.models import User
from accounts.operations import write_audit


@receiver(user_logged_in)
def record_sign_in(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.begin(request)
    with transaction.atomic():
        write_audit(actor=user, action="account.sign_in", record=user)


@receiver(user_logged_out)
def record_sign_out(sender: type, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        with transaction.atomic():
            write_audit(actor=user, action="account.sign_out", record=user)


@receiver(password_changed)
def record_password_change(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        sessions.end_sessions(user, but=request.session.session_key)
        write_audit(actor=user, action="account.change_password", record=user)


@receiver(authenticator_added)
def record_second_factor(
    sender: type, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """From now on the account has a second factor; sessions begun without it end."""
    if authenticator.type != Authenticator.Type.TOTP:
        return
    sessions.pass_second_factor(request, user)
    with transaction.atomic():
        sessions.end_sessions(user, but=request.session.session_key)
        write_audit(actor=user, action="account.add_second_factor", record=user)


@receiver(authenticator_removed)
def record_no_second_factor(
    sender: type, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        with transaction.atomic():
            write_audit(actor=user, action="account.remove_second_factor", record=user)


@receiver(authenticator_reset)
def record_new_recovery_codes(sender: type, user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        write_audit(actor=user, action="account.renew_recovery_codes", record=user)


@receiver(authenticator_used)
def remember_second_factor(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    sessions.pass_second_factor(request, user)
