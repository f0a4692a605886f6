import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from orgs.models import DirtyMonth, Organization, OrganizationEvent
from orgs.operations.succession import dissolve_organization, split_organization
from orgs.operations.tree import found_organization, merge_organizations, move_organization
from orgs.selectors.tree import tree_faults
from reports.figures import figures_of
from reports.periods import Period
from tests.makers.members import make_registered
from tests.makers.orgs import Places, make_below, make_community

Kind = OrganizationEvent.Kind
DAY = datetime.date(2026, 3, 10)
BEFORE = DAY - datetime.timedelta(days=1)
LATER = DAY + datetime.timedelta(days=9)


@pytest.fixture
def second(district_admin: User, places: Places) -> Organization:
    return make_below(district_admin, places.community, "第2网格")


@pytest.fixture
def split(district_admin: User, places: Places, second: Organization) -> dict[str, Any]:
    """大拱桥 gives its second grid to a new community."""
    return {
        "actor": district_admin,
        "organization": places.community,
        "name": "小拱桥社区",
        "region_code": "411502005009",
        "children": [second],
        "effective_on": DAY,
    }


@pytest.fixture
def end(district_admin: User, places: Places) -> dict[str, Any]:
    """大拱桥 ends, 三五八 takes over."""
    return {
        "actor": district_admin,
        "organization": places.community,
        "successor": places.sibling,
        "effective_on": DAY,
    }


def refusal(operation: Any, **wish: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        operation(**wish)
    assert tree_faults() == []
    return caught.value.code


def grids(place: Organization, day: datetime.date) -> object:
    (figure,) = figures_of(place, Period.as_known_on(day), ["S1.grid"])
    return figure.value


def test_a_new_sibling_takes_the_chosen_children(
    split: dict[str, Any], places: Places, second: Organization
) -> None:
    offshoot = split_organization(**split)
    second.refresh_from_db()
    assert (offshoot.parent, offshoot.code) == (places.street, "411502005009")
    assert second.parent == offshoot
    assert places.grid in Organization.objects.within(places.community)
    assert tree_faults() == []


def test_a_split_is_told_at_both_and_moves_each_child_in_one_act(
    split: dict[str, Any], places: Places, second: Organization
) -> None:
    DirtyMonth.objects.all().delete()
    offshoot = split_organization(**split)
    events = [
        places.community.events.get(kind=Kind.SPLIT),
        offshoot.events.get(kind=Kind.SPLIT),
        second.events.get(kind=Kind.MOVED),
    ]
    assert len({event.change_key for event in events}) == 1
    assert {event.effective_on for event in events} == {DAY}
    assert AuditEntry.objects.get(action="organization.split").detail == {"into": offshoot.code}
    marked = DirtyMonth.objects.filter(month=Month.of(DAY)).values_list("organization", flat=True)
    assert {places.community.pk, offshoot.pk, places.street.pk} <= set(marked)


def test_a_split_counts_from_its_day_on(split: dict[str, Any], places: Places) -> None:
    offshoot = split_organization(**split)
    assert (grids(places.community, BEFORE), grids(offshoot, BEFORE)) == (2, 0)
    assert (grids(places.community, DAY), grids(offshoot, DAY)) == (1, 1)


def test_a_split_takes_some_children_and_leaves_some(
    split: dict[str, Any], places: Places, second: Organization
) -> None:
    for children in ([], [places.grid, second], [places.building], [places.sibling]):
        code = refusal(split_organization, **split | {"children": children})
        assert code == "organization.children"
    assert split_organization(**split | {"children": [second, second]})
    assert second.events.filter(kind=Kind.MOVED).count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "三五八社区"}, "organization.name_taken"),
        ({"region_code": "411502005002"}, "organization.region_code"),
        ({"region_code": ""}, "organization.region_code"),
        ({"version": 99}, "record.stale"),
        ({"effective_on": datetime.date(2020, 1, 1)}, "organization.date"),
        ({"effective_on": datetime.date(2099, 1, 1)}, "organization.date"),
    ],
)
def test_a_split_is_checked_like_a_founding(
    change: dict[str, Any], code: str, split: dict[str, Any]
) -> None:
    assert refusal(split_organization, **split | change) == code


