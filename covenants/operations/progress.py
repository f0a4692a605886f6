"""How the work goes on: the steps of its plan, and what happened on which day."""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.text import normalise_line
from common.violations import require
from covenants.models import Milestone, ProgressEntry, Project
from covenants.operations.dates import check_past
from covenants.operations.plans import check_planned
from covenants.operations.project_steps import hold_project

MOST_MILESTONES = 50


@transaction.atomic
def add_milestone(*, actor: User, project: Project, name: str, due_on: datetime.date) -> Milestone:
    """Plan one step with its day.

    Refuses `project.state`, `milestone.due_on` (an absurd year, or before the project was
    confirmed), `milestone.name` (the same step for the same day), `milestone.count`.
    """
    project = hold_project(actor, project, "add_milestone")
    name = normalise_line(name, label="节点", limit=100, field="name")
    check_planned(due_on, label="计划日期", code="milestone.due_on")
    _check_after_confirmation(project, due_on, label="计划日期", field="due_on")
    _check_new(project, name, due_on)
    milestone = Milestone.objects.create(project=project, name=name, due_on=due_on)
    write_audit(
        actor=actor, action="project.add_milestone", record=project,
        name=name, due_on=f"{due_on}",
    )  # fmt: skip
    return milestone


@transaction.atomic
def reach_milestone(*, actor: User, milestone: Milestone, done_on: datetime.date) -> Milestone:
    """Enter that the step was done.

    Refuses `project.state`, `milestone.done` (already entered), `milestone.done_on` (in the
    future, before the project was confirmed or after it was finished).
    """
    project = hold_project(actor, milestone.project, "reach_milestone")
    milestone = _current(milestone)
    require(
        milestone.done_on is None,
        f"这个节点已登记于 {milestone.done_on} 完成；登记有误的，请删去后重新增加。",
        code="milestone.done",
    )
    check_past(done_on, label="完成日期", code="milestone.done_on")
    _check_within(project, done_on, label="完成日期", code="milestone.done_on")
    milestone.done_on = done_on
    milestone.save(update_fields=["done_on"])
    write_audit(
        actor=actor, action="project.reach_milestone", record=project,
        name=milestone.name, done_on=f"{done_on}",
    )  # fmt: skip
    return milestone


@transaction.atomic
def drop_milestone(*, actor: User, milestone: Milestone) -> None:
    """Take a step out of the plan; the audit keeps it. Refuses `project.state`."""
    project = hold_project(actor, milestone.project, "drop_milestone")
    milestone = _current(milestone)
    write_audit(
        actor=actor, action="project.drop_milestone", record=project, name=milestone.name,
        due_on=f"{milestone.due_on}", done_on=f"{milestone.done_on or ''}",
    )  # fmt: skip
    milestone.delete()


@transaction.atomic
def add_progress(
    *, actor: User, project: Project, happened_on: datetime.date, text: str
) -> ProgressEntry:
    """Enter what happened on a day, from the confirmation to the end of the work.

    Refuses `project.state`, `progress.happened_on`, `progress.text` (the same words for the same
    day).
    """
    project = hold_project(actor, project, "add_progress")
    code = "progress.happened_on"
    check_past(happened_on, label="日期", code=code)
    _check_within(project, happened_on, label="日期", code=code)
    text = normalise_line(text, label="进展情况", limit=500, field="text")
    require(
        not project.progress.filter(happened_on=happened_on, text=text).exists(),
        "这一天已经登记过同样的进展。",
        code="progress.text",
        field="text",
    )
    entry = ProgressEntry.objects.create_by(
        actor, project=project, happened_on=happened_on, text=text
    )
    write_audit(
        actor=actor, action="project.add_progress", record=project, happened_on=f"{happened_on}"
    )
    return entry


def _current(milestone: Milestone) -> Milestone:
    """Re-read the step under the project's lock; somebody may have dropped it."""
    found = Milestone.objects.filter(pk=milestone.pk).first()
    require(found is not None, "这个节点已被删去，请刷新后再看。", code="milestone.gone")
    return found


def _check_new(project: Project, name: str, due_on: datetime.date) -> None:
    require(
        not project.milestones.filter(name=name, due_on=due_on).exists(),
        "这一天已经有同名的节点。",
        code="milestone.name",
        field="name",
    )
    require(
        project.milestones.count() < MOST_MILESTONES,
        f"一个项目最多 {MOST_MILESTONES} 个节点。",
        code="milestone.count",
    )


def _check_after_confirmation(
    project: Project, day: datetime.date, *, label: str, field: str
) -> None:
    require(
        project.confirmed_on is None or day >= project.confirmed_on,
        f"{label}不能早于项目确定日期 {project.confirmed_on}，请核对。",
        code=f"milestone.{field}",
        field=field,
    )


def _check_within(project: Project, day: datetime.date, *, label: str, code: str) -> None:
    """Refuse a day before the project was confirmed or after it was finished."""
    field, last = code.rpartition(".")[2], project.finished_on
    require(
        day >= project.confirmed_on,
        f"{label}不能早于项目确定日期 {project.confirmed_on}，请核对。",
        code=code,
        field=field,
    )
    require(
        last is None or day <= last,
        f"{label}不能晚于项目完成日期 {last}，请核对。",
        code=code,
        field=field,
    )
