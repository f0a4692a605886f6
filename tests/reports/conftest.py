"""A post with something of everything waiting at it, and somebody to take it over."""

import datetime

import pytest

from accounts.models import User
from common import clock
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.units import change_unit
from tests.makers.covenants import make_covenant, make_project_in, make_signed
from tests.makers.grants import (
    make_account,
)
from tests.makers.members import make_pending
from tests.makers.orgs import Places
from tests.makers.reports import make_written

ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def successor(district: District) -> User:
    return make_account(district, "successor", "钱接任")


@pytest.fixture
def work(
    community_secretary: User,
    member: User,
    unit: ResidentUnit,
    places: Places,
    district_admin: User,
) -> Organization:
    """One of everything at the community, and a covenant next door."""
    place, actor = places.community, community_secretary
    change_unit(actor=district_admin, unit=unit, located_in=place, paired_community=places.sibling)
    soon = clock.today() + 30 * ONE_DAY
    make_signed(actor, place, unit, title="长期协议")
    make_signed(actor, place, unit, title="快到期的协议", effective_to=soon)
    make_covenant(actor, place, unit, title="还没签的协议")
    make_project_in(actor, place, "running", name="楼道亮化")
    make_pending(member, place)
    make_written(actor, place)
    return place
