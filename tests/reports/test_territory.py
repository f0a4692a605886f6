import datetime

import pytest

from accounts.models import User
from common import clock
from orgs.models import Organization
from orgs.operations.tree import merge_organizations, move_organization
from reports.figures import figures_of, figures_of_children
from reports.periods import Period
from reports.territory import Place, territory_on
from tests.makers.orgs import Places, make_below

DAY = datetime.date(2026, 3, 10)
BEFORE = DAY - datetime.timedelta(days=1)


def value(place: Place, code: str, day: datetime.date) -> object:
    (figure,) = figures_of(place, Period.as_known_on(day), [code])
    return figure.value


@pytest.fixture
def moved(district_admin: User, places: Places) -> Organization:
    """大拱桥 belongs to 湖东街道 from DAY on."""
    return move_organization(
        actor=district_admin,
        organization=places.community,
        parent=places.other_street,
        effective_on=DAY,
    )


def test_a_move_changes_the_streets_from_its_day_on(moved: Organization, places: Places) -> None:
    assert value(places.street, "S1.community", BEFORE) == 2
    assert value(places.street, "S1.community", DAY) == 1
    assert value(places.other_street, "S1.community", BEFORE) == 1
    assert value(places.other_street, "S1.community", DAY) == 2


def test_a_move_takes_the_grids_along(moved: Organization, places: Places) -> None:
    assert value(places.street, "S1.grid", BEFORE) == 1
    assert value(places.street, "S1.grid", DAY) == 0
    assert value(places.other_street, "S1.building", DAY) == 1
    assert value(places.community, "S1.building", BEFORE) == 1


def test_a_move_never_changes_the_district(moved: Organization, places: Places) -> None:
    for code in ("S1.street", "S1.community", "S1.grid", "S1.building"):
        assert value(places.district, code, BEFORE) == value(places.district, code, DAY)


def test_children_are_those_of_the_day(moved: Organization, places: Places) -> None:
    period = Period.as_known_on(BEFORE)
    rows = figures_of_children(
        places.street, period, ["S1.grid"], territory_on(places.street, BEFORE)
    )
    assert [(node.name, figures[0].value) for node, figures in rows] == [
        ("大拱桥社区", 1),
        ("三五八社区", 0),
    ]


def test_two_moves_are_read_back_one_after_the_other(
    moved: Organization, district_admin: User, places: Places
) -> None:
    later = DAY + datetime.timedelta(days=30)
    move_organization(
        actor=district_admin, organization=moved, parent=places.street, effective_on=later
    )
    assert value(places.street, "S1.community", BEFORE) == 2
    assert value(places.street, "S1.community", DAY) == 1
    assert value(places.street, "S1.community", later) == 2


def test_a_grid_moved_before_its_community_counts_where_it_was(
    district_admin: User, places: Places
) -> None:
    move_organization(
        actor=district_admin, organization=places.grid, parent=places.sibling, effective_on=DAY
    )
    move_organization(
        actor=district_admin,
        organization=places.sibling,
        parent=places.other_street,
        effective_on=DAY + datetime.timedelta(days=1),
    )
    assert value(places.community, "S1.building", BEFORE) == 1
    assert value(places.sibling, "S1.building", DAY) == 1
    assert value(places.street, "S1.building", DAY) == 1
    assert value(places.other_street, "S1.building", DAY + datetime.timedelta(days=1)) == 1


def test_a_merger_counts_the_predecessor_until_the_day_before(
    district_admin: User, places: Places
) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=DAY,
    )
    assert value(places.district, "S1.community", BEFORE) == 3
    assert value(places.district, "S1.community", DAY) == 2
    assert value(places.community, "S1.grid", BEFORE) == 1
    assert value(places.sibling, "S1.grid", DAY) == 1


def test_a_node_below_a_moved_one_founded_later_is_not_there_before(
    moved: Organization, district_admin: User, places: Places
) -> None:
    make_below(district_admin, moved, "第2网格", clock.today())
    assert value(places.other_street, "S1.grid", clock.today()) == 2
    assert value(places.street, "S1.grid", BEFORE) == 1
