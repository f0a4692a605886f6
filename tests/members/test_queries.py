"""As many queries for twelve rows as for two (P10)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orgs.models import ResidentUnit
from tests.makers.members import make_member_account, make_pending
from tests.makers.orgs import Places

PAGES = [
    "/desk/check-ins/",
    "/desk/members/",
    "/api/v1/check-ins/",
    "/api/v1/members/",
    "/admin/members/member/",
    "/admin/members/checkin/",
]


def fill(unit: ResidentUnit, places: Places, numbers: range) -> None:
    for number in numbers:
        user = make_member_account(unit, f"m{number}", f"党员{number}", f"138{number:08}")
        make_pending(user, places.community)


def count(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", PAGES)
def test_a_list_asks_as_often_for_twelve_as_for_two(
    district_admin: User, unit: ResidentUnit, places: Places, client_of: type[Client], page: str
) -> None:
    client = client_of(district_admin)
    fill(unit, places, range(2))
    few = count(client, page)
    fill(unit, places, range(2, 12))
    assert count(client, page) == few
