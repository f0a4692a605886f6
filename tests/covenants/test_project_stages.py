"""The state of a project as of a past day, though steps are entered later than they happened."""

import datetime

import pytest

from accounts.models import User
from common import clock
from covenants.models import Project, ProjectStage
from covenants.operations import projects as operations
from covenants.operations.work import evaluate_project
from orgs.models import Organization
from tests.makers.covenants import CONFIRMED, VOICES, make_project, make_project_in

ONE = datetime.timedelta(days=1)


def state_on(day: datetime.date) -> str | None:
    return Project.objects.with_state_on(day).get().state_on_day


@pytest.mark.parametrize(
    ("status", "today"),
    [
        ("confirmed", "confirmed"), ("running", "running"), ("paused", "paused"),
        ("finished", "finished"), ("evaluated", "evaluated"), ("terminated", "terminated"),
    ],
)  # fmt: skip
def test_today_s_state_is_the_one_that_stands(
    status: str, today: str, community_secretary: User, community: Organization
) -> None:
    make_project_in(community_secretary, community, status)
    assert state_on(clock.today()) == today


@pytest.mark.parametrize("status", ["proposed", "rejected"])
def test_what_was_never_confirmed_has_no_stage(
    status: str, community_secretary: User, community: Organization
) -> None:
    make_project_in(community_secretary, community, status)
    assert not ProjectStage.objects.exists()
    assert state_on(clock.today()) is None


def test_a_project_stands_from_the_day_of_its_confirmation(
    community_secretary: User, community: Organization
) -> None:
    make_project_in(community_secretary, community, "confirmed")
    assert state_on(CONFIRMED - ONE) is None
    assert state_on(CONFIRMED) == "confirmed"


def test_a_start_counts_from_the_day_it_was_entered(
    community_secretary: User, community: Organization
) -> None:
    make_project_in(community_secretary, community, "running")
    assert state_on(clock.today() - ONE) == "confirmed"
    assert state_on(clock.today()) == "running"


def test_an_end_entered_late_counts_from_its_own_day(
    community_secretary: User, community: Organization
) -> None:
    """The start was entered today, the end lies months back: the later step decides."""
    project = make_project_in(community_secretary, community, "running")
    ended = CONFIRMED + ONE * 30
    operations.finish_project(
        actor=community_secretary, project=project, finished_on=ended, outcome="已完成"
    )
    assert [state_on(day) for day in (ended - ONE, ended, clock.today())] == [
        "confirmed", "finished", "finished",
    ]  # fmt: skip


def test_an_evaluation_entered_late_counts_from_its_own_day(
    community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, "finished")
    held = CONFIRMED + ONE * 5
    evaluate_project(
        actor=community_secretary, project=project, held_on=held, way="meeting", **VOICES
    )
    assert [state_on(day) for day in (held - ONE, held)] == ["finished", "evaluated"]


def test_a_refused_step_leaves_no_stage(community_secretary: User, community: Organization) -> None:
    project = make_project(community_secretary, community)
    with pytest.raises(Exception, match="不能开始实施"):
        operations.start_project(actor=community_secretary, project=project)
    assert not ProjectStage.objects.exists()
