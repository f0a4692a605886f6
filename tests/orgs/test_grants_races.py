"""Two at once on PostgreSQL: the locks decide; each twin shows what happens without them."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from accounts.models import User
from common.violations import RuleViolation
from orgs.models import District, GrantRequest, HandOver, Organization, RoleGrant
from orgs.operations import grants, hand_overs
from orgs.operations.grant_requests import approve_request
from orgs.operations.grants import grant_role
from orgs.operations.hand_overs import hand_over_post
from orgs.policy import Role
from tests.makers.grants import make_account, make_hand_over_request, make_request
from tests.makers.orgs import make_holder

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


def meet_after(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
    """Both have looked at the rules before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    check = getattr(module, name)

    def check_and_wait(*facts: object, **more: object) -> None:
        check(*facts, **more)
        try:
            barrier.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return

    monkeypatch.setattr(module, name, check_and_wait)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


@pytest.fixture
def no_triggers() -> object:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orgs_rolegrant DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orgs_rolegrant ENABLE TRIGGER USER")


def grant_two(monkeypatch: pytest.MonkeyPatch, user: User, district: District) -> list[str]:
    """Somebody becomes auditor and district officer at the same moment."""
    meet_after(monkeypatch, grants, "check_entitlement")

    def give(role: str) -> Callable[[], object]:
        return lambda: grant_role(actor=None, user=user, role=role, place=district)

    return run_at_once(give(Role.AUDITOR), give(Role.DISTRICT))


def test_of_two_clashing_grants_at_once_one_is_given(
    monkeypatch: pytest.MonkeyPatch, stranger: User, district: District
) -> None:
    assert grant_two(monkeypatch, stranger, district) == ["RuleViolation", "done"]
    assert stranger.grants.count() == 1


@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_of_the_person_only_the_trigger_stops_the_second(
    monkeypatch: pytest.MonkeyPatch, stranger: User, district: District
) -> None:
    assert grant_two(monkeypatch, stranger, district) == ["IntegrityError", "done"]
    assert stranger.grants.count() == 1


@pytest.mark.usefixtures("no_locks", "no_triggers")
def test_without_lock_and_trigger_somebody_is_auditor_and_officer(
    monkeypatch: pytest.MonkeyPatch, stranger: User, district: District
) -> None:
    assert grant_two(monkeypatch, stranger, district) == ["done", "done"]


def test_two_rows_planted_at_once_past_the_operation_are_one(
    stranger: User, district: District
) -> None:
    """The trigger locks the person itself, so that it sees what the other one has written."""

    def plant(role: str) -> Callable[[], object]:
        return lambda: RoleGrant.objects.create(user=stranger, role=role, district=district)

    for _ in range(5):
        RoleGrant.objects.filter(user=stranger).delete()
        outcomes = run_at_once(plant(Role.AUDITOR), plant(Role.DISTRICT))
        assert outcomes == ["IntegrityError", "done"]


def approve_twice(asker: User, deciders: list[User], place: Organization) -> list[str]:
    user = make_account(place.district)
    request = make_request(asker, user, Role.COMMUNITY, place)
    return run_at_once(
        *[lambda who=who: approve_request(actor=who, request=request) for who in deciders]
    )


@pytest.fixture
def deciders(security_admin: User, district: District) -> list[User]:
    return [security_admin, make_holder("second_security", Role.SECURITY_ADMIN, district)]


def test_two_approvals_at_once_give_one_grant(
    monkeypatch: pytest.MonkeyPatch,
    system_admin: User,
    deciders: list[User],
    community: Organization,
) -> None:
    meet_after(monkeypatch, grants, "check_entitlement")
    assert approve_twice(system_admin, deciders, community) == ["RuleViolation", "done"]
    assert RoleGrant.objects.filter(user__username="newcomer").count() == 1


@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_of_the_request_it_is_granted_twice(
    monkeypatch: pytest.MonkeyPatch,
    system_admin: User,
    deciders: list[User],
    community: Organization,
) -> None:
    meet_after(monkeypatch, grants, "check_entitlement")
    assert approve_twice(system_admin, deciders, community) == ["done", "done"]
    assert RoleGrant.objects.filter(user__username="newcomer").count() == 2


def hand_over_twice(
    monkeypatch: pytest.MonkeyPatch, asker: User, deciders: list[User], secretary: User
) -> list[str]:
    """Two security administrators approve the one request at the same moment."""
    grant = secretary.grants.get()
    successor = make_account(grant.organization.district)
    request = make_hand_over_request(asker, grant, successor)
    meet_after(monkeypatch, hand_overs, "_check_post")
    return run_at_once(
        *[lambda who=who: hand_over_post(actor=who, request=request) for who in deciders]
    )


def test_a_post_is_handed_over_once(
    monkeypatch: pytest.MonkeyPatch,
    system_admin: User,
    deciders: list[User],
    community_secretary: User,
) -> None:
    outcomes = hand_over_twice(monkeypatch, system_admin, deciders, community_secretary)
    assert outcomes == ["RuleViolation", "done"]
    assert HandOver.objects.count() == 1
    assert RoleGrant.objects.filter(user__username="newcomer").count() == 1


@pytest.mark.usefixtures("no_locks")
def test_without_the_locks_only_the_constraint_stops_the_second_hand_over(
    monkeypatch: pytest.MonkeyPatch,
    system_admin: User,
    deciders: list[User],
    community_secretary: User,
) -> None:
    outcomes = hand_over_twice(monkeypatch, system_admin, deciders, community_secretary)
    assert outcomes == ["IntegrityError", "done"]
    assert GrantRequest.objects.get().state == GrantRequest.State.APPROVED
