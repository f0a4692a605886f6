"""The life of a project: proposed, confirmed, carried out, finished, ended or void."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.numbers import make_no
from common.text import normalise_line, normalise_text
from covenants.models import Project
from covenants.operations.claims import decline_waiting
from covenants.operations.dates import check_confirmation, check_finish
from covenants.operations.parties import check_open
from covenants.operations.plans import Plan, check_lead, check_plan, check_planned
from covenants.operations.project_steps import (
    hold_project,
    locked_project,
    mark_project,
    move_project,
)
from orgs import scope
from orgs.models import Organization
from orgs.policy import Action, Role
from orgs.selectors.people import holders


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
    project = hold_project(actor, project, "change")
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
    after = {key: str(getattr(project, key)) for key in before}
    write_audit(
        actor=actor, action="project.change", record=project,
        before=before, after=after, **checked.keys(),
    )  # fmt: skip
    return project


@transaction.atomic
def confirm_project(
    *,
    actor: User,
    project: Project,
    confirmed_on: datetime.date,
    planned_end: datetime.date | None = None,
    is_told: bool = True,
) -> Project:
    """Confirm a proposal: from that day on it counts (S6). No planned end: the proposal's stays.

    The other communities where it is carried out get a message, for it counts there too
    (`is_told` False: by the caller). Refuses `project.state`, `project.confirmed_on` (in the
    future or absurd), `project.planned_end` (before the confirmation), `party.closed` (a unit that
    takes part was out of use by then).
    """
    project = hold_project(actor, project, "confirm")
    planned_end = planned_end or project.planned_end
    check_planned(planned_end, label="计划完成日期", code="project.planned_end")
    check_confirmation(confirmed_on, planned_end)
    _check_units(project, confirmed_on)
    move_project(
        actor, project, "confirm", since=confirmed_on,
        confirmed_on=confirmed_on, planned_end=planned_end,
    )  # fmt: skip
    mark_project(project, confirmed_on)
    if is_told:
        _tell_other_communities(project)
    return project


@transaction.atomic
def reject_project(*, actor: User, project: Project, reason: str) -> Project:
    """Decide against a proposal. Refuses `project.state`."""
    project = hold_project(actor, project, "reject")
    move_project(actor, project, "reject", reason=_reason(reason, "否决原因"))
    decline_waiting(actor=actor, project=project, answer="项目已否决")
    return project


@transaction.atomic
def start_project(*, actor: User, project: Project) -> Project:
    """Begin the work. Refuses `project.state`."""
    return _turn(actor, project, "start")


@transaction.atomic
def pause_project(*, actor: User, project: Project, reason: str = "") -> Project:
    """Interrupt the work, with a word why where it is known. Refuses `project.state`."""
    reason = normalise_line(reason, label="暂停原因", limit=200, required=False, field="reason")
    return _turn(actor, project, "pause", because=reason)


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
    project = hold_project(actor, project, "finish")
    check_finish(finished_on, project.confirmed_on)
    outcome = normalise_text(outcome, label="成效", limit=2000, field="outcome")
    move_project(
        actor, project, "finish", since=finished_on, finished_on=finished_on, outcome=outcome
    )
    mark_project(project, finished_on, clock.today())
    decline_waiting(actor=actor, project=project, answer="项目已完成")
    return project


@transaction.atomic
def terminate_project(*, actor: User, project: Project, reason: str) -> Project:
    """Give the work up; the project still counts as confirmed. Refuses `project.state`."""
    project, today = hold_project(actor, project, "terminate"), clock.today()
    move_project(actor, project, "terminate", since=today, reason=_reason(reason, "终止原因"))
    mark_project(project, today)
    decline_waiting(actor=actor, project=project, answer="项目已终止")
    return project


@transaction.atomic
def void_project(*, actor: User, project: Project, reason: str) -> Project:
    """Take back a proposal; or, by the district, a project that was entered by mistake.

    A void project leaves every date that is not frozen. Refuses `project.state`.
    """
    project = locked_project(project)
    project = hold_project(actor, project, "void", voiding_project_action(project))
    move_project(actor, project, "void", reason=_reason(reason, "作废原因"))
    if project.confirmed_on is not None:
        mark_project(project, project.confirmed_on)
    decline_waiting(actor=actor, project=project, answer="项目已作废")
    return project


def _turn(actor: User, project: Project, step: str, *, because: str = "") -> Project:
    """Take a step that needs nothing but the wish, today."""
    project, today = hold_project(actor, project, step), clock.today()
    move_project(actor, project, step, since=today, because=because)
    mark_project(project, today)
    return project


def _check_units(project: Project, day: datetime.date) -> None:
    """Refuse to confirm with a unit that is gone; one that was merged goes on in the other."""
    partners = list(project.partners.select_related("merged_into"))
    check_open([unit.standing for unit in partners], day, field="confirmed_on")


def _reason(reason: str, label: str) -> str:
    return normalise_line(reason, label=label, limit=200, field="reason")


def _tell_other_communities(project: Project) -> None:
    others = project.communities.exclude(pk=project.lead_id).values_list("pk", flat=True)
    text = (
        f"{project.lead}确定的共建项目“{project.name}”在贵社区实施；"
        "如不属实，可在项目页面登记退出。"
    )
    readers = holders(Role.COMMUNITY, *others).values_list("pk", flat=True)
    notify_each(texts=dict.fromkeys(readers, text), url=project.get_absolute_url())
