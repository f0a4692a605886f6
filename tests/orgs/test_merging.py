import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from orgs.models import DirtyMonth, Organization, OrganizationEvent
from orgs.operations.tree import found_organization, merge_organizations, move_organization
from orgs.selectors.tree import tree_faults
from tests.makers.orgs import FOUNDED, Places, make_community

Kind = OrganizationEvent.Kind
DAY = datetime.date(2026, 3, 10)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def wish(district_admin: User, places: Places) -> dict[str, Any]:
    """大拱桥 goes up in 三五八."""
    return {
        "actor": district_admin,
        "organization": places.community,
        "target": places.sibling,
        "effective_on": DAY,
    }


def refusal(**wish: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        merge_organizations(**wish)
    return caught.value.code


def test_68_communities_are_67_on_the_day_and_68_the_day_before(
    wish: dict[str, Any], places: Places
) -> None:
    for number in range(10, 75):
        make_community(wish["actor"], places.street, f"第{number}社区", f"4115020050{number}")
    communities = Organization.objects.of_tier(Organization.Tier.COMMUNITY)
    merge_organizations(**wish)
    assert communities.established(DAY - ONE_DAY).count() == 68
    assert communities.established(DAY).count() == 67


def test_the_children_move_along_and_keep_their_codes(wish: dict[str, Any], places: Places) -> None:
    target = merge_organizations(**wish)
    places.grid.refresh_from_db()
    assert places.grid.parent == target == places.sibling
    assert places.grid.code.startswith(places.community.code)
    assert places.building in Organization.objects.within(target)
    assert tree_faults() == []


def test_a_merger_is_told_at_both_ends(wish: dict[str, Any], places: Places) -> None:
    merge_organizations(**wish)
    places.community.refresh_from_db()
    assert (places.community.dissolved_on, places.community.successor) == (DAY, places.sibling)
    gone = places.community.events.get(kind=Kind.MERGED)
    taken_in = places.sibling.events.get(kind=Kind.MERGED)
    assert gone.after == {"successor": places.sibling.pk}
    assert taken_in.before == {"predecessor": places.community.pk}
    assert places.grid.events.get(kind=Kind.MOVED).effective_on == DAY
    assert AuditEntry.objects.filter(action="organization.merge").count() == 1


def test_a_merger_marks_the_months_of_both(wish: dict[str, Any], places: Places) -> None:
    DirtyMonth.objects.all().delete()
    merge_organizations(**wish)
    marked = DirtyMonth.objects.filter(month=Month.of(DAY)).values_list("organization", flat=True)
    assert set(marked) == {places.community.pk, places.sibling.pk}


@pytest.mark.parametrize(
    ("organization", "target", "code"),
    [
        ("community", "community", "organization.merge_self"),
        ("community", "grid", "organization.tier"),
        ("community", "street", "organization.tier"),
    ],
)
def test_only_two_of_a_tier_merge(
    organization: str, target: str, code: str, wish: dict[str, Any], places: Places
) -> None:
    wish |= {"organization": getattr(places, organization), "target": getattr(places, target)}
    assert refusal(**wish) == code


def test_a_planned_community_does_not_merge(wish: dict[str, Any], places: Places) -> None:
    planned = found_organization(
        actor=wish["actor"], parent=places.street, name="十里河社区", region_code="411502005009"
    )
    assert refusal(**wish | {"target": planned}) == "organization.dissolved"
    assert refusal(**wish | {"organization": planned}) == "organization.dissolved"


def test_nothing_merges_twice(wish: dict[str, Any]) -> None:
    merge_organizations(**wish)
    assert refusal(**wish) == "organization.dissolved"


@pytest.mark.parametrize("day", [FOUNDED - ONE_DAY, clock.today() + ONE_DAY])
def test_a_merger_is_dated_between_founding_and_today(
    day: datetime.date, wish: dict[str, Any]
) -> None:
    assert refusal(**wish | {"effective_on": day}) == "organization.date"


def test_a_merger_is_not_dated_before_a_childs_last_move(
    wish: dict[str, Any], places: Places
) -> None:
    move = {"actor": wish["actor"], "organization": places.grid}
    move_organization(**move, parent=places.other_community, effective_on=DAY)
    move_organization(**move, parent=places.community, effective_on=DAY + ONE_DAY)
    assert refusal(**wish) == "organization.date"
    places.community.refresh_from_db()
    assert places.community.dissolved_on is None


def test_communities_are_merged_by_the_district_only(
    wish: dict[str, Any], street_secretary: User, community_secretary: User
) -> None:
    for actor in (street_secretary, community_secretary):
        with pytest.raises(PermissionDenied):
            merge_organizations(**wish | {"actor": actor})
