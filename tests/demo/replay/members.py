"""Check-ins, from the first step to the last."""

from demo.timeline import moment
from members.models import CheckIn, Member
from members.operations.check_ins import submit_check_in, withdraw_check_in
from members.operations.entering import enter_check_in
from members.operations.handling import accept_check_in, close_check_in, return_check_in
from members.operations.members import register_member
from tests.demo.replay.base import Replay

Status = CheckIn.Status
ENTERED = CheckIn.Channel.COMMUNITY


def replay_check_in(replay: Replay, row: CheckIn) -> None:
    """Submit or enter, accept or return, withdraw or close."""
    submit = enter if row.channel == ENTERED else submit_own
    secretary = replay.secretary(row.community)
    stored = replay.at(row.submitted_at, submit, replay=replay, row=row)
    replay.keep(row, stored)
    replay.keep(row.member, stored.member)
    if row.accepted_at and row.channel != ENTERED:
        home = home_of(replay, row)
        replay.at(row.accepted_at, accept_check_in, actor=secretary, check_in=stored, **home)
    if row.status == Status.RETURNED:
        return_check_in(actor=secretary, check_in=stored, reason=row.return_reason)
    elif row.status == Status.WITHDRAWN:
        owner = replay.of(row.member.user)
        withdraw_check_in(actor=owner, check_in=stored, reason=row.own_reason)
    elif row.status == Status.CLOSED:
        replay.at(
            moment(row.closed_on, 23),
            close_check_in,
            actor=secretary,
            check_in=stored,
            close_reason=row.close_reason,
            closed_on=row.closed_on,
        )


def submit_own(replay: Replay, row: CheckIn) -> CheckIn:
    user = replay.of(row.member.user)
    member = register_member(actor=None, user=user, **person_of(replay, row.member))
    return submit_check_in(actor=user, member=member, **wish_of(replay, row))


def enter(replay: Replay, row: CheckIn) -> CheckIn:
    if row.member.created_by is None:
        # The unit is none of the community's own: the person was in the register before.
        register_member(actor=None, **person_of(replay, row.member))
    return enter_check_in(
        actor=replay.secretary(row.community),
        **person_of(replay, row.member),
        **wish_of(replay, row),
        **home_of(replay, row),
    )


def home_of(replay: Replay, row: CheckIn) -> dict[str, object]:
    return {"grid": replay.of(row.grid), "building": replay.of(row.building)}


def person_of(replay: Replay, member: Member) -> dict[str, object]:
    return {
        "name": member.name,
        "kind": member.kind,
        "gender": member.gender,
        "mobile": member.open_mobile(),
        "unit": replay.of(member.unit),
    }


def wish_of(replay: Replay, row: CheckIn) -> dict[str, object]:
    roll = replay.plan.roll
    times = [wish for wish in roll.availabilities if wish.check_in is row]
    return {
        "community": replay.of(row.community),
        "basis": row.basis,
        "consent_version": row.consent_version,
        "categories": [wish.category for wish in roll.intentions if wish.check_in is row],
        "availabilities": [(time.weekdays, time.start, time.end) for time in times],
        "max_per_month": row.max_per_month,
        "emergency_ok": row.emergency_ok,
    }
