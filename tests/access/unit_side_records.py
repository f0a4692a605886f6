"""Records of the unit's own pages."""

from collections.abc import Callable
from typing import Any

from common import clock
from members.operations.exemptions import exempt_member
from members.operations.membership import end_membership
from orgs.models import UnitCheckIn
from orgs.operations.unit_check_ins import receive_unit_check_in, submit_unit_check_in
from orgs.operations.units import change_unit
from tests.access.people import People
from tests.makers.members import make_registered


def submitted(people: People) -> UnitCheckIn:
    community = people.places.community
    unit = change_unit(actor=people.official, unit=people.unit, paired_community=community)
    return submit_unit_check_in(actor=people["liaison"], unit=unit)


def received(people: People) -> int:
    return receive_unit_check_in(actor=people["community"], unit_check_in=submitted(people)).pk


def exemption(people: People) -> int:
    return exempt_member(
        actor=people["liaison"], member=people.party_member, kind="exempt", reason="study",
        started_on=clock.today(),
    ).pk  # fmt: skip


def left_member(people: People) -> int:
    make_registered(
        people["member"], people["community"], people.places.community, grid=people.places.grid
    )
    return end_membership(
        actor=people["liaison"], member=people.party_member, reason="retired",
        left_on=clock.today(),
    ).pk  # fmt: skip


UNIT_SIDE_RECORDS: dict[str, Callable[[People], Any]] = {
    "submitted_unit_check_in": lambda people: submitted(people).pk,
    "received_unit_check_in": received,
    "exemption": exemption,
    "left_member": left_member,
}
