"""Covenants, from the first step to the last."""

from covenants.models import Covenant, Obligation
from covenants.operations.drafting import draft_covenant
from covenants.operations.duties import DutyPlan
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.fulfilments import fulfil_obligation
from covenants.operations.signing import confirm_party, sign_covenant, submit_covenant
from demo.timeline import moment
from tests.demo.replay.base import Replay

Status = Covenant.Status


def replay_covenant(replay: Replay, row: Covenant) -> None:
    """Draft, submit or sign, terminate or take back."""
    actor = replay.of(row.created_by)
    parties = replay.plan.covenants.sides_of(row)
    term = {"effective_from": row.effective_from, "effective_to": row.effective_to}
    stored = replay.at(
        row.created_at,
        draft_covenant,
        actor=actor,
        organization=replay.of(row.organization),
        title=row.title,
        units=[replay.of(party.unit) for party in parties if party.unit],
        text=row.text,
        obligations=[_duty(duty) for duty in replay.plan.duties.of(row)],
        **term,
    )
    replay.keep(row, stored)
    for party, kept in zip(parties, stored.parties.all(), strict=True):
        replay.keep(party, kept)
    who = {"actor": actor, "covenant": stored}
    if row.status == Status.AWAITING:
        replay.at(row.updated_at, submit_covenant, **who)
        for party in filter(lambda party: party.confirmed_on, parties):
            signed = {"signer": party.signer, "signer_post": party.signer_post}
            actor, side = replay.of(party.confirmed_by), replay.of(party)
            replay.at(row.updated_at, confirm_party, actor=actor, party=side, **signed)
    if row.signed_on is not None:
        signers = {
            replay.of(p.unit).pk if p.unit else 0: (p.signer, p.signer_post) for p in parties
        }
        when = row.updated_at if row.status == Status.SIGNED else moment(row.signed_on, 8)
        replay.at(when, sign_covenant, **who, signed_on=row.signed_on, signers=signers, **term)
    _replay_acts(replay, row, stored)
    if row.status == Status.TERMINATED:
        end = {"terminated_on": row.terminated_on, "reason": row.reason}
        replay.at(row.updated_at, terminate_covenant, **who, **end)
    elif row.status == Status.VOID:
        who["actor"] = replay.district_officer
        replay.at(row.updated_at, void_covenant, **who, reason=row.reason)


def _duty(row: Obligation) -> DutyPlan:
    return DutyPlan(row.party.position, row.text, row.code, row.cadence, row.due_on)


def _replay_acts(replay: Replay, row: Covenant, stored: Covenant) -> None:
    """What was done of each duty, each at its moment."""
    duties = replay.plan.duties.of(row)
    for duty, kept in zip(duties, stored.obligations.all(), strict=True):
        replay.keep(duty, kept)
        for act in replay.plan.duties.acts_of(duty):
            done = {"done_on": act.done_on, "text": act.text}
            actor = replay.of(act.created_by)
            entered = replay.at(
                act.created_at, fulfil_obligation, actor=actor, obligation=kept, **done
            )
            replay.keep(act, entered)
