import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from orgs.models import District, Organization, OrganizationEvent, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.operations.tree import move_organization
from orgs.operations.units import change_unit
from orgs.policy import POLICY, Action, Role
from orgs.scope import can, has_right, require
from tests.makers.orgs import Places, make_admin, make_holder, make_unit, make_user

DAY = datetime.date(2026, 3, 10)
SEEN = {
    "district_admin": {
        "street", "community", "grid", "building", "sibling", "other_street", "other_community",
    },
    "street_secretary": {"street", "community", "grid", "building", "sibling"},
    "community_secretary": {"community", "grid", "building"},
    "grid_secretary": {"grid", "building"},
    "neighbour": {"sibling"},
    "liaison": set(),
    "system_admin": set(),
    "security_admin": set(),
    "auditor": set(),
    "stranger": set(),
}  # fmt: skip
NODES = ("street", "community", "grid", "building", "sibling", "other_street", "other_community")


def seen_by(user: object, places: Places, *actions: Action) -> set[str]:
    rows = set(Organization.objects.visible_to(user, *actions))
    return {name for name in NODES if getattr(places, name) in rows}


@pytest.mark.parametrize("name", SEEN)
def test_a_grant_opens_the_subtree_of_its_place(
    name: str, request: pytest.FixtureRequest, places: Places
) -> None:
    user = request.getfixturevalue(name)
    assert seen_by(user, places) == SEEN[name]


def test_who_is_not_signed_in_or_closed_sees_nothing(district_admin: User, places: Places) -> None:
    closed = User.objects.get(pk=district_admin.pk)
    closed.is_active = False
    for user in (AnonymousUser(), closed, None):
        assert seen_by(user, places) == set()


@pytest.mark.parametrize("name", SEEN)
def test_rows_visible_with_a_right_are_just_those_an_operation_allows(
    name: str, request: pytest.FixtureRequest, places: Places
) -> None:
    user = request.getfixturevalue(name)
    for action in Action:
        visible = seen_by(user, places, action)
        assert {node for node in NODES if can(user, action, getattr(places, node))} == visible
        assert has_right(user, action) or not visible


def test_roles_and_places_are_never_crossed(places: Places) -> None:
    """Secretary of one community and of another community's grid: no right of the one there."""
    user = make_holder("both", Role.COMMUNITY, places.community)
    elsewhere = Organization.objects.get(pk=places.sibling.pk)
    make_grid_grant(user, elsewhere)
    assert can(user, Action.FILL_REPORTS, places.community)
    assert not can(user, Action.FILL_REPORTS, elsewhere)


def make_grid_grant(user: User, community: Organization) -> None:
    grid = Organization.objects.create(
        code=f"{community.code}01", name="第1网格", tier=3, parent=community,
        district=community.district,
    )  # fmt: skip
    grant_role(actor=None, user=user, role=Role.GRID, place=grid)


def test_lacking_a_right_is_a_refusal(community_secretary: User, community: Organization) -> None:
    require(community_secretary, Action.FILL_REPORTS, community)
    with pytest.raises(PermissionDenied):
        require(community_secretary, Action.REVIEW_REPORTS, community)


def test_a_move_changes_at_once_who_sees_the_node(
    district_admin: User, street_secretary: User, places: Places
) -> None:
    """One and the same user object asks before and after: no range is kept between."""
    other = make_holder("other", Role.STREET, places.other_street)
    assert "grid" in seen_by(street_secretary, places)
    assert "grid" not in seen_by(other, places)
    move_organization(
        actor=district_admin,
        organization=places.community,
        parent=places.other_street,
        effective_on=DAY,
    )
    assert seen_by(street_secretary, places) == {"street", "sibling"}
    assert seen_by(other, places) == {
        "other_street", "other_community", "community", "grid", "building",
    }  # fmt: skip


def test_a_queryset_built_before_a_move_answers_for_after_it(
    district_admin: User, street_secretary: User, places: Places
) -> None:
    rows = Organization.objects.visible_to(street_secretary)
    move_organization(
        actor=district_admin,
        organization=places.community,
        parent=places.other_street,
        effective_on=DAY,
    )
    assert places.grid not in rows


def test_what_takes_the_old_range_of_a_moved_community_is_not_shown_to_it(
    district_admin: User, community_secretary: User, places: Places
) -> None:
    """The sibling's numbers become those that 大拱桥 had when the rows were asked for."""
    rows = Organization.objects.visible_to(community_secretary)
    move_organization(
        actor=district_admin,
        organization=places.community,
        parent=places.other_street,
        effective_on=DAY,
    )
    assert set(rows) == {places.community, places.grid, places.building}


def test_another_district_is_another_world(district_admin: User, places: Places) -> None:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    official = make_admin(elsewhere, "elsewhere")
    assert seen_by(official, places) == set()
    assert list(District.objects.visible_to(official)) == [elsewhere]
    assert list(District.objects.visible_to(district_admin)) == [places.district]


def test_events_are_seen_with_their_nodes(neighbour: User, places: Places) -> None:
    events = OrganizationEvent.objects.visible_to(neighbour)
    assert {event.organization for event in events} == {places.sibling}


def test_units_are_seen_by_themselves_and_where_they_are_located(
    request: pytest.FixtureRequest, district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    change_unit(actor=district_admin, unit=unit, located_in=places.community)
    for name in ("district_admin", "street_secretary", "community_secretary", "liaison"):
        assert unit in ResidentUnit.objects.visible_to(request.getfixturevalue(name))
    for name in ("neighbour", "system_admin", "stranger"):
        assert unit not in ResidentUnit.objects.visible_to(request.getfixturevalue(name))


def test_units_are_seen_by_the_community_they_are_paired_with(
    district_admin: User, neighbour: User, unit: ResidentUnit, places: Places
) -> None:
    change_unit(actor=district_admin, unit=unit, paired_community=places.sibling)
    assert unit in ResidentUnit.objects.visible_to(neighbour)


def test_a_liaison_sees_no_other_unit(district_admin: User, liaison: User, places: Places) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    assert other not in ResidentUnit.objects.visible_to(liaison)


def test_every_role_has_its_row_in_the_table_of_rights() -> None:
    assert set(POLICY) == set(Role)


def test_a_grant_opens_its_place_from_the_next_request_on(places: Places) -> None:
    user = make_user("changing")
    assert seen_by(user, places) == set()
    grant_role(actor=None, user=user, role=Role.COMMUNITY, place=places.sibling)
    assert seen_by(User.objects.get(pk=user.pk), places) == {"sibling"}
