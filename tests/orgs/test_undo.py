"""Taking back the last change within the day: everything is as before, and the trace stays."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.violations import RuleViolation
from orgs.models import DirtyMonth, Organization, OrganizationEvent, RoleGrant
from orgs.operations.grants import grant_role
from orgs.operations.marks import set_pattern_126, set_pilot
from orgs.operations.succession import dissolve_organization, split_organization
from orgs.operations.tree import (
    establish_organization,
    found_organization,
    merge_organizations,
    move_organization,
    rename_organization,
)
from orgs.operations.undo import undo_last_change
from orgs.policy import Role
from orgs.selectors.history import tree_on
from orgs.selectors.timeline import last_change
from orgs.selectors.tree import tree_faults
from tests.makers.covenants import make_project_in
from tests.makers.orgs import Places, make_below, make_holder

DAY = datetime.date(2026, 3, 10)
DAYS = (datetime.date(2024, 6, 1), DAY, datetime.date(2026, 6, 1))
COLUMNS = (
    "code", "name", "parent", "established_on", "to_be_established", "dissolved_on", "successor",
    "pilot_from", "pattern_126",
)  # fmt: skip
Change = Callable[[User, Places], Organization]


def refusal(actor: User, organization: Organization) -> str:
    with pytest.raises(RuleViolation) as caught:
        undo_last_change(actor=actor, organization=organization)
    assert caught.value.code == "organization.undo"
    return caught.value.message


def state(places: Places) -> list[Any]:
    """Every node and every past day."""
    return [
        list(Organization.objects.order_by("pk").values_list("pk", *COLUMNS)),
        [tree_on(places.district, day) for day in DAYS],
    ]


def found(actor: User, places: Places) -> Organization:
    return make_below(actor, places.community, "第2网格", DAY)


def rename(actor: User, places: Places) -> Organization:
    return rename_organization(
        actor=actor, organization=places.community, name="新名社区", effective_on=DAY
    )


def move(actor: User, places: Places) -> Organization:
    return move_organization(
        actor=actor, organization=places.community, parent=places.other_street, effective_on=DAY
    )


def merge(actor: User, places: Places) -> Organization:
    return merge_organizations(
        actor=actor, organization=places.community, target=places.sibling, effective_on=DAY
    )


def split(actor: User, places: Places) -> Organization:
    return split_organization(
        actor=actor,
        organization=places.grid,
        name="第9网格",
        children=[places.building],
        effective_on=DAY,
    )


def dissolve(actor: User, places: Places) -> Organization:
    return dissolve_organization(
        actor=actor, organization=places.community, successor=places.sibling, effective_on=DAY
    )


def pilot(actor: User, places: Places) -> Organization:
    return set_pilot(actor=actor, organization=places.community, pilot_from=DAY)


def pattern(actor: User, places: Places) -> Organization:
    return set_pattern_126(
        actor=actor, organization=places.community, is_followed=True, effective_on=DAY
    )


CHANGES = (found, rename, move, merge, split, dissolve, pilot, pattern)


@pytest.fixture(autouse=True)
def other_building(district_admin: User, places: Places) -> Organization:
    return make_below(district_admin, places.grid, "2号楼")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_taken_back_leaves_nothing_changed(
    change: Change, district_admin: User, places: Places
) -> None:
    before = state(places)
    node = change(district_admin, places)
    assert state(places) != before
    assert last_change(node)
    undo_last_change(actor=district_admin, organization=node)
    assert state(places) == before
    assert tree_faults() == []
    assert AuditEntry.objects.filter(action="organization.undo").count() == 1


@pytest.mark.parametrize("change", CHANGES[1:], ids=lambda change: change.__name__)
def test_what_is_taken_back_stays_to_be_seen_and_marks_the_months(
    change: Change, district_admin: User, places: Places
) -> None:
    change(district_admin, places)
    DirtyMonth.objects.all().delete()
    changed = places.grid if change is split else places.community
    undo_last_change(actor=district_admin, organization=changed)
    undone = OrganizationEvent.objects.filter(undone_by=district_admin)
    assert undone.exists()
    assert not undone.filter(undone_at=None).exists()
    assert DirtyMonth.objects.filter(organization=changed).exists()


def test_a_planned_node_is_planned_again(district_admin: User, places: Places) -> None:
    node = found_organization(actor=district_admin, parent=places.community, name="第5网格")
    establish_organization(actor=district_admin, organization=node, established_on=DAY)
    undo_last_change(actor=district_admin, organization=node)
    node.refresh_from_db()
    assert (node.established_on, node.to_be_established) == (None, True)


def test_a_chain_of_successors_is_taken_back_step_by_step(
    district_admin: User, places: Places
) -> None:
    dissolve(district_admin, places)
    merge_organizations(
        actor=district_admin,
        organization=places.sibling,
        target=places.other_community,
        effective_on=DAY,
    )
    undo_last_change(actor=district_admin, organization=places.other_community)
    places.community.refresh_from_db()
    assert places.community.successor == places.sibling
    undo_last_change(actor=district_admin, organization=places.community)
    places.community.refresh_from_db()
    assert places.community.successor is None


def test_only_the_last_change_is_taken_back(district_admin: User, places: Places) -> None:
    merge(district_admin, places)
    rename_organization(
        actor=district_admin, organization=places.sibling, name="新名", effective_on=DAY
    )
    assert "请先撤回后面的变动" in refusal(district_admin, places.community)
    assert "请先撤回后面的变动" in last_change(places.community).obstacle
    undo_last_change(actor=district_admin, organization=places.sibling)
    undo_last_change(actor=district_admin, organization=places.community)
    places.community.refresh_from_db()
    assert places.community.dissolved_on is None


def test_yesterdays_change_stays(
    district_admin: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename(district_admin, places)
    tomorrow = clock.today() + datetime.timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert "当天" in refusal(district_admin, places.community)
    assert last_change(places.community) is None


def test_what_the_system_loaded_stays(district_admin: User, places: Places) -> None:
    places.building.events.update(created_by=None)
    assert "系统装载" in refusal(district_admin, places.building)


def test_a_new_node_with_something_on_it_stays(district_admin: User, places: Places) -> None:
    node = found(district_admin, places)
    building = make_below(district_admin, node, "1号楼")
    assert "已有下级或业务记录" in refusal(district_admin, node)
    undo_last_change(actor=district_admin, organization=building)
    grant_role(actor=None, user=make_holder("x", Role.GRID, node), role=Role.GRID, place=node)
    assert "已有下级或业务记录" in refusal(district_admin, node)
    RoleGrant.objects.filter(organization=node).delete()
    undo_last_change(actor=district_admin, organization=node)
    assert not Organization.objects.filter(pk=node.pk).exists()


def test_a_new_community_in_a_project_stays(
    district_admin: User, community_secretary: User, places: Places
) -> None:
    """Also what hangs on it by a table between the two."""
    new = found_organization(
        actor=district_admin,
        parent=places.street,
        name="新社区",
        region_code="411502005008",
        established_on=DAY,
    )
    project = make_project_in(community_secretary, places.community, "confirmed")
    project.communities.add(new)
    assert "已有下级或业务记录" in refusal(district_admin, new)


def test_nothing_returns_below_what_is_gone(district_admin: User, places: Places) -> None:
    move_organization(
        actor=district_admin, organization=places.grid, parent=places.sibling, effective_on=DAY
    )
    dissolve_organization(
        actor=district_admin,
        organization=places.community,
        successor=places.other_community,
        effective_on=DAY,
    )
    assert "原上级" in refusal(district_admin, places.grid)


def test_nothing_returns_to_a_name_that_is_taken(district_admin: User, places: Places) -> None:
    rename(district_admin, places)
    found_organization(
        actor=district_admin,
        parent=places.street,
        name="大拱桥社区",
        region_code="411502005008",
        established_on=DAY,
    )
    assert "现在已有“大拱桥社区”" in refusal(district_admin, places.community)


def test_a_change_is_taken_back_by_those_who_could_make_it(
    district_admin: User, street_secretary: User, community_secretary: User, places: Places
) -> None:
    move_organization(
        actor=district_admin,
        organization=places.grid,
        parent=places.other_community,
        effective_on=DAY,
    )
    with pytest.raises(PermissionDenied):
        undo_last_change(actor=street_secretary, organization=places.grid)
    undo_last_change(actor=district_admin, organization=places.grid)
    rename(district_admin, places)
    for actor in (street_secretary, community_secretary):
        with pytest.raises(PermissionDenied):
            undo_last_change(actor=actor, organization=places.community)


def test_what_came_in_from_elsewhere_is_sent_back_by_those_above_both(
    district_admin: User, street_secretary: User, places: Places
) -> None:
    grid = make_below(district_admin, places.other_community, "第7网格")
    move_organization(
        actor=district_admin, organization=grid, parent=places.community, effective_on=DAY
    )
    with pytest.raises(PermissionDenied):
        undo_last_change(actor=street_secretary, organization=grid)


def test_a_node_that_was_taken_back_is_gone_for_others_too(
    district_admin: User, places: Places
) -> None:
    node = found(district_admin, places)
    undo_last_change(actor=district_admin, organization=node)
    with pytest.raises(RuleViolation) as caught:
        rename_organization(actor=district_admin, organization=node, name="新", effective_on=DAY)
    assert caught.value.code == "organization.gone"
