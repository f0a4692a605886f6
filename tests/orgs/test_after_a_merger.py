"""Rows stay with the predecessor; whoever holds the successor reads them and acts on them."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from common import clock
from covenants.models import Covenant
from members.models import CheckIn, Member
from members.operations.handling import return_check_in
from orgs.models import Organization, ResidentUnit
from orgs.operations.succession import dissolve_organization
from orgs.operations.tree import merge_organizations
from orgs.operations.undo import undo_last_change
from orgs.policy import Action, Role
from orgs.scope import can
from services.models import ServiceLog
from tests.makers.covenants import make_signed
from tests.makers.members import make_pending, make_registered
from tests.makers.orgs import Places, make_below, make_holder
from tests.makers.services import make_own_log


@pytest.fixture
def pending(member: User, places: Places) -> CheckIn:
    return make_pending(member, places.community)


@pytest.fixture
def merged(district_admin: User, places: Places, pending: CheckIn) -> Organization:
    """大拱桥 goes up in 三五八, with a check-in still waiting."""
    return merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=clock.today(),
    )


def test_the_successor_sees_the_predecessor_and_its_members(
    merged: Organization, pending: CheckIn, neighbour: User, places: Places
) -> None:
    assert places.community in Organization.objects.visible_to(neighbour)
    assert pending in CheckIn.objects.visible_to(neighbour)
    assert pending.member in Member.objects.visible_to(neighbour)


def test_the_successor_returns_the_predecessors_check_in(
    merged: Organization, pending: CheckIn, neighbour: User
) -> None:
    returned = return_check_in(actor=neighbour, check_in=pending, reason="请到新社区报到")
    assert returned.status == CheckIn.Status.RETURNED


def test_before_the_merger_and_elsewhere_nobody_else_sees_it(
    pending: CheckIn, neighbour: User, places: Places
) -> None:
    faraway = make_holder("faraway", Role.COMMUNITY, places.other_community)
    for user in (neighbour, faraway):
        assert pending not in CheckIn.objects.visible_to(user)


def test_a_stranger_to_the_merger_still_sees_nothing(
    merged: Organization, pending: CheckIn, places: Places, stranger: User
) -> None:
    faraway = make_holder("faraway", Role.COMMUNITY, places.other_community)
    street = make_holder("street", Role.STREET, places.other_street)
    for user in (faraway, street, stranger):
        assert pending not in CheckIn.objects.visible_to(user)
        assert places.community not in Organization.objects.visible_to(user)
        with pytest.raises(PermissionDenied):
            return_check_in(actor=user, check_in=pending, reason="不该能退")


def test_an_undone_merger_takes_the_sight_back(
    merged: Organization, pending: CheckIn, neighbour: User, district_admin: User, places: Places
) -> None:
    """One and the same user object and queryset ask before and after."""
    rows = CheckIn.objects.visible_to(neighbour)
    assert pending in rows.all()
    undo_last_change(actor=district_admin, organization=merged)
    assert pending not in rows.all()
    assert places.community not in Organization.objects.visible_to(neighbour)


def test_a_street_that_takes_over_reaches_the_predecessor(
    district_admin: User, pending: CheckIn, places: Places
) -> None:
    """Across streets: 八一 in 湖东街道 takes 大拱桥 of 五星街道 over."""
    street = make_holder("other", Role.STREET, places.other_street)
    assert pending not in CheckIn.objects.visible_to(street)
    dissolve_organization(
        actor=district_admin,
        organization=places.community,
        successor=places.other_community,
        effective_on=clock.today(),
    )
    assert pending in CheckIn.objects.visible_to(street)
    assert not can(street, Action.HANDLE_CHECK_INS, pending)


def test_logs_and_covenants_come_along(
    district_admin: User,
    member: User,
    community_secretary: User,
    neighbour: User,
    unit: ResidentUnit,
    places: Places,
) -> None:
    make_registered(member, community_secretary, places.community, grid=places.grid)
    log = make_own_log(member.member, places.community, grid=places.grid)
    covenant = make_signed(community_secretary, places.community, unit)
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=clock.today(),
    )
    assert log in ServiceLog.objects.visible_to(neighbour, Action.CONFIRM_SERVICE)
    assert covenant in Covenant.objects.visible_to(neighbour)


def test_a_grids_successor_reaches_its_logs(
    district_admin: User, member: User, community_secretary: User, places: Places
) -> None:
    from_grid = make_holder("grid2", Role.GRID, make_second_grid(district_admin, places))
    make_registered(member, community_secretary, places.community, grid=places.grid)
    log = make_own_log(member.member, places.community, grid=places.grid)
    assert log not in ServiceLog.objects.visible_to(from_grid)
    merge_organizations(
        actor=district_admin,
        organization=places.grid,
        target=from_grid.grants.get().organization,
        effective_on=clock.today(),
    )
    assert log in ServiceLog.objects.visible_to(from_grid)


def make_second_grid(actor: User, places: Places) -> Organization:
    return make_below(actor, places.community, "第2网格")


def test_the_plain_subtree_stays_plain(merged: Organization, places: Places) -> None:
    assert places.community not in Organization.objects.within(places.sibling)
