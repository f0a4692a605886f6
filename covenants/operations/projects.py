"""The life of a project: proposed, confirmed, carried out, finished, ended or void."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.months import Month
from common.numbers import make_no
from common.text import normalise_line, normalise_text
from common.violations import require
from covenants.models import Project
from covenants.operations.dates import check_past
from covenants.operations.plans import Plan, check_lead, check_plan
from covenants.transitions import require_state
from orgs import scope
from orgs.models import Organization
from orgs.operations.months import mark_months
from orgs.policy import Action, Role
from orgs.selectors.people import holders

Status = Project.Status
STATE_AFTER: Mapping[str, Status] = {
    "confirm": Status.CONFIRMED,
    "reject": Status.REJECTED,
    "start": Status.RUNNING,
    "pause": Status.PAUSED,
    "resume": Status.RUNNING,
    "finish": Status.FINISHED,
    "terminate": Status.TERMINATED,
    "void": Status.VOID,
}


def voiding_project_action(project: Project) -> Action:
    """Return the right that voiding needs: what was confirmed only the district takes back."""
    return Action.KEEP_PROJECTS if project.confirmed_on is None else Action.VOID_COVENANTS


@transaction.atomic
def propose_project(
    *,
    actor: User,
    lead: Organization,
    name: str,
    code_b: str,
    communities: Iterable[Organization],
    **details: Any,
) -> Project:
    """Propose joint work, led by a community of the actor's own.

    `details` are the further fields of a `Plan`. The work may take place in other communities of
    the lead's district too: their names are public, and they see the project from then on, so
    they need not lie in the actor's scope; the lead must.
    Refuses `project.lead`, `project.code_b`, `project.code_a`, `project.communities`,
    `project.covenants` (unsigned, or out of the actor's sight), `project.funding` and what
    `checked_units` refuses of partners.
    """
    lead = Organization.objects.select_for_update().get(pk=lead.pk)
    scope.require(actor, Action.KEEP_PROJECTS, lead)
    check_lead(lead)
    plan = Plan(name=name, code_b=code_b, communities=communities, **details)
    checked = check_plan(actor, lead, plan)
    project = Project.objects.create_by(
        actor, no=make_no("XM", clock.today()), lead=lead, **checked.values
    )
    checked.store(project)
    write_audit(actor=actor, action="project.propose", record=project, **checked.keys())
    return project


@transaction.atomic
def change_project(
    *,
    actor: User,
    project: Project,
    version: int | None = None,
    name: str,
    code_b: str,
    communities: Iterable[Organization],
    **details: Any,
) -> Project:
    """Change a proposal. Refuses `project.state`, `record.stale` and what proposing refuses."""
    project = _hold(actor, project, "change")
    project.require_version(version)
    plan = Plan(name=name, code_b=code_b, communities=communities, **details)
    checked = check_plan(actor, project.lead, plan)
    before = {
        key: str(getattr(project, key))
        for key, value in checked.values.items()
        if getattr(project, key) != value
    }
    project.change(actor, **checked.values)
    checked.store(project)
    write_audit(
        actor=actor, action="project.change", record=project, before=before, **checked.keys()
    )
    return project


@transaction.atomic
def confirm_project(
    *,
    actor: User,
    project: Project,
    confirmed_on: datetime.date,
    planned_end: datetime.date | None = None,
) -> Project:
    """Confirm a proposal: from that day on it counts (S6). No planned end: the proposal's stays.

    The other communities where it is carried out get a message, for it counts there too.
    Refuses `project.state`, `project.confirmed_on` (in the future or absurd),
    `project.planned_end` (before the confirmation).
    """
    project = _hold(actor, project, "confirm")
    check_past(confirmed_on, label="确定日期", code="project.confirmed_on")
    planned_end = planned_end or project.planned_end
    require(
        planned_end is None or planned_end >= confirmed_on,
        "计划完成日期不能早于确定日期，请核对。",
        code="project.planned_end",
        field="planned_end",
    )
    _move(actor, project, "confirm", confirmed_on=confirmed_on, planned_end=planned_end)
    _mark(project, confirmed_on)
    _tell_other_communities(project)
    return project


@transaction.atomic
def reject_project(*, actor: User, project: Project, reason: str) -> Project:
    """Decide against a proposal. Refuses `project.state`."""
    project = _hold(actor, project, "reject")
    return _move(actor, project, "reject", reason=_reason(reason, "否决原因"))


@transaction.atomic
def start_project(*, actor: User, project: Project) -> Project:
    """Begin the work. Refuses `project.state`."""
    return _turn(actor, project, "start")


@transaction.atomic
def pause_project(*, actor: User, project: Project) -> Project:
    """Interrupt the work. Refuses `project.state`."""
    return _turn(actor, project, "pause")


@transaction.atomic
def resume_project(*, actor: User, project: Project) -> Project:
    """Go on with the work. Refuses `project.state`."""
    return _turn(actor, project, "resume")


@transaction.atomic
def finish_project(
    *, actor: User, project: Project, finished_on: datetime.date, outcome: str
) -> Project:
    """End the work with its outcome in words.

    Refuses `project.state`, `project.finished_on` (in the future or before the confirmation).
    """
    project = _hold(actor, project, "finish")
    check_past(finished_on, label="完成日期", code="project.finished_on")
    require(
        finished_on >= project.confirmed_on,
        "完成日期不能早于确定日期，请核对。",
        code="project.finished_on",
        field="finished_on",
    )
    outcome = normalise_text(outcome, label="成效", limit=2000)
    _move(actor, project, "finish", finished_on=finished_on, outcome=outcome)
    _mark(project, finished_on, clock.today())
    return project


@transaction.atomic
def terminate_project(*, actor: User, project: Project, reason: str) -> Project:
    """Give the work up; the project still counts as confirmed. Refuses `project.state`."""
    project = _hold(actor, project, "terminate")
    _move(actor, project, "terminate", reason=_reason(reason, "终止原因"))
    _mark(project, clock.today())
    return project


@transaction.atomic
def void_project(*, actor: User, project: Project, reason: str) -> Project:
    """Take back a proposal; or, by the district, a project that was entered by mistake.

    A void project leaves every date that is not frozen. Refuses `project.state`.
    """
    project = _locked(project)
    scope.require(actor, voiding_project_action(project), project)
    require_state(project, "void")
    _move(actor, project, "void", reason=_reason(reason, "作废原因"))
    if project.confirmed_on is not None:
        _mark(project, project.confirmed_on)
    return project


def _locked(project: Project) -> Project:
    rows = Project.objects.select_for_update(of=("self",)).select_related("lead")
    return rows.get(pk=project.pk)


def _hold(actor: User, project: Project, step: str) -> Project:
    """Lock and re-read the project, require the right and the state."""
    project = _locked(project)
    scope.require(actor, Action.KEEP_PROJECTS, project)
    require_state(project, step)
    return project


def _move(actor: User, project: Project, step: str, **values: Any) -> Project:
    """Take the step on a held project: state, values, audit."""
    before = project.status
    project.change(actor, status=STATE_AFTER[step], **values)
    detail = {key: str(value) for key, value in values.items() if value is not None}
    write_audit(actor=actor, action=f"project.{step}", record=project, before=before, **detail)
    return project


def _turn(actor: User, project: Project, step: str) -> Project:
    """Take a step that needs nothing but the wish."""
    project = _hold(actor, project, step)
    _move(actor, project, step)
    _mark(project, clock.today())
    return project


def _mark(project: Project, *days: datetime.date) -> None:
    """Mark the months of the days at the lead and at every community of the project."""
    places = {project.lead_id, *project.communities.values_list("pk", flat=True)}
    mark_months(places, {Month.of(day) for day in days})


def _reason(reason: str, label: str) -> str:
    return normalise_line(reason, label=label, limit=200)


def _tell_other_communities(project: Project) -> None:
    others = project.communities.exclude(pk=project.lead_id).values_list("pk", flat=True)
    text = f"{project.lead}确定的共建项目“{project.name}”在贵社区实施，如不属实请与其联系。"
    readers = holders(Role.COMMUNITY, *others).values_list("pk", flat=True)
    notify_each(texts=dict.fromkeys(readers, text), url=project.get_absolute_url())
