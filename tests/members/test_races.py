"""Two at once, on PostgreSQL: with the locks one wins; each twin shows the race without them."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from accounts.models import AuditEntry, User
from common.violations import RuleViolation
from members.models import CheckIn
from members.operations import check_ins, entering, handling, locks, members, rules
from members.operations.handling import accept_check_in
from orgs.models import Organization, ResidentUnit
from orgs.operations.units import change_unit
from tests.makers.members import make_entered, make_pending
from tests.makers.orgs import Places

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def run_at_once(*wishes: Callable[[], object]) -> list[str]:
    """Run each in a thread of its own; return what became of them, sorted."""
    outcomes: list[str] = []

    def run(wish: Callable[[], object]) -> None:
        try:
            wish()
            outcomes.append("done")
        except (RuleViolation, IntegrityError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[wish]) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both look at the rules before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)

    check_community = rules.check_community

    def check_and_wait(*facts: object) -> None:
        check_community(*facts)
        try:
            barrier.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return

    for module in (check_ins, entering, handling):
        monkeypatch.setattr(module, "check_community", check_and_wait)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (locks, entering, members):
        monkeypatch.setattr(module, "lock_phone", lambda mobile_index: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


def accept_twice(user: User, secretary: User, places: Places) -> list[str]:
    check_in = make_pending(user, places.community)
    return run_at_once(*[lambda: accept_check_in(actor=secretary, check_in=check_in)] * 2)


def submit_twice(user: User, places: Places) -> list[str]:
    return run_at_once(
        lambda: make_pending(user, places.community), lambda: make_pending(user, places.sibling)
    )


def enter_two_with_one_number(
    secretaries: list[User], communities: list[Organization], unit: ResidentUnit
) -> list[str]:
    """Two persons with one number, each at its own community, neither in the register yet."""
    wishes = [
        partial(make_entered, secretary, community, unit, name)
        for secretary, community, name in zip(
            secretaries, communities, ("李建国", "李梅"), strict=True
        )
    ]
    return run_at_once(*wishes)


@pytest.mark.usefixtures("meeting")
def test_two_acceptances_at_once_are_one(
    member: User, community_secretary: User, places: Places
) -> None:
    assert accept_twice(member, community_secretary, places) == ["RuleViolation", "done"]
    assert AuditEntry.objects.filter(action="check_in.accept").count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_locks_one_check_in_is_accepted_twice(
    member: User, community_secretary: User, places: Places
) -> None:
    assert accept_twice(member, community_secretary, places) == ["done", "done"]
    assert AuditEntry.objects.filter(action="check_in.accept").count() == 2


@pytest.mark.usefixtures("meeting")
def test_two_submissions_at_once_are_one_and_the_other_gets_a_sentence(
    member: User, places: Places
) -> None:
    assert submit_twice(member, places) == ["RuleViolation", "done"]
    assert CheckIn.objects.count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_locks_only_the_constraint_stops_the_second_submission(
    member: User, places: Places
) -> None:
    assert submit_twice(member, places) == ["IntegrityError", "done"]
    assert CheckIn.objects.count() == 1


@pytest.fixture
def shared_unit(district_admin: User, unit: ResidentUnit, places: Places) -> ResidentUnit:
    """A unit that both communities see."""
    return change_unit(
        actor=district_admin,
        unit=unit,
        located_in=places.community,
        paired_community=places.sibling,
    )


@pytest.mark.usefixtures("meeting")
def test_of_two_persons_with_one_number_one_is_registered(
    community_secretary: User, neighbour: User, shared_unit: ResidentUnit, places: Places
) -> None:
    who, where = [community_secretary, neighbour], [places.community, places.sibling]
    assert enter_two_with_one_number(who, where, shared_unit) == ["RuleViolation", "done"]
    assert CheckIn.objects.registered().count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_of_the_number_both_are_registered(
    community_secretary: User, neighbour: User, shared_unit: ResidentUnit, places: Places
) -> None:
    who, where = [community_secretary, neighbour], [places.community, places.sibling]
    assert enter_two_with_one_number(who, where, shared_unit) == ["done", "done"]
    assert CheckIn.objects.registered().count() == 2
