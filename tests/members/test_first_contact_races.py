"""Two first contacts, or two verdicts, at once, on PostgreSQL; each twin runs without the locks."""

import threading
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import User
from members.models import CheckIn, FirstContact, Member
from members.operations import first_contacts, locks, members, verifying
from orgs.models import ResidentUnit
from tests.makers.first_contacts import make_first_contact
from tests.makers.members import make_member
from tests.makers.orgs import Places
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Both have looked before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    patience = 10 if "no_locks" in request.fixturenames else 0.5

    def meet_after(module: ModuleType, name: str) -> None:
        look = getattr(module, name)

        def look_and_wait(*facts: Any, **named: Any) -> Any:
            seen = look(*facts, **named)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=patience)
            return seen

        monkeypatch.setattr(module, name, look_and_wait)

    meet_after(first_contacts, "_people_like")
    meet_after(members, "find_member")


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (locks, first_contacts, verifying, members):
        monkeypatch.setattr(module, "lock_phone", lambda mobile_index: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


def send_twice(unit: ResidentUnit, places: Places) -> list[str]:
    make_member(unit)
    send = partial(make_first_contact, unit, places.community)
    return run_at_once(send, send)


def decide_twice(unit: ResidentUnit, places: Places, *people: User) -> list[str]:
    contact = make_first_contact(unit, places.community)
    verify = verifying.verify_first_contact
    return run_at_once(*(partial(verify, actor=each, contact=contact) for each in people))


@pytest.mark.usefixtures("meeting")
def test_two_sendings_at_once_make_one_check_in(unit: ResidentUnit, places: Places) -> None:
    assert send_twice(unit, places) == ["done", "done"]
    assert CheckIn.objects.count() == FirstContact.objects.count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_the_second_sender_would_get_another_answer(
    unit: ResidentUnit, places: Places
) -> None:
    refused, done = send_twice(unit, places)
    assert done == "done"
    assert refused in {"IntegrityError", "RuleViolation"}


@pytest.mark.usefixtures("meeting")
def test_two_verdicts_at_once_register_one_member(
    unit: ResidentUnit, places: Places, liaison: User, community_secretary: User
) -> None:
    outcome = decide_twice(unit, places, liaison, community_secretary)
    assert outcome == ["RuleViolation", "done"]
    assert Member.objects.count() == CheckIn.objects.count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_locks_two_verdicts_would_register_two(
    unit: ResidentUnit, places: Places, liaison: User, community_secretary: User
) -> None:
    decide_twice(unit, places, liaison, community_secretary)
    assert Member.objects.count() == 2
