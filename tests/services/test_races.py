"""Two people confirm overlapping services of one member at once; PostgreSQL, real threads."""

import contextlib
import threading
from collections.abc import Callable, Iterable

import pytest
from django.db import connection

from accounts.models import User
from members.models import Member
from orgs.models import Organization
from services.models import ServiceLog
from services.operations import confirmation, locks
from services.operations.confirmation import confirm_service_log
from tests.makers.services import make_own_log

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def confirm_at_once(people: Iterable[User], logs: Iterable[ServiceLog]) -> None:
    """Confirm each log in a thread of its own."""

    def work(actor: User, log: ServiceLog) -> None:
        try:
            confirm_service_log(actor=actor, log=log)
        finally:
            connection.close()

    pairs = zip(people, logs, strict=True)
    threads = [threading.Thread(target=work, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def race(
    monkeypatch: pytest.MonkeyPatch,
    member: Member,
    community: Organization,
    community_secretary: User,
    deputy_secretary: User,
) -> Callable[[], int]:
    """Both threads have read the day before either writes, if the lock lets them."""
    gate = threading.Barrier(2, timeout=1)
    share_day = confirmation._share_days

    def share_together(*args: object) -> object:
        moved = share_day(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait()
        return moved

    monkeypatch.setattr(confirmation, "_share_days", share_together)
    logs = [make_own_log(member, community, *t) for t in (("09:00", "11:00"), ("10:00", "12:00"))]

    def run() -> int:
        confirm_at_once([community_secretary, deputy_secretary], logs)
        assert ServiceLog.objects.confirmed().count() == 2
        return ServiceLog.objects.confirmed().total_minutes()

    return run


def test_two_confirmations_at_once_count_the_union(race: Callable[[], int]) -> None:
    assert race() == 180


def test_without_the_members_lock_they_would_count_twice(
    race: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "lock_members", lambda ids: None)
    assert race() == 240
