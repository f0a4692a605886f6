"""Projects, from the proposal to what residents said of them."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from covenants.models import Project
from covenants.operations.projects import (
    confirm_project,
    finish_project,
    pause_project,
    propose_project,
    reject_project,
    start_project,
    terminate_project,
    void_project,
)
from covenants.operations.work import evaluate_project
from demo.timeline import moment
from demo.works import started_on
from tests.demo.replay.base import Replay

Step = Callable[..., Project]
TOLD = ("held_on", "way", "satisfied_count", "fairly_count", "dissatisfied_count", "text")


def replay_project(replay: Replay, row: Project) -> None:
    """Propose, then every step up to the state in which it stands."""
    book = replay.plan.projects
    stored = replay.at(
        row.created_at,
        propose_project,
        actor=replay.of(row.created_by),
        lead=replay.of(row.lead),
        name=row.name,
        content=row.content,
        code_b=row.code_b,
        code_a=row.code_a,
        communities=[replay.of(place.node) for r, place in book.communities if r is row],
        partners=[replay.of(unit) for r, unit in book.partners if r is row],
        planned_end=row.planned_end,
        funding={f.source: f.amount for f in book.funding if f.project is row},
        wants={want.kind: want.text for want in replay.plan.works.wants if want.project is row},
        is_open_to_claims=row.is_open_to_claims,
    )
    replay.keep(row, stored)
    for when, step in _steps(replay, row):
        replay.at(when, step, project=stored)


def _steps(replay: Replay, row: Project) -> list[tuple[datetime.datetime, Step]]:
    """Each step with its moment; the last one is the row's last change."""
    actor, last = replay.of(row.created_by), row.updated_at
    officer = replay.district_officer
    reason = {"reason": row.reason}
    confirm: Any = partial(confirm_project, actor=actor, confirmed_on=row.confirmed_on)
    if row.status == "proposed":
        return []
    if row.status == "rejected":
        return [(last, partial(reject_project, actor=actor, **reason))]
    if row.status == "confirmed":
        return [(last, confirm)]
    confirmed = (moment(row.confirmed_on, 17), confirm)
    if row.status == "void":
        return [confirmed, (last, partial(void_project, actor=officer, **reason))]
    begin = [confirmed, (moment(started_on(row), 18), partial(start_project, actor=actor))]
    finish = partial(finish_project, actor=actor, finished_on=row.finished_on, outcome=row.outcome)
    ends: dict[str, list[tuple[datetime.datetime, Step]]] = {
        "running": [],
        "paused": [(last, partial(pause_project, actor=actor))],
        "finished": [(last, finish)],
        "evaluated": [(_finished_at(row), finish), (last, _evaluation(replay, row))],
        "terminated": [(last, partial(terminate_project, actor=actor, **reason))],
    }
    return [*begin, *ends[row.status]]


def _finished_at(row: Project) -> datetime.datetime:
    return moment(row.finished_on or row.updated_at.date(), 18)


def _evaluation(replay: Replay, row: Project) -> Step:
    planned = [said for said in replay.plan.works.evaluations if said.project is row]
    told = {name: getattr(said, name) for said in planned for name in TOLD}
    return partial(evaluate_project, actor=replay.of(row.updated_by), **told)
