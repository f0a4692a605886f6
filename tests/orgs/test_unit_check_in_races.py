"""Two at once over 单位报到, on PostgreSQL: one wins; the twin shows the race without the lock."""

import contextlib
import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from accounts.models import AuditEntry, User
from common.violations import RuleViolation
from orgs.models import Organization, ResidentUnit, UnitCheckIn
from orgs.operations import unit_check_ins
from orgs.operations.unit_check_ins import receive_unit_check_in, submit_unit_check_in
from orgs.operations.units import change_unit
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
    """Both have looked at the rules before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    make_no = unit_check_ins.make_no

    def wait_and_make(*facts: object) -> str:
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=0.5)
        return make_no(*facts)

    monkeypatch.setattr(unit_check_ins, "make_no", wait_and_make)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


@pytest.fixture
def paired(district_admin: User, unit: ResidentUnit, community: Organization) -> ResidentUnit:
    return change_unit(actor=district_admin, unit=unit, paired_community=community)


def receive_twice(secretary: User, row: UnitCheckIn) -> list[str]:
    return run_at_once(*[lambda: receive_unit_check_in(actor=secretary, unit_check_in=row)] * 2)


def receipts() -> int:
    return AuditEntry.objects.filter(action="unit_check_in.receive").count()


def test_one_receipt_is_given(
    liaison: User, community_secretary: User, paired: ResidentUnit, meeting: None
) -> None:
    row = submit_unit_check_in(actor=liaison, unit=paired)
    assert receive_twice(community_secretary, row) == ["RuleViolation", "done"]
    assert receipts() == 1


def test_without_the_lock_two_are_given(
    liaison: User,
    community_secretary: User,
    paired: ResidentUnit,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    row = submit_unit_check_in(actor=liaison, unit=paired)
    request.getfixturevalue("meeting")
    request.getfixturevalue("no_locks")
    assert receive_twice(community_secretary, row) == ["done", "done"]
    assert receipts() == 2


def submit_twice(liaison: User, unit: ResidentUnit) -> list[str]:
    return run_at_once(*[lambda: submit_unit_check_in(actor=liaison, unit=unit)] * 2)


def test_a_unit_sent_twice_waits_once(liaison: User, paired: ResidentUnit, meeting: None) -> None:
    assert submit_twice(liaison, paired) == ["RuleViolation", "done"]
    assert UnitCheckIn.objects.count() == 1


def test_without_the_lock_the_constraint_still_holds(
    liaison: User, paired: ResidentUnit, meeting: None, no_locks: None
) -> None:
    assert submit_twice(liaison, paired) == ["IntegrityError", "done"]


def test_a_receipt_and_another_pairing_leave_nothing_open(
    liaison: User,
    district_admin: User,
    community_secretary: User,
    paired: ResidentUnit,
    places: Places,
    meeting: None,
) -> None:
    row = UnitCheckIn.objects.get(pk=submit_unit_check_in(actor=liaison, unit=paired).pk)
    run_at_once(
        lambda: receive_unit_check_in(actor=community_secretary, unit_check_in=row),
        lambda: change_unit(actor=district_admin, unit=paired, paired_community=places.sibling),
    )
    row.refresh_from_db()
    assert row.status in {UnitCheckIn.Status.ENDED, UnitCheckIn.Status.RETURNED}
