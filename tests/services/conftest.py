"""The members who serve."""

import pytest

from members.models import Member
from orgs.models import ResidentUnit
from tests.makers.orgs import Places
from tests.makers.services import make_server


@pytest.fixture
def member(unit: ResidentUnit, places: Places) -> Member:
    """在册 at the community, in its grid."""
    return make_server(unit, places.community, places.grid)


@pytest.fixture
def guest(unit: ResidentUnit, places: Places) -> Member:
    """在册 at a community of another street."""
    return make_server(unit, places.other_community, name="李红")
