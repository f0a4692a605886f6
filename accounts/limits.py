"""How often a person may ask for something, counted in the database cache."""

from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def may_ask(request: HttpRequest, *, action: str, user: Any, is_counted: bool = True) -> bool:
    """Count a question of the person, by whatever method it came; False beyond the limit.

    `action` names a rate of `ACCOUNT_RATE_LIMITS`; `is_counted` False only looks. The library
    counts no GET by itself.
    """
    usage = ratelimit.consume(
        request,
        app="allauth.account",
        action=action,
        user=user,
        limit_get=True,
        dry_run=not is_counted,
    )
    return usage is not None
