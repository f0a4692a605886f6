"""Two at once on PostgreSQL: by when a duty is next due stays what its entries say."""

import contextlib
import threading
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import User
from covenants.models import Covenant, Fulfilment, Obligation
from covenants.operations import fulfilments
from covenants.operations.duties import refresh_dues
from orgs.models import Organization, ResidentUnit
from tests.makers.duties import duty_of, make_act, make_promised
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Both have written their entry before either works out the next day, if nothing hinders."""
    barrier = threading.Barrier(2)
    # Without locks both come; with them nobody does, and waiting long would be in vain.
    patience = 30 if "no_locks" in request.fixturenames else 0.7

    def wait_and_refresh(covenant: Covenant) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=patience)
        refresh_dues(covenant)

    monkeypatch.setattr(fulfilments, "refresh_dues", wait_and_refresh)


def two_at_once(actor: User, community: Organization, unit: ResidentUnit) -> Obligation:
    """One for each of the first two quarters."""
    duty = duty_of(make_promised(actor, community, unit))
    wishes: list[Any] = [
        partial(make_act, actor, duty, day) for day in ("2025-04-01", "2025-07-01")
    ]
    assert run_at_once(*wishes) == ["done", "done"]
    assert Fulfilment.objects.count() == 2
    duty.refresh_from_db()
    return duty


@pytest.mark.usefixtures("meeting")
def test_two_entries_at_once_leave_the_right_next_day(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    duty = two_at_once(community_secretary, community, unit)
    assert f"{duty.next_due_on}" == "2025-11-30"


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_one_entry_is_overlooked(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    duty = two_at_once(community_secretary, community, unit)
    assert f"{duty.next_due_on}" == "2025-08-31"
