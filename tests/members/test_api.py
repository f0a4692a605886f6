import pytest
from rest_framework.test import APIClient

from accounts.models import User
from members.models import CheckIn
from members.operations.rules import CONSENT_VERSION
from tests.makers.members import make_pending
from tests.makers.orgs import Places

SUBMIT = "/api/v1/check-ins/submit/"


def as_user(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def wish(places: Places, **values: object) -> dict[str, object]:
    return {
        "community": places.community.pk,
        "basis": "residence",
        "categories": ["01"],
        "availabilities": [{"weekdays": "67", "start": "09:00", "end": "12:00"}],
        "consent_version": CONSENT_VERSION,
    } | values


def test_a_member_checks_in_once(member: User, places: Places) -> None:
    client = as_user(member)
    first = client.post(SUBMIT, wish(places), format="json")
    assert first.status_code == 201
    assert first.json()["status_label"] == "待接收"
    assert first.json()["availabilities"][0]["weekdays"] == "67"
    second = client.post(SUBMIT, wish(places), format="json")
    assert second.status_code == 409
    assert second.json()["code"] == "check_in.pending"
    assert CheckIn.objects.count() == 1


def test_the_community_accepts_within_its_scope(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    client = as_user(community_secretary)
    url = f"/api/v1/check-ins/{check_in.pk}/accept/"
    assert client.post(url, {"grid": places.sibling.pk}, format="json").status_code == 400
    assert client.post(url, {"grid": places.building.pk}, format="json").status_code == 409
    accepted = client.post(url, {"grid": places.grid.pk}, format="json").json()
    assert (accepted["status"], accepted["grid"]) == ("registered", places.grid.pk)


def test_the_community_returns_with_a_reason(
    member: User, community_secretary: User, places: Places
) -> None:
    check_in = make_pending(member, places.community)
    client = as_user(community_secretary)
    url = f"/api/v1/check-ins/{check_in.pk}/return/"
    assert client.post(url, {}, format="json").status_code == 400
    assert client.post(url, {"reason": "单位不符"}, format="json").json()["status"] == "returned"


@pytest.mark.parametrize(
    ("role", "status"),
    [("neighbour", 404), ("stranger", 404), ("street_secretary", 403), ("member", 403)],
)
def test_nobody_else_answers(
    request: pytest.FixtureRequest, member: User, places: Places, role: str, status: int
) -> None:
    check_in = make_pending(member, places.community)
    client = as_user(request.getfixturevalue(role))
    url = f"/api/v1/check-ins/{check_in.pk}/accept/"
    assert client.post(url, {}, format="json").status_code == status


def test_only_a_member_submits(community_secretary: User, places: Places) -> None:
    assert as_user(community_secretary).post(SUBMIT, wish(places), format="json").status_code == 403


def test_a_community_that_takes_nobody_is_no_choice(member: User, places: Places) -> None:
    response = as_user(member).post(SUBMIT, wish(places, community=places.street.pk), format="json")
    assert response.status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_registers_are_not_written(
    member: User, district_admin: User, places: Places, method: str
) -> None:
    check_in = make_pending(member, places.community)
    client = as_user(district_admin)
    for url in ("/api/v1/members/", f"/api/v1/check-ins/{check_in.pk}/"):
        assert getattr(client, method)(url, {}, format="json").status_code in {403, 405}


def test_lists_are_scoped_and_masked(
    member: User, community_secretary: User, neighbour: User, places: Places
) -> None:
    make_pending(member, places.community)
    own = as_user(community_secretary).get("/api/v1/members/").json()
    assert own["results"][0]["mobile_masked"] == "138****1234"
    assert as_user(neighbour).get("/api/v1/members/").json()["count"] == 0
    assert as_user(neighbour).get("/api/v1/check-ins/").json()["count"] == 0


@pytest.mark.parametrize("key", ["mobile", "mobile_masked", "mobile_index", "mobile_cipher"])
def test_a_number_is_neither_filter_nor_order(
    member: User, community_secretary: User, places: Places, key: str
) -> None:
    make_pending(member, places.community)
    client = as_user(community_secretary)
    for query in ({key: "x"}, {"ordering": key}, {"q": "138"}):
        expected = 0 if "q" in query else 1
        assert client.get("/api/v1/members/", query).json()["count"] == expected
