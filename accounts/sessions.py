"""What a session remembers of its own life, and ending the sessions of an account."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User
from common import clock

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SECOND_FACTOR = "second_factor"
# How exactly the last request is remembered; saving a session at each request costs a write.
SEEN_STEP = 60


def begin(request: HttpRequest) -> None:
    """Note when the session began."""
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = clock.now().timestamp()


def has_ended(session: Any, *, idle_age: int, whole_age: int) -> bool:
    """Whether the session was idle too long or has lasted too long; ages in seconds."""
    now = clock.now().timestamp()
    idle = now - session.get(SEEN_AT, 0)
    return idle > idle_age or now - session.get(SIGNED_IN_AT, 0) > whole_age


def touch(session: Any) -> None:
    """Note that somebody is there."""
    now = clock.now().timestamp()
    if now - session.get(SEEN_AT, 0) >= SEEN_STEP:
        session[SEEN_AT] = now


def pass_second_factor(request: HttpRequest, user: User) -> None:
    """Note that whoever sits there has shown the second factor of this account."""
    request.session[SECOND_FACTOR] = user.pk


def has_second_factor(request: HttpRequest) -> bool:
    return request.session.get(SECOND_FACTOR) == request.user.pk


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End the account's sessions, all `but` the one with this key; returns how many."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    count = 0
    for session in sessions:
        session.end()
        count += 1
    return count
