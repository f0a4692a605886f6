"""Two rosters with the same person at once, on PostgreSQL; the twin shows what the lock is for."""

import contextlib
import threading
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from members.models import CheckIn
from members.operations import rosters
from orgs.models import ImportBatch, ResidentUnit
from orgs.operations.imports import confirm_import, write_import
from tests.makers.files import read_rows
from tests.orgs.test_tree_races import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
HEADER = ("姓名", "手机号", "所在单位")


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked at the register before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    store = rosters._store

    def store_together(entered: Any) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=0.5)
        store(entered)

    monkeypatch.setattr(rosters, "_store", store_together)


def brought(secretary: User) -> ImportBatch:
    return read_rows(secretary, HEADER, ("赵六", "13800000006", "区教体局"), kind="check_in")


def written_at_once(*secretaries: User) -> list[int]:
    """Write one roster each; return how many rows each wrote, sorted."""
    batches = [(one, brought(one)) for one in secretaries]
    for actor, batch in batches:
        confirm_import(actor=actor, batch=batch, pledged=True, again=True)
    together(*[partial(write_import, actor=actor, batch=batch) for actor, batch in batches])
    for _, batch in batches:
        batch.refresh_from_db()
    return sorted(batch.counts.get("written", 0) for _, batch in batches)


@pytest.mark.usefixtures("meeting")
def test_a_person_in_two_rosters_at_once_is_entered_once(
    community_secretary: User, neighbour: User, unit: ResidentUnit
) -> None:
    assert written_at_once(community_secretary, neighbour) == [0, 1]
    assert CheckIn.objects.registered().count() == 1


@pytest.mark.usefixtures("meeting")
def test_without_the_lock_the_person_is_entered_twice(
    community_secretary: User,
    neighbour: User,
    unit: ResidentUnit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rosters, "lock_all_phones", lambda: None)
    assert written_at_once(community_secretary, neighbour) == [1, 1]
    assert CheckIn.objects.registered().count() == 2
