"""The only signal receivers of the product: sign-in and sign-out enter the audit."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver

from accounts.models import User
from accounts.operations import write_audit


@receiver(user_logged_in)
def record_sign_in(sender: type, user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        write_audit(actor=user, action="account.sign_in", record=user)


@receiver(user_logged_out)
def record_sign_out(sender: type, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        with transaction.atomic():
            write_audit(actor=user, action="account.sign_out", record=user)
