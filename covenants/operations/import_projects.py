"""Projects that a ledger brings, led to the state it tells of, and taking them back."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from covenants.models import FundingSource, Project, ProjectStage, ProjectWant
from covenants.operations.import_notices import tell_communities_of_ledger
from covenants.operations.import_rows import hold_places, untouched, write_rows
from covenants.operations.project_steps import mark_project
from covenants.operations.projects import (
    confirm_project,
    finish_project,
    pause_project,
    propose_project,
    start_project,
    terminate_project,
)
from covenants.selectors.ledgers import ProjectKey, registered_projects
from orgs import scope
from orgs.imports.kinds import Judgement, Verdict, Written
from orgs.models import ImportBatch, Organization, ResidentUnit
from orgs.policy import Action

Status = Project.Status
# Rows that belong to a project from its first day and go with it.
PARTS = (
    FundingSource,
    ProjectStage,
    ProjectWant,
    Project.communities.through,
    Project.partners.through,
    Project.covenants.through,
)


@transaction.atomic
def import_projects(*, actor: User, batch: ImportBatch, rows: Sequence[Judgement]) -> list[Written]:
    """Write the projects of a judged ledger, each step with its own entry in the audit.

    What was registered meanwhile, or is refused by now, is left out. The other communities where
    they are carried out get one message about all of them.
    """
    hold_places(rows, "lead")
    places = Organization.objects.filter(pk__in={row.values["lead"] for row in rows})
    known = registered_projects(places)
    fresh = [
        row for row in rows if row.verdict == Verdict.DUPLICATE or _key(row.values) not in known
    ]
    written = write_rows(actor, fresh, _write)
    write_audit(actor=actor, action="project.import", record=batch, count=len(written))
    tell_communities_of_ledger(actor, [row.record_id for row in written])
    return written


@transaction.atomic
def undo_project_import(*, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
    """Take projects back that nobody touched since; return the rows that stay."""
    gone = untouched(Project, rows, parts=PARTS)
    for project in gone.values():
        scope.require(actor, Action.KEEP_PROJECTS, project)
        days = (project.confirmed_on, project.finished_on, clock.today())
        mark_project(project, *(day for day in days if day))
    Project.objects.filter(pk__in=[project.pk for project in gone.values()]).delete()
    stayed = sorted({row.number for row in rows} - gone.keys())
    write_audit(
        actor=actor, action="project.undo_import", record=batch,
        count=len(gone), stayed=len(stayed),
    )  # fmt: skip
    return stayed


def _key(values: dict[str, Any]) -> ProjectKey:
    return ProjectKey(values["lead"], _day(values["confirmed_on"]), values["name"])


def _write(actor: User, values: dict[str, Any]) -> Project:
    """Propose and confirm one project and lead it to its state."""
    project = propose_project(
        actor=actor,
        lead=Organization.objects.get(pk=values["lead"]),
        name=values["name"],
        content=values.get("content", ""),  # a file that was judged before the column came
        code_b=values["code_b"],
        code_a=values["code_a"],
        communities=Organization.objects.filter(pk__in=values["communities"]),
        partners=ResidentUnit.objects.filter(pk__in=values["partners"]),
        planned_end=_day(values.get("planned_end")),
        funding={source: Decimal(amount) for source, amount in values["funding"].items()},
    )
    project = confirm_project(
        actor=actor, project=project, confirmed_on=_day(values["confirmed_on"]), is_told=False
    )
    return _lead(actor, project, values)


def _lead(actor: User, project: Project, values: dict[str, Any]) -> Project:
    """Take the steps from the decision to the state that the ledger tells of."""
    status = values["status"]
    if status != Status.CONFIRMED:
        project = start_project(actor=actor, project=project)
    if status == Status.PAUSED:
        project = pause_project(actor=actor, project=project)
    if status == Status.FINISHED:
        project = finish_project(
            actor=actor, project=project, finished_on=_day(values["finished_on"]),
            outcome=values["outcome"],
        )  # fmt: skip
    if status == Status.TERMINATED:
        project = terminate_project(actor=actor, project=project, reason=values["reason"])
    return project


def _day(text: str | None) -> Any:
    return datetime.date.fromisoformat(text) if text else None
