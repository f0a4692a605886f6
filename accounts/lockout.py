"""Taking the lock off an account before its five minutes are over.

Wrong passwords are counted by account and address, and the addresses are not known here: an
unlocked account counts under a new name instead.
"""

import hashlib
import secrets

from django.core.cache import cache

# Longer than the longest count of wrong passwords lasts.
REMEMBERED = 60 * 60


def unlock(username: str) -> None:
    """Begin counting anew, at every address."""
    cache.set(_key(username), secrets.token_hex(8), REMEMBERED)


def turn(username: str) -> str:
    """Return the name of the present count, empty when the account was never unlocked."""
    return cache.get(_key(username), "")


def _key(username: str) -> str:
    digest = hashlib.sha256(username.lower().encode()).hexdigest()
    return f"sign-in-turn:{digest}"
