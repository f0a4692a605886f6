"""As many queries for twelve rows as for two, on the lists around units and their members."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from members.operations.exemptions import exempt_member
from members.operations.membership import end_membership
from orgs.models import Organization
from orgs.operations.unit_check_ins import submit_unit_check_in
from orgs.operations.units import change_unit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.members import make_entered, make_member
from tests.makers.orgs import make_holder, make_unit


def fill(admin: User, secretary: User, community: Organization, numbers: range) -> None:
    """For each number a unit that checked in, a member of it who is exempt and one who left."""
    today = clock.today()
    for number in numbers:
        unit = make_unit(admin, community.district, f"单位{number}")
        change_unit(actor=admin, unit=unit, paired_community=community)
        submit_unit_check_in(actor=make_holder(f"l{number}", Role.LIAISON, unit), unit=unit)
        free = make_member(unit, f"党员{number}", f"138{number:08}")
        exempt_member(actor=admin, member=free, kind="exempt", reason="study", started_on=today)
        mobile = f"139{number:08}"
        gone = make_entered(secretary, community, unit, f"离岗{number}", mobile).member
        end_membership(actor=admin, member=gone, reason="retired", left_on=today)


@pytest.mark.parametrize(
    "url",
    [
        "/desk/unit-check-ins/",
        "/desk/exemptions/",
        "/desk/check-ins/left/",
        "/api/v1/unit-check-ins/",
    ],
)
def test_a_list_asks_as_often_for_twelve_as_for_two(
    url: str, district_admin: User, community_secretary: User, community: Organization
) -> None:
    def count(numbers: range) -> int:
        fill(district_admin, community_secretary, community, numbers)
        browser = SignedIn(district_admin)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    assert count(range(2)) == count(range(2, 12))
