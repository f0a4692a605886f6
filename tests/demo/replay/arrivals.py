"""Units that register, people who need not check in, and links with households."""

from typing import Any

from members.models import CheckInExemption, HouseholdLink
from members.operations.exemptions import exempt_member
from members.operations.households import link_household
from members.operations.members import register_member
from orgs.models import UnitCheckIn
from orgs.operations.grants import grant_role
from orgs.operations.unit_check_ins import receive_unit_check_in, submit_unit_check_in
from orgs.policy import Role
from tests.demo.replay.base import Replay
from tests.demo.replay.members import person_of, replay_check_in
from tests.makers.orgs import make_user


def replay_unit_check_in(replay: Replay, row: UnitCheckIn) -> None:
    """Submitted by a liaison of the unit; received when the plan says so."""
    unit = replay.of(row.unit)
    liaison = make_user("liaison-of-unit")
    since = row.created_at.date()
    grant_role(actor=None, user=liaison, role=Role.LIAISON, place=unit, valid_from=since)
    values: dict[str, Any] = {"contact": row.contact, "resources": row.resources}
    step = submit_unit_check_in
    stored = replay.at(row.created_at, step, actor=liaison, unit=unit, **values)
    replay.keep(row, stored)
    if row.received_at:
        secretary = replay.secretary(row.community)
        replay.at(row.received_at, receive_unit_check_in, actor=secretary, unit_check_in=stored)


def replay_exemption(replay: Replay, row: CheckInExemption) -> None:
    """Entered by the district for a member of the register."""
    member = row.member
    person = person_of(replay, member)
    stored = replay.at(member.created_at, register_member, actor=None, **person)
    replay.keep(member, stored)
    facts = ("kind", "reason", "place", "receipt", "started_on", "ended_on")
    made = replay.at(
        row.created_at,
        exempt_member,
        actor=replay.district_officer,
        member=stored,
        **{name: getattr(row, name) for name in facts},
    )
    replay.keep(row, made)


def replay_link(replay: Replay, row: HouseholdLink) -> None:
    """After the member's check-in, by the secretary."""
    check_in = next(
        each
        for each in replay.plan.roll.check_ins
        if each.member is row.member and each.status == "registered"
    )
    replay_check_in(replay, check_in)
    made = replay.at(
        row.created_at,
        link_household,
        actor=replay.secretary(check_in.community),
        member=replay.of(row.member),
        building=replay.of(row.household.parent),
        household=replay.of(row.household),
        started_on=row.started_on,
    )
    replay.keep(row, made)
