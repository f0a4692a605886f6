"""Covenants and projects, made by the operations that the product itself uses."""

import datetime
import uuid
from typing import Any

from accounts.models import User
from covenants.models import Covenant, Project
from covenants.operations.drafting import draft_covenant
from covenants.operations.projects import (
    confirm_project,
    finish_project,
    pause_project,
    propose_project,
    reject_project,
    start_project,
    terminate_project,
)
from covenants.operations.signing import sign_covenant, submit_covenant
from covenants.operations.work import evaluate_project
from orgs.models import Organization, ResidentUnit

SIGNED = datetime.date(2025, 3, 1)
CONFIRMED = datetime.date(2025, 3, 10)


def make_covenant(
    actor: User, organization: Organization, *units: ResidentUnit, **values: Any
) -> Covenant:
    """A draft."""
    values = {"title": "共驻共建协议", **values}
    return draft_covenant(actor=actor, organization=organization, units=units, **values)


def make_awaiting(
    actor: User, organization: Organization, *units: ResidentUnit, **values: Any
) -> Covenant:
    """One that waits for the sides' signatures."""
    return submit_covenant(
        actor=actor, covenant=make_covenant(actor, organization, *units, **values)
    )


def make_signed(
    actor: User,
    organization: Organization,
    *units: ResidentUnit,
    signed_on: datetime.date = SIGNED,
    effective_from: datetime.date | None = None,
    effective_to: datetime.date | None = None,
    **values: Any,
) -> Covenant:
    """A signed one, in effect from the day of signing unless told otherwise."""
    return sign_covenant(
        actor=actor,
        covenant=make_covenant(actor, organization, *units, **values),
        signed_on=signed_on,
        effective_from=effective_from or signed_on,
        effective_to=effective_to,
    )


def make_project(actor: User, lead: Organization, **values: Any) -> Project:
    """A proposal at the lead's own community."""
    values = {"name": "楼道亮化", "code_b": "G3", "communities": [lead], **values}
    return propose_project(actor=actor, lead=lead, **values)


def make_project_in(actor: User, lead: Organization, status: str, **values: Any) -> Project:
    """A project that went the way to the state."""
    project = make_project(actor, lead, **values)
    for step, more in WAYS[status]:
        project = step(actor=actor, project=project, **more)
    return project


CONFIRM = (confirm_project, {"confirmed_on": CONFIRMED})
START = (start_project, {})
FINISH = (finish_project, {"finished_on": CONFIRMED, "outcome": "已装灯 40 盏"})
VOICES = {"satisfied_count": 20, "fairly_count": 4, "dissatisfied_count": 1}
EVALUATE = (evaluate_project, {"held_on": CONFIRMED, "way": "meeting", **VOICES})
WAYS: dict[str, list[tuple[Any, dict[str, Any]]]] = {
    "proposed": [],
    "rejected": [(reject_project, {"reason": "条件不具备"})],
    "confirmed": [CONFIRM],
    "running": [CONFIRM, START],
    "paused": [CONFIRM, START, (pause_project, {})],
    "finished": [CONFIRM, START, FINISH],
    "evaluated": [CONFIRM, START, FINISH, EVALUATE],
    "terminated": [CONFIRM, START, (terminate_project, {"reason": "单位搬迁"})],
}


def key() -> dict[str, str]:
    """The hidden field of a form that was opened once."""
    return {"form_key": str(uuid.uuid4())}
