"""Two at once on covenants, on PostgreSQL; each twin shows the race without the lock."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import User
from covenants.models import Covenant
from covenants.operations import drafting, origins, signing
from covenants.operations.signing import confirm_party
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import make_awaiting, make_covenant, make_signed
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Both have looked before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    # Without locks both come; with them nobody does, and waiting long would be in vain.
    patience = 30 if "no_locks" in request.fixturenames else 2

    def waiting(step: Callable[..., Any]) -> Callable[..., Any]:
        def step_and_wait(*facts: Any) -> Any:
            answer = step(*facts)
            # In the main thread the covenant is only being made.
            if threading.current_thread() is not threading.main_thread():
                with suppress(threading.BrokenBarrierError):
                    barrier.wait(timeout=patience)
            return answer

        return step_and_wait

    monkeypatch.setattr(signing, "_sides", waiting(signing._sides))
    monkeypatch.setattr(drafting, "checked_renewal", waiting(origins.checked_renewal))


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


@pytest.fixture
def awaiting(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_awaiting(community_secretary, community, unit)


def confirm_both(covenant: Covenant, first: User, second: User) -> str:
    run_at_once(
        *(
            partial(confirm_party, actor=actor, party=party, signer="李书记")
            for actor, party in zip((first, second), covenant.parties.all(), strict=True)
        )
    )
    return Covenant.objects.get(pk=covenant.pk).status


def renew_twice(actor: User, community: Organization, unit: ResidentUnit) -> list[str]:
    earlier = make_signed(actor, community, unit)
    return run_at_once(*[partial(make_covenant, actor, community, unit, renews=earlier)] * 2)


@pytest.mark.usefixtures("meeting")
def test_two_last_confirmations_sign_the_covenant(
    awaiting: Covenant, community_secretary: User, liaison: User
) -> None:
    assert confirm_both(awaiting, community_secretary, liaison) == "signed"


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_all_have_confirmed_and_nothing_is_signed(
    awaiting: Covenant, community_secretary: User, liaison: User
) -> None:
    assert confirm_both(awaiting, community_secretary, liaison) == "awaiting"
    assert not awaiting.parties.filter(confirmed_on=None).exists()


@pytest.mark.usefixtures("meeting")
def test_of_two_renewals_one_is_refused_with_a_sentence(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    assert renew_twice(community_secretary, community, unit) == ["RuleViolation", "done"]


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_only_the_constraint_stops_the_second_renewal(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    assert renew_twice(community_secretary, community, unit) == ["IntegrityError", "done"]
