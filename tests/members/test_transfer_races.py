"""Two at once on members who move, on PostgreSQL; each twin shows the race without the locks."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import AuditEntry, User
from common import clock
from members.models import CheckIn
from members.operations import check_ins, handling, locks, transfers
from members.operations.check_ins import withdraw_check_in
from members.operations.handling import accept_check_in, close_check_in
from members.operations.reactivations import ask_reactivation, consent_reactivation
from members.operations.transfers import (
    ask_transfer,
    cancel_transfer,
    release_transfer,
)
from orgs.policy import Role
from tests.makers.members import make_pending, make_registered
from tests.makers.orgs import Places, make_holder
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
Status = CheckIn.Status
HELD = ["RuleViolation", "done"]


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read the row and look at the rules before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)

    def waiting(step: Callable[..., Any]) -> Callable[..., Any]:
        def step_and_wait(*facts: Any) -> Any:
            answer = step(*facts)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=2)
            return answer

        return step_and_wait

    for module in (check_ins, handling, transfers):
        monkeypatch.setattr(module, "lock_check_in", waiting(locks.lock_check_in))
    monkeypatch.setattr(transfers, "check_community", waiting(transfers.check_community))


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "lock_phone", lambda mobile_index: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


def ask(actor: User, check_in: CheckIn, places: Places) -> CheckIn:
    return ask_transfer(
        actor=actor, check_in=check_in, community=places.sibling, basis="residence", reason="搬家"
    )


def arriving(actor: User, check_in: CheckIn, places: Places) -> CheckIn:
    ask(actor, check_in, places)
    return check_in.following.get()


def statuses() -> list[str]:
    return list(CheckIn.objects.order_by("pk").values_list("status", flat=True))


def written(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def accept_and_cancel(check_in: CheckIn, old: User, new: User, places: Places) -> list[str]:
    waiting = arriving(old, check_in, places)
    return run_at_once(
        partial(accept_check_in, actor=new, check_in=waiting),
        partial(cancel_transfer, actor=old, check_in=check_in),
    )


def release_twice(check_in: CheckIn, member: User, old: User, places: Places) -> list[str]:
    asked = ask(member, check_in, places)
    return run_at_once(*[partial(release_transfer, actor=old, check_in=asked)] * 2)


def close_and_ask(check_in: CheckIn, member: User, old: User, places: Places) -> list[str]:
    return run_at_once(
        partial(
            close_check_in, actor=old, check_in=check_in, close_reason="own_wish",
            closed_on=clock.today(),
        ),
        partial(ask, member, check_in, places),
    )  # fmt: skip


def withdraw_and_accept(member: User, secretary: User, places: Places) -> list[str]:
    waiting = make_pending(member, places.community)
    return run_at_once(
        partial(withdraw_check_in, actor=member, check_in=waiting, reason="填错了"),
        partial(accept_check_in, actor=secretary, check_in=waiting),
    )


@pytest.mark.usefixtures("meeting")
def test_a_member_who_withdraws_is_not_accepted_too(
    member: User, community_secretary: User, places: Places
) -> None:
    assert withdraw_and_accept(member, community_secretary, places) == HELD
    assert written("check_in.withdraw") + written("check_in.accept") == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_locks_one_is_withdrawn_and_accepted(
    member: User, community_secretary: User, places: Places
) -> None:
    assert withdraw_and_accept(member, community_secretary, places) == ["done", "done"]
    assert written("check_in.withdraw") + written("check_in.accept") == 2


@pytest.mark.usefixtures("meeting")
def test_a_transfer_is_accepted_or_taken_back_never_both(
    check_in: CheckIn, community_secretary: User, neighbour: User, places: Places
) -> None:
    assert accept_and_cancel(check_in, community_secretary, neighbour, places) == HELD
    assert statuses() in (
        [Status.TRANSFERRED, Status.REGISTERED],
        [Status.REGISTERED, Status.WITHDRAWN],
    )


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_locks_a_transfer_is_accepted_and_taken_back(
    check_in: CheckIn, community_secretary: User, neighbour: User, places: Places
) -> None:
    outcome = accept_and_cancel(check_in, community_secretary, neighbour, places)
    assert outcome != HELD


@pytest.mark.usefixtures("meeting")
def test_a_transfer_is_released_once(
    check_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    assert release_twice(check_in, member, community_secretary, places) == HELD
    assert statuses() == [Status.TRANSFERRING, Status.PENDING]


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_locks_only_the_constraint_stops_the_second_release(
    check_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    outcome = release_twice(check_in, member, community_secretary, places)
    assert outcome == ["IntegrityError", "done"]


@pytest.mark.usefixtures("meeting")
def test_what_is_closed_does_not_move_and_what_moves_is_not_closed(
    check_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    assert close_and_ask(check_in, member, community_secretary, places) == HELD
    assert statuses() in ([Status.CLOSED], [Status.TRANSFERRING])
    assert written("check_in.close") + written("check_in.ask_transfer") == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_locks_one_is_closed_and_moves(
    check_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    assert close_and_ask(check_in, member, community_secretary, places) == ["done", "done"]
    assert written("check_in.close") + written("check_in.ask_transfer") == 2


def two_communities_accept(
    check_in: CheckIn, old: User, new: User, third: User, places: Places
) -> list[str]:
    """The member moved on, was kept, and moves elsewhere; the first arrival is still on a page."""
    first = arriving(old, check_in, places)
    cancel_transfer(actor=old, check_in=check_in)
    ask_transfer(
        actor=old, check_in=check_in, community=places.other_community, basis="residence",
        reason="搬家",
    )  # fmt: skip
    second = check_in.following.exclude(pk=first.pk).get()
    return run_at_once(
        partial(accept_check_in, actor=new, check_in=first),
        partial(accept_check_in, actor=third, check_in=second),
    )


def test_of_two_communities_that_accept_at_once_one_has_the_member(
    check_in: CheckIn, community_secretary: User, neighbour: User, places: Places
) -> None:
    faraway = make_holder("faraway", Role.COMMUNITY, places.other_community)
    outcome = two_communities_accept(check_in, community_secretary, neighbour, faraway, places)
    assert outcome == HELD
    assert statuses() == [Status.TRANSFERRED, Status.WITHDRAWN, Status.REGISTERED]


def consent_and_submit(check_in: CheckIn, member: User, old: User, places: Places) -> list[str]:
    closed = close_check_in(
        actor=old, check_in=check_in, close_reason="own_wish", closed_on=clock.today()
    )
    asked = ask_reactivation(actor=old, check_in=closed, reason="又搬回来了")
    street = make_holder("street_too", Role.STREET, places.street)
    return run_at_once(
        partial(consent_reactivation, actor=street, reactivation=asked),
        partial(make_pending, member, places.sibling),
    )


def test_who_stands_again_does_not_wait_elsewhere(
    check_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    assert consent_and_submit(check_in, member, community_secretary, places) == HELD
    assert CheckIn.objects.open().count() == 1
