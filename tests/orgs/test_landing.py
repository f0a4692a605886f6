import pytest
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from orgs.operations.grants import grant_role
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.orgs import Places, make_holder

HOMES = {
    "district_admin": "/desk/",
    "street_secretary": "/desk/",
    "community_secretary": "/desk/",
    "grid_secretary": "/desk/",
    "liaison": "/unit/",
    "system_admin": "/admin/",
    "security_admin": "/admin/",
    "auditor": "/admin/",
}


@pytest.mark.parametrize("name", HOMES)
def test_each_role_lands_on_its_surface(name: str, request: pytest.FixtureRequest) -> None:
    browser = SignedIn(request.getfixturevalue(name))
    response = browser.get(reverse("orgs:landing"))
    assert (response.status_code, response["Location"]) == (302, HOMES[name])
    assert browser.get(HOMES[name]).status_code == 200


def test_a_member_lands_on_the_members_pages(places: Places) -> None:
    user = make_holder("party_member", Role.MEMBER, places.district)
    assert SignedIn(user).get("/")["Location"] == "/me/"


def test_who_has_two_roles_on_one_surface_need_not_choose(places: Places) -> None:
    user = make_holder("both", Role.COMMUNITY, places.community)
    grant_role(actor=None, user=user, role=Role.GRID, place=places.grid)
    assert SignedIn(user).get("/")["Location"] == "/desk/"


def test_who_has_roles_on_two_surfaces_chooses(places: Places) -> None:
    user = make_holder("both", Role.COMMUNITY, places.community)
    grant_role(actor=None, user=user, role=Role.MEMBER, place=places.district)
    page = SignedIn(user).get("/").content.decode()
    assert 'href="/desk/"' in page
    assert 'href="/me/"' in page


def test_who_has_no_role_is_told_so(stranger: User) -> None:
    assert SignedIn(stranger).get("/").status_code == 403


def test_who_is_not_signed_in_signs_in_first(db: None) -> None:
    assert Client().get("/")["Location"] == "/accounts/login/?next=/"


@pytest.mark.parametrize(
    ("served", "name", "status"),
    [
        ("public", "community_secretary", 403),
        ("public", "liaison", 302),
        ("office", "liaison", 403),
        ("office", "community_secretary", 302),
    ],
)
def test_the_landing_leads_only_to_what_this_entrance_serves(
    served: str, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(name)
    with override_settings(SURFACES=served):
        assert SignedIn(user).get("/").status_code == status


OFFICE = ["/admin/", "/desk/", "/desk/organizations/", "/stats/", "/api/v1/organizations/"]
PUBLIC = ["/me/", "/unit/"]
SHARED = ["/suggest/", "/healthz", "/readyz", "/accounts/login/"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("served", "closed", "open_"), [("public", OFFICE, PUBLIC), ("office", PUBLIC, OFFICE)]
)
def test_a_surface_that_is_not_served_is_not_there(
    served: str, closed: list[str], open_: list[str], district_admin: User
) -> None:
    with override_settings(SURFACES=served):
        for browser in (Client(), SignedIn(district_admin)):
            assert [url for url in closed if browser.get(url).status_code != 404] == []
            assert [url for url in open_ if browser.get(url).status_code == 404] == []
        assert [url for url in SHARED if Client().get(url).status_code != 200] == []


@pytest.mark.django_db
def test_health_is_answered_to_everybody() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}
    assert Client().get("/readyz").json() == {"status": "ready"}
