"""Two at once on PostgreSQL: households get one code each; a link never outlives its check-in."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import User
from common import clock
from members.models import CheckIn, HouseholdLink
from members.operations import households, locks
from members.operations.handling import close_check_in
from members.operations.households import link_household
from orgs.models import Organization, ResidentUnit
from orgs.operations import tree
from tests.makers.members import make_entered
from tests.makers.orgs import Places
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def no_tree_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (households, tree):
        monkeypatch.setattr(module, "lock_tree", lambda: None)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch, no_tree_lock: None) -> None:
    monkeypatch.setattr(locks, "lock_phone", lambda mobile_index: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both choose a code before either writes, if nothing keeps them apart."""
    barrier, next_code = threading.Barrier(2), tree.next_code

    def choose_and_wait(parent: Organization) -> str:
        code = next_code(parent)
        try:
            barrier.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return code
        return code

    monkeypatch.setattr(tree, "next_code", choose_and_wait)


def link_two(secretary: User, places: Places, unit: ResidentUnit) -> list[str]:
    """Two members, each with a new household of the same building."""
    first = make_entered(secretary, places.community, unit)
    second = make_entered(secretary, places.community, unit, "李梅", "13900009999")
    return run_at_once(*(link_to(secretary, each, places) for each in (first, second)))


def link_to(secretary: User, check_in: CheckIn, places: Places) -> Callable[[], Any]:
    member, building = check_in.member, places.building
    return partial(link_household, actor=secretary, member=member, building=building)


@pytest.mark.usefixtures("meeting")
def test_two_new_households_at_once_get_a_code_each(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    assert link_two(community_secretary, places, unit) == ["done", "done"]
    names = Organization.objects.filter(parent=places.building).values_list("name", flat=True)
    assert sorted(names) == ["0001户", "0002户"]


@pytest.mark.usefixtures("meeting", "no_tree_lock")
def test_without_the_trees_lock_both_want_the_same_code(
    community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    assert link_two(community_secretary, places, unit) == ["IntegrityError", "done"]


def link_while_closing(
    secretary: User, places: Places, unit: ResidentUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link has looked at the check-in when somebody else closes it."""
    check_in = make_entered(secretary, places.community, unit)
    looked, closed, check_new = threading.Event(), threading.Event(), households._check_new

    def check_and_wait(*facts: Any) -> None:
        check_new(*facts)
        looked.set()
        closed.wait(0.7)

    def close() -> None:
        looked.wait(5)
        close_check_in(
            actor=secretary, check_in=check_in, close_reason="moved_district",
            closed_on=clock.today(),
        )  # fmt: skip
        closed.set()

    monkeypatch.setattr(households, "_check_new", check_and_wait)
    run_at_once(link_to(secretary, check_in, places), close)
    assert CheckIn.objects.get(pk=check_in.pk).status == CheckIn.Status.CLOSED


def test_a_link_made_while_its_check_in_is_closed_ends_with_it(
    community_secretary: User, places: Places, unit: ResidentUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    link_while_closing(community_secretary, places, unit, monkeypatch)
    assert HouseholdLink.objects.count() == 1
    assert not HouseholdLink.objects.filter(ended_on=None).exists()


@pytest.mark.usefixtures("no_locks")
def test_without_the_locks_a_link_outlives_its_check_in(
    community_secretary: User, places: Places, unit: ResidentUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    link_while_closing(community_secretary, places, unit, monkeypatch)
    assert HouseholdLink.objects.filter(ended_on=None).exists()
