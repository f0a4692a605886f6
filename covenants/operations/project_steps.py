"""What every step of a project begins and ends with: the row held, the state, the months."""

import datetime
from collections.abc import Mapping
from typing import Any

from accounts.models import User
from accounts.operations import write_audit
from common.months import Month
from covenants.models import Project, ProjectStage
from covenants.transitions import require_state
from orgs import scope
from orgs.operations.months import mark_months
from orgs.policy import Action

Status = Project.Status
STATE_AFTER: Mapping[str, Status] = {
    "confirm": Status.CONFIRMED,
    "reject": Status.REJECTED,
    "start": Status.RUNNING,
    "pause": Status.PAUSED,
    "resume": Status.RUNNING,
    "finish": Status.FINISHED,
    "evaluate": Status.EVALUATED,
    "terminate": Status.TERMINATED,
    "void": Status.VOID,
}


def locked_project(project: Project) -> Project:
    """Lock and re-read the project."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("lead")
    return rows.get(pk=project.pk)


def hold_project(
    actor: User, project: Project, step: str, action: Action = Action.KEEP_PROJECTS
) -> Project:
    """Lock and re-read the project, require the right and the state."""
    project = locked_project(project)
    scope.require(actor, action, project)
    require_state(project, step)
    return project


def move_project(
    actor: User,
    project: Project,
    step: str,
    *,
    since: datetime.date | None = None,
    because: str = "",
    **values: Any,
) -> Project:
    """Take the step on a held project: state, values, audit.

    `since`: the day from which the project is in the new state; a step before the confirmation,
    and voiding, which leaves every date, have none. `because`: a reason that the history alone
    keeps, for the work goes on.
    """
    before, status = project.status, STATE_AFTER[step]
    project.change(actor, status=status, **values)
    if since is not None:
        ProjectStage.objects.create(project=project, status=status, from_on=since)
    detail = {key: str(value) for key, value in values.items() if value is not None}
    detail |= {"reason": because} if because else {}
    write_audit(actor=actor, action=f"project.{step}", record=project, before=before, **detail)
    return project


def mark_project(project: Project, *days: datetime.date) -> None:
    """Mark the months of the days at the lead and at every community of the project."""
    places = {project.lead_id, *project.communities.values_list("pk", flat=True)}
    mark_months(places, {Month.of(day) for day in days})
