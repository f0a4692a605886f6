"""Milestones and progress: their days, their states, who may, what the page marks."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.violations import RuleViolation
from covenants.models import Milestone, ProgressEntry, Project
from covenants.operations.progress import (
    add_milestone,
    add_progress,
    drop_milestone,
    reach_milestone,
)
from covenants.selectors.project_pages import milestones_of
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import CONFIRMED, make_project_in
from tests.makers.orgs import Places

ONE = datetime.timedelta(days=1)
STATES = [
    "proposed", "rejected", "confirmed", "running", "paused", "finished", "evaluated", "terminated",
]  # fmt: skip
PLANNED = {"proposed", "confirmed", "running", "paused"}
LIVELY = {"confirmed", "running", "paused", "finished"}


@pytest.fixture
def running(community_secretary: User, places: Places, unit: ResidentUnit) -> Project:
    return make_project_in(
        community_secretary, places.community, "running",
        communities=[places.community, places.sibling], partners=[unit],
    )  # fmt: skip


@pytest.fixture
def milestone(running: Project, community_secretary: User) -> Milestone:
    return plan(community_secretary, running)


def plan(
    actor: User, project: Project, due_on: datetime.date = CONFIRMED, name: str = "完成布线"
) -> Milestone:
    return add_milestone(actor=actor, project=project, name=name, due_on=due_on)


def enter(
    actor: User, project: Project, day: datetime.date = CONFIRMED, text: str = "装灯 8 盏"
) -> ProgressEntry:
    return add_progress(actor=actor, project=project, happened_on=day, text=text)


@pytest.mark.parametrize("state", STATES)
def test_a_milestone_is_planned_while_there_is_work_ahead(
    state: str, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, state)
    if state in PLANNED:
        assert plan(community_secretary, project).due_on == CONFIRMED
        return
    with pytest.raises(RuleViolation, match="不能增加节点"):
        plan(community_secretary, project)


@pytest.mark.parametrize("state", STATES)
def test_progress_is_entered_from_the_confirmation_until_residents_were_asked(
    state: str, community_secretary: User, community: Organization
) -> None:
    project = make_project_in(community_secretary, community, state)
    if state in LIVELY:
        assert enter(community_secretary, project).project == project
        return
    with pytest.raises(RuleViolation, match="不能登记进展"):
        enter(community_secretary, project)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (CONFIRMED - ONE, "不能早于项目确定日期"),
        (datetime.date(1999, 12, 31), "2000 年至 2099 年"),
        (datetime.date(2100, 1, 1), "2000 年至 2099 年"),
    ],
)
def test_a_milestone_in_an_odd_time_is_refused(
    day: datetime.date, message: str, running: Project, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match=message) as refusal:
        plan(community_secretary, running, day)
    assert refusal.value.field == "due_on"


def test_the_same_milestone_is_planned_once(
    milestone: Milestone, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation, match="已经有同名的节点"):
        plan(community_secretary, milestone.project)
    plan(community_secretary, milestone.project, CONFIRMED + ONE)
    assert Milestone.objects.count() == 2


def test_a_project_has_fifty_milestones_at_most(
    running: Project, community_secretary: User
) -> None:
    Milestone.objects.bulk_create(
        Milestone(project=running, name=f"第{number}步", due_on=CONFIRMED) for number in range(50)
    )
    with pytest.raises(RuleViolation, match="最多 50 个节点"):
        plan(community_secretary, running)


def test_a_milestone_is_reached_once(milestone: Milestone, community_secretary: User) -> None:
    reach_milestone(actor=community_secretary, milestone=milestone, done_on=CONFIRMED)
    with pytest.raises(RuleViolation, match="已登记于 2025-03-10 完成"):
        reach_milestone(actor=community_secretary, milestone=milestone, done_on=CONFIRMED + ONE)
    assert Milestone.objects.get().done_on == CONFIRMED


@pytest.mark.parametrize("days", [-1, 100_000])
def test_a_milestone_is_reached_on_a_day_of_the_work(
    days: int, milestone: Milestone, community_secretary: User
) -> None:
    day = CONFIRMED + ONE * days if days < 0 else clock.today() + ONE
    with pytest.raises(RuleViolation) as refusal:
        reach_milestone(actor=community_secretary, milestone=milestone, done_on=day)
    assert refusal.value.field == "done_on"


def test_a_dropped_milestone_stays_in_the_audit(
    milestone: Milestone, community_secretary: User
) -> None:
    drop_milestone(actor=community_secretary, milestone=milestone)
    assert not Milestone.objects.exists()
    detail = AuditEntry.objects.get(action="project.drop_milestone").detail
    assert (detail["name"], detail["due_on"]) == ("完成布线", "2025-03-10")
    with pytest.raises(RuleViolation, match="已被删去"):
        drop_milestone(actor=community_secretary, milestone=milestone)


@pytest.mark.parametrize("day", [CONFIRMED - ONE, datetime.date(2099, 1, 1)])
def test_progress_happens_between_the_confirmation_and_today(
    day: datetime.date, running: Project, community_secretary: User
) -> None:
    with pytest.raises(RuleViolation) as refusal:
        enter(community_secretary, running, day)
    assert refusal.value.field == "happened_on"


def test_nothing_happens_after_the_work_was_finished(
    community_secretary: User, community: Organization
) -> None:
    finished = make_project_in(community_secretary, community, "finished")
    with pytest.raises(RuleViolation, match="不能晚于项目完成日期"):
        enter(community_secretary, finished, CONFIRMED + ONE)


@pytest.mark.parametrize("text", ["", " \u3000", "字" * 501, "暗\u202e"])
def test_odd_words_are_no_progress(text: str, running: Project, community_secretary: User) -> None:
    with pytest.raises(RuleViolation) as refusal:
        enter(community_secretary, running, text=text)
    assert refusal.value.field == "text"


def test_the_same_progress_is_entered_once(running: Project, community_secretary: User) -> None:
    enter(community_secretary, running)
    with pytest.raises(RuleViolation, match="已经登记过同样的进展"):
        enter(community_secretary, running)
    assert ProgressEntry.objects.count() == 1


@pytest.mark.parametrize(
    "role", ["district_admin", "street_secretary", "grid_secretary", "liaison", "neighbour"]
)
def test_only_the_lead_plans_and_reports(
    role: str, request: pytest.FixtureRequest, milestone: Milestone
) -> None:
    user = request.getfixturevalue(role)
    wishes = [
        lambda: plan(user, milestone.project, name="代办"),
        lambda: reach_milestone(actor=user, milestone=milestone, done_on=CONFIRMED),
        lambda: drop_milestone(actor=user, milestone=milestone),
        lambda: enter(user, milestone.project),
    ]
    for wish in wishes:
        with pytest.raises(PermissionDenied):
            wish()


@pytest.mark.parametrize(
    ("done", "day", "label"),
    [
        (None, CONFIRMED, "待完成"),
        (None, CONFIRMED + ONE, "逾期 1 天"),
        (CONFIRMED, CONFIRMED + ONE, "完成"),
        (CONFIRMED + ONE * 2, CONFIRMED + ONE * 9, "完成，晚 2 天"),
    ],
)
def test_an_overdue_milestone_is_marked(
    done: datetime.date | None, day: datetime.date, label: str, milestone: Milestone
) -> None:
    milestone.done_on = done
    milestone.save()
    [line] = milestones_of(milestone.project, day)
    assert line.label == label


def test_what_a_given_up_project_left_undone_is_not_overdue(
    milestone: Milestone,
) -> None:
    milestone.project.status = "terminated"
    [line] = milestones_of(milestone.project, clock.today())
    assert line.label == "未完成"
