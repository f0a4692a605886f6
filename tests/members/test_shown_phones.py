"""A community that a member has left shows no number, not even masked."""

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from members.models import CheckIn
from members.operations.handling import accept_check_in, close_check_in
from members.operations.transfers import ask_transfer
from tests.makers.members import make_registered
from tests.makers.orgs import Places

MASKED = "138****1234"


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(member, community_secretary, places.community)


@pytest.fixture
def closed(check_in: CheckIn, community_secretary: User) -> CheckIn:
    return close_check_in(
        actor=community_secretary, check_in=check_in, close_reason="moved_district",
        closed_on=clock.today(),
    )  # fmt: skip


def places_of(check_in: CheckIn) -> list[str]:
    return [
        f"/desk/check-ins/{check_in.pk}/",
        "/desk/members/",
        f"/desk/members/{check_in.member_id}/",
        "/desk/search/?q=王小红",
        "/api/v1/members/",
        f"/api/v1/members/{check_in.member_id}/",
    ]


def taken_out(client: Client) -> str:
    """What the register's file says."""
    order = {"file_format": "csv", "reason": "核对"}
    response = client.post("/desk/members/", order)
    return b"".join(
        response.streaming_content if response.streaming else [response.content]
    ).decode()


def seen_by(client: Client, check_in: CheckIn) -> list[bool]:
    pages = [client.get(place) for place in places_of(check_in)]
    assert {page.status_code for page in pages} == {200}
    assert all("王小红" in page.content.decode() for page in pages)
    return [MASKED in page.content.decode() for page in pages]


@pytest.mark.parametrize("role", ["community_secretary", "street_secretary", "district_admin"])
def test_the_masked_number_stands_while_the_check_in_does(
    request: pytest.FixtureRequest, check_in: CheckIn, client_of: type[Client], role: str
) -> None:
    client = client_of(request.getfixturevalue(role))
    assert all(seen_by(client, check_in))
    assert MASKED in taken_out(client)


@pytest.mark.parametrize("role", ["community_secretary", "street_secretary"])
def test_after_the_end_it_stands_nowhere(
    request: pytest.FixtureRequest, closed: CheckIn, client_of: type[Client], role: str
) -> None:
    client = client_of(request.getfixturevalue(role))
    assert not any(seen_by(client, closed))
    file = taken_out(client)
    assert "王小红" in file
    assert MASKED not in file


def test_the_district_still_sees_it_masked(
    closed: CheckIn, district_admin: User, client_of: type[Client]
) -> None:
    assert seen_by(client_of(district_admin), closed) == [False, *[True] * 5]
    assert MASKED in client_of(district_admin).get("/admin/members/member/").content.decode()


def test_a_number_moves_with_the_member(
    check_in: CheckIn,
    community_secretary: User,
    neighbour: User,
    places: Places,
    client_of: type[Client],
) -> None:
    ask_transfer(
        actor=community_secretary, check_in=check_in, community=places.sibling,
        basis="residence", reason="搬家",
    )  # fmt: skip
    waiting = check_in.following.get()
    assert all(seen_by(client_of(community_secretary), check_in))
    assert all(seen_by(client_of(neighbour), waiting))
    accept_check_in(actor=neighbour, check_in=waiting)
    assert not any(seen_by(client_of(community_secretary), check_in))
    assert all(seen_by(client_of(neighbour), waiting))