def test_a_community_splits_its_grids_and_a_street_does_not_split_communities(
    split: dict[str, Any], places: Places, street_secretary: User, community_secretary: User
) -> None:
    for actor in (street_secretary, community_secretary):
        with pytest.raises(PermissionDenied):
            split_organization(**split | {"actor": actor})
    other = make_below(community_secretary, places.grid, "2号楼")
    new = split_organization(
        actor=community_secretary,
        organization=places.grid,
        name="第3网格",
        children=[other],
        effective_on=DAY,
    )
    assert new.code == f"{places.community.code}03"


def test_a_dissolved_community_leaves_its_grids_to_the_successor(
    end: dict[str, Any], places: Places
) -> None:
    node = dissolve_organization(**end)
    assert (node.dissolved_on, node.successor) == (DAY, places.sibling)
    assert (grids(places.community, BEFORE), grids(places.sibling, DAY)) == (1, 1)
    event = node.events.get(kind=Kind.DISSOLVED)
    assert event.after == {"successor": places.sibling.pk}
    assert tree_faults() == []


def test_records_of_a_dissolved_community_count_at_its_successor(
    end: dict[str, Any], places: Places, member: User, community_secretary: User
) -> None:
    make_registered(member, community_secretary, places.community)
    dissolve_organization(**end)
    for place, count in ((places.sibling, 1), (places.community, 0)):
        (figure,) = figures_of(place, Period.as_known_on(clock.today()), ["S8.registered"])
        assert figure.value == count


def test_a_community_needs_a_successor_and_an_empty_grid_does_not(
    end: dict[str, Any], places: Places, second: Organization
) -> None:
    none = {"successor": None}
    assert refusal(dissolve_organization, **end | none) == "organization.successor"
    full = none | {"organization": places.grid}
    assert refusal(dissolve_organization, **end | full) == "organization.successor"
    empty = dissolve_organization(**end | none | {"organization": second})
    assert (empty.dissolved_on, empty.successor) == (DAY, None)


def test_a_planned_community_is_dropped_without_a_successor(
    end: dict[str, Any], places: Places, district_admin: User
) -> None:
    planned = found_organization(
        actor=district_admin, parent=places.street, name="十里河社区", region_code="411502005009"
    )
    dissolve_organization(**end | {"organization": planned, "successor": None})
    assert planned not in Organization.objects.planned(DAY)


@pytest.mark.parametrize(
    ("successor", "code"),
    [
        ("community", "organization.merge_self"),
        ("grid", "organization.tier"),
        ("street", "organization.tier"),
    ],
)
def test_a_successor_is_another_of_the_tier(
    successor: str, code: str, end: dict[str, Any], places: Places
) -> None:
    assert refusal(dissolve_organization, **end | {"successor": getattr(places, successor)}) == code


def test_nothing_ends_before_its_last_change(end: dict[str, Any], places: Places) -> None:
    move = {"actor": end["actor"], "organization": places.grid, "effective_on": LATER}
    move_organization(**move, parent=places.other_community)
    assert refusal(dissolve_organization, **end) == "organization.date"
    merge = {"actor": end["actor"], "organization": places.community, "target": places.sibling}
    assert refusal(merge_organizations, **merge, effective_on=DAY) == "organization.date"
    assert dissolve_organization(**end | {"effective_on": LATER})


def test_nothing_ends_twice_or_on_a_stale_page(end: dict[str, Any]) -> None:
    assert refusal(dissolve_organization, **end | {"version": 99}) == "record.stale"
    dissolve_organization(**end)
    assert refusal(dissolve_organization, **end) == "organization.dissolved"


def test_a_successor_always_stands(
    end: dict[str, Any], places: Places, district_admin: User
) -> None:
    """大拱桥 → 三五八 → 八一: the first names the last, and the marks of the past do too."""
    dissolve_organization(**end)
    target = places.other_community
    merge_organizations(
        actor=district_admin, organization=places.sibling, target=target, effective_on=LATER
    )
    places.community.refresh_from_db()
    assert places.community.successor == target
    new = make_community(district_admin, places.street, "新社区", "411502005007", LATER)
    dissolve_organization(
        actor=district_admin, organization=target, successor=new, effective_on=LATER
    )
    pointers = Organization.objects.filter(dissolved_on__isnull=False, tier=2)
    assert set(pointers.values_list("successor", flat=True)) == {new.pk}
