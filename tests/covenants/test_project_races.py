"""Two at once on one project, on PostgreSQL; each twin shows the race without the lock."""

import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import AuditEntry, User
from covenants.models import Project, ProjectEvaluation, ProjectStage
from covenants.operations import project_steps
from covenants.operations.projects import confirm_project, finish_project, reject_project
from covenants.operations.work import evaluate_project
from covenants.transitions import require_state
from orgs.models import Organization
from tests.makers.covenants import CONFIRMED, VOICES, make_project_in
from tests.members.test_races import run_at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
HELD = ["RuleViolation", "done"]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Both look at the state before either writes, if nothing keeps them apart."""
    barrier = threading.Barrier(2)
    # Without locks both come; with them nobody does, and waiting long would be in vain.
    patience = 30 if "no_locks" in request.fixturenames else 1

    def look_and_wait(project: Project, step: str) -> None:
        require_state(project, step)
        if threading.current_thread() is threading.main_thread():
            return  # the project is only being made
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=patience)

    monkeypatch.setattr(project_steps, "require_state", look_and_wait)


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


def two_ends(actor: User, community: Organization) -> list[str]:
    project = make_project_in(actor, community, "running")
    wishes = [
        partial(
            finish_project, actor=actor, project=project, finished_on=CONFIRMED, outcome=outcome
        )
        for outcome in ("装灯 40 盏", "装灯 41 盏")
    ]
    return sorted(run_at_once(*wishes))


def two_decisions(actor: User, community: Organization) -> list[str]:
    project = make_project_in(actor, community, "proposed")
    yes = partial(confirm_project, actor=actor, project=project, confirmed_on=CONFIRMED)
    no = partial(reject_project, actor=actor, project=project, reason="条件不具备")
    return sorted(run_at_once(yes, no))


@pytest.mark.usefixtures("meeting")
def test_a_project_is_finished_once(community_secretary: User, community: Organization) -> None:
    assert two_ends(community_secretary, community) == HELD
    assert AuditEntry.objects.filter(action="project.finish").count() == 1
    assert ProjectStage.objects.filter(status="finished").count() == 1


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_it_is_finished_twice(
    community_secretary: User, community: Organization
) -> None:
    assert two_ends(community_secretary, community) == ["done", "done"]
    assert ProjectStage.objects.filter(status="finished").count() == 2


@pytest.mark.usefixtures("meeting")
def test_a_project_is_confirmed_or_rejected(
    community_secretary: User, community: Organization
) -> None:
    assert two_decisions(community_secretary, community) == HELD


@pytest.mark.usefixtures("meeting", "no_locks")
def test_without_the_lock_it_is_both(community_secretary: User, community: Organization) -> None:
    assert two_decisions(community_secretary, community) == ["done", "done"]


@pytest.mark.usefixtures("meeting")
def test_a_project_is_evaluated_once(community_secretary: User, community: Organization) -> None:
    project = make_project_in(community_secretary, community, "finished")
    values: dict[str, Any] = {"held_on": CONFIRMED, "way": "form", **VOICES}
    wish = partial(evaluate_project, actor=community_secretary, project=project, **values)
    assert sorted(run_at_once(wish, wish)) == HELD
    assert ProjectEvaluation.objects.count() == 1
