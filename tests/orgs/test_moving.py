import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from orgs.models import DirtyMonth, District, Organization, OrganizationEvent
from orgs.operations.tree import (
    found_organization,
    merge_organizations,
    move_organization,
    rename_organization,
)
from orgs.selectors.tree import tree_faults
from tests.makers.orgs import FOUNDED, Places, make_admin, make_below, make_street

Kind = OrganizationEvent.Kind
DAY = datetime.date(2026, 3, 10)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def wish(district_admin: User, places: Places) -> dict[str, Any]:
    """大拱桥 goes to 湖东街道."""
    return {
        "actor": district_admin,
        "organization": places.community,
        "parent": places.other_street,
        "effective_on": DAY,
    }


def refusal_of_move(**wish: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        move_organization(**wish)
    return caught.value.code


def test_a_community_moves_to_another_street_with_all_below_it(
    wish: dict[str, Any], places: Places
) -> None:
    move_organization(**wish)
    below = Organization.objects.within(places.other_street)
    assert {places.community, places.grid, places.building} <= set(below)
    assert places.grid not in Organization.objects.within(places.street)
    assert tree_faults() == []


def test_a_move_leaves_event_audit_and_marks_at_both_places(
    wish: dict[str, Any], places: Places
) -> None:
    DirtyMonth.objects.all().delete()
    move_organization(**wish)
    event = places.community.events.get(kind=Kind.MOVED)
    assert event.before["parent"] == places.street.pk
    assert event.after["parent"] == places.other_street.pk
    assert AuditEntry.objects.get(action="organization.move").detail == {
        "before": places.street.code,
        "after": places.other_street.code,
        "on": "2026-03-10",
    }
    marked = DirtyMonth.objects.filter(month=Month.of(DAY)).values_list("organization", flat=True)
    assert set(marked) == {places.community.pk, places.street.pk, places.other_street.pk}
    assert not DirtyMonth.objects.filter(month=Month.of(DAY).previous()).exists()


def test_a_move_never_changes_a_code(wish: dict[str, Any], places: Places) -> None:
    codes = dict(Organization.objects.values_list("pk", "code"))
    move_organization(**wish)
    assert dict(Organization.objects.values_list("pk", "code")) == codes


@pytest.mark.parametrize(
    ("organization", "parent", "code"),
    [
        ("community", "grid", "organization.own_subtree"),
        ("community", "building", "organization.own_subtree"),
        ("community", "community", "organization.own_subtree"),
        ("community", "sibling", "organization.tier"),
        ("grid", "street", "organization.tier"),
        ("building", "community", "organization.tier"),
        ("street", "other_street", "organization.tier"),
        ("community", "street", "organization.same_parent"),
    ],
)
def test_a_node_goes_only_below_a_node_one_tier_above_it(
    organization: str, parent: str, code: str, wish: dict[str, Any], places: Places
) -> None:
    wish |= {
        "organization": getattr(places, organization),
        "parent": getattr(places, parent),
    }
    assert refusal_of_move(**wish) == code
    assert tree_faults() == []


def test_a_move_is_not_dated_tomorrow(wish: dict[str, Any]) -> None:
    wish["effective_on"] = clock.today() + ONE_DAY
    assert refusal_of_move(**wish) == "organization.date"


def test_a_move_is_not_dated_before_the_founding(wish: dict[str, Any]) -> None:
    wish["effective_on"] = FOUNDED - ONE_DAY
    assert refusal_of_move(**wish) == "organization.date"


def test_a_move_is_not_dated_before_the_new_parents_founding(
    wish: dict[str, Any], district: District
) -> None:
    wish["parent"] = found_organization(
        actor=wish["actor"],
        parent=district,
        name="双井街道",
        region_code="411502009000",
        established_on=DAY + ONE_DAY,
    )
    assert refusal_of_move(**wish) == "organization.date"


def test_moves_are_dated_one_after_the_other(wish: dict[str, Any], places: Places) -> None:
    move_organization(**wish)
    back = wish | {"parent": places.street, "effective_on": DAY - ONE_DAY}
    assert refusal_of_move(**back) == "organization.date"
    move_organization(**back | {"effective_on": DAY})


def test_nothing_moves_to_another_district(wish: dict[str, Any]) -> None:
    elsewhere = District.objects.create(code="411503", name="平桥区")
    official = make_admin(elsewhere, "elsewhere")
    street = make_street(official, elsewhere, "前进街道", "411503001000")
    with pytest.raises(PermissionDenied):
        move_organization(**wish | {"parent": street})
    with pytest.raises(PermissionDenied):
        move_organization(**wish | {"actor": official})
    both = make_admin(elsewhere, "both")
    both.grants.create(role="district", district=places_district(wish), valid_from=FOUNDED)
    assert refusal_of_move(**wish | {"actor": both, "parent": street}) == "organization.district"


def places_district(wish: dict[str, Any]) -> District:
    return wish["organization"].district


def test_what_is_gone_neither_moves_nor_takes_in(wish: dict[str, Any], places: Places) -> None:
    merge_organizations(
        actor=wish["actor"],
        organization=places.community,
        target=places.sibling,
        effective_on=DAY,
    )
    assert refusal_of_move(**wish) == "organization.dissolved"
    wish |= {"organization": places.grid, "parent": places.community}
    assert refusal_of_move(**wish) == "organization.dissolved"


def test_a_street_moves_grids_between_its_communities_only(
    street_secretary: User, places: Places
) -> None:
    wish = {"actor": street_secretary, "organization": places.grid, "effective_on": DAY}
    move_organization(**wish, parent=places.sibling)
    with pytest.raises(PermissionDenied):
        move_organization(**wish, parent=places.other_community)


def test_a_community_moves_buildings_between_its_grids_only(
    community_secretary: User, district_admin: User, places: Places
) -> None:
    second = make_below(community_secretary, places.community, "第2网格")
    elsewhere = make_below(district_admin, places.sibling, "第1网格")
    wish = {"actor": community_secretary, "organization": places.building, "effective_on": DAY}
    move_organization(**wish, parent=second)
    with pytest.raises(PermissionDenied):
        move_organization(**wish, parent=elsewhere)


def test_a_new_name_leaves_the_old_one_in_the_history(
    district_admin: User, community: Organization
) -> None:
    rename_organization(
        actor=district_admin, organization=community, name=" 新大拱桥社区　", effective_on=DAY
    )
    event = community.events.get(kind=Kind.RENAMED)
    assert (event.before["name"], event.after["name"]) == ("大拱桥社区", "新大拱桥社区")
    assert AuditEntry.objects.filter(action="organization.rename").count() == 1
    assert DirtyMonth.objects.filter(organization=community, month=Month.of(DAY)).count() == 2


def test_a_stale_rename_is_refused(district_admin: User, community: Organization) -> None:
    wish = {"actor": district_admin, "organization": community, "effective_on": DAY}
    rename_organization(**wish, name="新大拱桥社区", version=1)
    with pytest.raises(RuleViolation) as caught:
        rename_organization(**wish, name="老大拱桥社区", version=1)
    assert caught.value.code == "record.stale"


def test_a_community_is_not_renamed_by_its_secretary(
    community_secretary: User, street_secretary: User, places: Places
) -> None:
    for actor in (community_secretary, street_secretary):
        with pytest.raises(PermissionDenied):
            rename_organization(
                actor=actor, organization=places.community, name="新名", effective_on=DAY
            )
        rename_organization(
            actor=actor, organization=places.grid, name=f"{actor}网格", effective_on=DAY
        )


def test_names_change_one_after_the_other(district_admin: User, community: Organization) -> None:
    wish = {"actor": district_admin, "organization": community}
    rename_organization(**wish, name="新大拱桥社区", effective_on=DAY)
    for name, day in (
        ("更早", DAY - ONE_DAY),
        ("新大拱桥社区", DAY),
        ("明天", clock.today() + ONE_DAY),
    ):
        with pytest.raises(RuleViolation):
            rename_organization(**wish, name=name, effective_on=day)


def test_a_node_does_not_move_to_where_its_name_is_taken(
    district_admin: User, places: Places
) -> None:
    namesake = make_below(district_admin, places.sibling, places.grid.name)
    assert namesake.parent == places.sibling
    code = refusal_of_move(
        actor=district_admin,
        organization=places.grid,
        parent=places.sibling,
        effective_on=DAY,
    )
    assert code == "organization.name_taken"


def test_a_founding_is_not_dated_in_the_year_one(
    district_admin: User, community: Organization
) -> None:
    with pytest.raises(RuleViolation, match="日期过早"):
        make_below(district_admin, community, "第8网格", datetime.date(1, 1, 1))
