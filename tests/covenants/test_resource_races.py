"""Two at once on PostgreSQL: one claim and one answer stand; each twin runs without the locks."""

import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import AuditEntry, User
from covenants.models import Project, ProjectClaim, ResourceOffer, ResourceRequest
from covenants.operations import claims, requests
from orgs.models import Organization, ResidentUnit
from tests.makers.resources import (
    in_days,
    make_claim,
    make_claimable,
    make_offer,
    make_request,
)
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Both have looked before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    patience = 10 if "no_locks" in request.fixturenames else 0.5

    def meet_after(module: Any, name: str) -> None:
        look = getattr(module, name)

        def look_and_wait(*facts: Any, **named: Any) -> Any:
            seen = look(*facts, **named)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=patience)
            return seen

        monkeypatch.setattr(module, name, look_and_wait)

    meet_after(claims, "_check_new")
    meet_after(claims, "_hold")
    meet_after(requests, "_check_single")
    meet_after(requests, "_hold")


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


@pytest.fixture
def project(community_secretary: User, community: Organization) -> Project:
    return make_claimable(community_secretary, community)


@pytest.fixture
def offer(liaison: User, unit: ResidentUnit) -> ResourceOffer:
    return make_offer(liaison, unit)


def claim_twice(liaison: User, project: Project, unit: ResidentUnit) -> list[str]:
    return run_at_once(*[partial(make_claim, liaison, project, unit)] * 2)


def ask_twice(actor: User, offer: ResourceOffer, community: Organization) -> list[str]:
    return run_at_once(*[partial(make_request, actor, offer, community)] * 2)


def accept_and_withdraw(
    secretary: User, liaison: User, project: Project, unit: ResidentUnit
) -> list[str]:
    claim = ProjectClaim.objects.create(project=project, unit=unit, text="提供会议室")
    return run_at_once(
        partial(claims.answer_claim, actor=secretary, claim=claim, accepts=True),
        partial(claims.withdraw_claim, actor=liaison, claim=claim),
    )


def agree_twice(liaison: User, offer: ResourceOffer, community: Organization) -> list[str]:
    row = ResourceRequest.objects.create(
        offer=offer, community=community, purpose="议事会", wanted_on=in_days(1)
    )
    agree = partial(requests.answer_request, actor=liaison, request=row, agrees=True)
    return run_at_once(agree, agree)


@pytest.mark.usefixtures("meeting")
def test_two_claims_at_once_are_one_and_the_other_gets_a_sentence(
    liaison: User, project: Project, unit: ResidentUnit
) -> None:
    assert claim_twice(liaison, project, unit) == ["RuleViolation", "done"]
    assert ProjectClaim.objects.count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_only_the_constraint_stops_the_second_claim(
    liaison: User, project: Project, unit: ResidentUnit
) -> None:
    assert claim_twice(liaison, project, unit) == ["IntegrityError", "done"]
    assert ProjectClaim.objects.count() == 1


@pytest.mark.usefixtures("meeting")
def test_two_requests_at_once_are_one_and_the_other_gets_a_sentence(
    community_secretary: User, offer: ResourceOffer, community: Organization
) -> None:
    assert ask_twice(community_secretary, offer, community) == ["RuleViolation", "done"]
    assert ResourceRequest.objects.count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_only_the_constraint_stops_the_second_request(
    community_secretary: User, offer: ResourceOffer, community: Organization
) -> None:
    assert ask_twice(community_secretary, offer, community) == ["IntegrityError", "done"]


@pytest.mark.usefixtures("meeting")
def test_a_claim_is_accepted_or_taken_back_never_both(
    community_secretary: User, liaison: User, project: Project, unit: ResidentUnit
) -> None:
    outcome = accept_and_withdraw(community_secretary, liaison, project, unit)
    assert outcome == ["RuleViolation", "done"]
    is_accepted = ProjectClaim.objects.get().state == "accepted"
    assert project.partners.exists() is is_accepted


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_a_claim_is_accepted_and_taken_back(
    community_secretary: User, liaison: User, project: Project, unit: ResidentUnit
) -> None:
    outcome = accept_and_withdraw(community_secretary, liaison, project, unit)
    assert outcome == ["done", "done"]


@pytest.mark.usefixtures("meeting")
def test_two_answers_at_once_are_one(
    liaison: User, offer: ResourceOffer, community: Organization
) -> None:
    assert agree_twice(liaison, offer, community) == ["RuleViolation", "done"]
    assert AuditEntry.objects.filter(action="request.agree").count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_a_request_is_answered_twice(
    liaison: User, offer: ResourceOffer, community: Organization
) -> None:
    assert agree_twice(liaison, offer, community) == ["done", "done"]
    assert AuditEntry.objects.filter(action="request.agree").count() == 2
