"""The cast: one small district and the people who work in it."""

import pytest
from django.test import Client

from accounts.models import User
from orgs.models import District, Organization, ResidentUnit
from orgs.policy import Role
from tests.makers.members import make_member_account
from tests.makers.orgs import (
    Places,
    make_admin,
    make_holder,
    make_places,
    make_unit,
    make_user,
)

pytest_plugins = ["tests.plugins.services"]


@pytest.fixture
def district(db: None) -> District:
    return District.objects.create(code="411502", name="浉河区")


@pytest.fixture
def district_admin(district: District) -> User:
    return make_admin(district)


@pytest.fixture
def places(district_admin: User, district: District) -> Places:
    return make_places(district_admin, district)


@pytest.fixture
def street(places: Places) -> Organization:
    return places.street


@pytest.fixture
def community(places: Places) -> Organization:
    return places.community


@pytest.fixture
def grid(places: Places) -> Organization:
    return places.grid


@pytest.fixture
def unit(district_admin: User, places: Places) -> ResidentUnit:
    return make_unit(district_admin, places.district)


@pytest.fixture
def street_secretary(places: Places) -> User:
    return make_holder("street_secretary", Role.STREET, places.street)


@pytest.fixture
def community_secretary(places: Places) -> User:
    return make_holder("community_secretary", Role.COMMUNITY, places.community)


@pytest.fixture
def deputy_secretary(places: Places) -> User:
    """A second account of the same community."""
    return make_holder("deputy_secretary", Role.COMMUNITY, places.community)


@pytest.fixture
def grid_secretary(places: Places) -> User:
    return make_holder("grid_secretary", Role.GRID, places.grid)


@pytest.fixture
def neighbour(places: Places) -> User:
    """The secretary of another community in the same street."""
    return make_holder("neighbour", Role.COMMUNITY, places.sibling)


@pytest.fixture
def liaison(unit: ResidentUnit) -> User:
    return make_holder("liaison", Role.LIAISON, unit)


@pytest.fixture
def system_admin(district: District) -> User:
    return make_holder("system_admin", Role.SYSTEM_ADMIN, district)


@pytest.fixture
def security_admin(district: District) -> User:
    return make_holder("security_admin", Role.SECURITY_ADMIN, district)


@pytest.fixture
def auditor(district: District) -> User:
    return make_holder("auditor", Role.AUDITOR, district)


@pytest.fixture
def stranger(db: None) -> User:
    """An account without any grant."""
    return make_user("stranger")


@pytest.fixture
def client_of() -> "type[SignedIn]":
    return SignedIn


class SignedIn(Client):
    """A browser in which somebody is signed in."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.force_login(user)


@pytest.fixture
def member(unit: ResidentUnit) -> User:
    """A member of the unit with an account; not checked in."""
    return make_member_account(unit)
