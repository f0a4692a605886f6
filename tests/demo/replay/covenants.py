"""Covenants and projects, from the first step to the last."""

from collections.abc import Callable
from functools import partial

from covenants.models import Covenant, Project
from covenants.operations.drafting import draft_covenant
from covenants.operations.ending import terminate_covenant, void_covenant
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
from covenants.operations.signing import sign_covenant, submit_covenant
from demo.timeline import moment
from tests.demo.replay.base import Replay

Status = Covenant.Status


def replay_covenant(replay: Replay, row: Covenant) -> None:
    """Draft, submit or sign, terminate or take back."""
    actor = replay.of(row.created_by)
    parties = [party for party in replay.plan.covenants.parties if party.covenant is row]
    term = {"effective_from": row.effective_from, "effective_to": row.effective_to}
    stored = replay.at(
        row.created_at,
        draft_covenant,
        actor=actor,
        organization=replay.of(row.organization),
        title=row.title,
        units=[replay.of(party.unit) for party in parties],
        text=row.text,
        **term,
    )
    replay.keep(row, stored)
    who = {"actor": actor, "covenant": stored}
    if row.status == Status.AWAITING:
        replay.at(row.updated_at, submit_covenant, **who)
    if row.signed_on is not None:
        signers = {replay.of(p.unit).pk: (p.signer, p.signer_post) for p in parties}
        when = row.updated_at if row.status == Status.SIGNED else moment(row.signed_on, 8)
        replay.at(when, sign_covenant, **who, signed_on=row.signed_on, signers=signers, **term)
    if row.status == Status.TERMINATED:
        end = {"terminated_on": row.terminated_on, "reason": row.reason}
        replay.at(row.updated_at, terminate_covenant, **who, **end)
    elif row.status == Status.VOID:
        who["actor"] = replay.district_officer
        replay.at(row.updated_at, void_covenant, **who, reason=row.reason)


def replay_project(replay: Replay, row: Project) -> None:
    """Propose, then every step up to the state in which it stands."""
    book = replay.plan.projects
    stored = replay.at(
        row.created_at,
        propose_project,
        actor=replay.of(row.created_by),
        lead=replay.of(row.lead),
        name=row.name,
        code_b=row.code_b,
        code_a=row.code_a,
        communities=[replay.of(place.node) for r, place in book.communities if r is row],
        partners=[replay.of(unit) for r, unit in book.partners if r is row],
        planned_end=row.planned_end,
        funding={f.source: f.amount for f in book.funding if f.project is row},
    )
    replay.keep(row, stored)
    for step in project_steps(replay, row):
        replay.at(row.updated_at, step, project=stored)


def project_steps(replay: Replay, row: Project) -> list[Callable[..., Project]]:
    actor = replay.of(row.created_by)
    confirm = partial(confirm_project, actor=actor, confirmed_on=row.confirmed_on)
    begin = [confirm, partial(start_project, actor=actor)]
    void = partial(void_project, actor=replay.district_officer, reason=row.reason)
    finish = partial(finish_project, actor=actor, finished_on=row.finished_on, outcome=row.outcome)
    return {
        "proposed": [],
        "rejected": [partial(reject_project, actor=actor, reason=row.reason)],
        "confirmed": [confirm],
        "void": [confirm, void],
        "running": begin,
        "paused": [*begin, partial(pause_project, actor=actor)],
        "finished": [*begin, finish],
        "terminated": [*begin, partial(terminate_project, actor=actor, reason=row.reason)],
    }[row.status]
