"""Who is meant by what somebody types to sign in: an account's name, or a member's own number."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from common.phones import blind_index
from common.text import normalise_phone
from common.violations import RuleViolation


def account_named(typed: str) -> str:
    """Return the name of the account that is meant.

    A number nobody signs in with comes back in its one spelling, so that it is counted as one and
    found by nobody; anything else comes back as it was typed.
    """
    try:
        phone = normalise_phone(typed)
    except RuleViolation:
        return typed
    accounts = User.objects.filter(mobile_index=blind_index(phone))
    return accounts.values_list("username", flat=True).first() or phone


class AccountBackend(ModelBackend):
    """Signs in by name or number; an unknown one takes as long as a wrong password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        named = None if username is None else account_named(username)
        return super().authenticate(request, username=named, password=password, **credentials)
