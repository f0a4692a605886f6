import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, User
from common import clock
from common.months import Month
from common.violations import RuleViolation
from orgs.models import DirtyMonth, District, Organization, OrganizationEvent
from orgs.operations.tree import (
    establish_organization,
    found_organization,
    merge_organizations,
    move_organization,
    rename_organization,
)
from tests.makers.orgs import FOUNDED, Places, make_below, make_community

Kind = OrganizationEvent.Kind
Tier = Organization.Tier
DAY = datetime.date(2026, 3, 10)
TOMORROW = datetime.timedelta(days=1)


def plan_community(actor: User, street: Organization) -> Organization:
    return found_organization(
        actor=actor, parent=street, name="十里河社区", region_code="411502005009"
    )


def refusal(**wish: object) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        found_organization(**wish)
    return caught.value


def test_founding_leaves_event_audit_and_marks(district_admin: User, street: Organization) -> None:
    node = make_community(district_admin, street, "十里河社区", "411502005009", DAY)
    event = node.events.get()
    assert (event.kind, event.effective_on, event.created_by) == (Kind.FOUNDED, DAY, district_admin)
    assert event.after == {"parent": street.pk, "name": "十里河社区"}
    entry = AuditEntry.objects.get(action="organization.found", record_id=str(node.pk))
    assert entry.actor_id == district_admin.pk
    marked = set(DirtyMonth.objects.filter(organization=node).values_list("month", flat=True))
    assert min(marked) == Month.of(DAY)
    assert max(marked) == Month.of(clock.today())
    assert len(marked) == 9


def test_a_planned_node_has_neither_event_nor_marks(
    district_admin: User, street: Organization
) -> None:
    node = plan_community(district_admin, street)
    assert node.status_label(DAY) == "应建"
    assert not node.events.exists()
    assert not DirtyMonth.objects.filter(organization=node).exists()
    assert AuditEntry.objects.filter(record_id=str(node.pk)).count() == 1


def test_establishing_turns_planned_into_established(
    district_admin: User, street: Organization
) -> None:
    node = plan_community(district_admin, street)
    establish_organization(actor=district_admin, organization=node, established_on=DAY)
    assert node in Organization.objects.established(DAY)
    assert node not in Organization.objects.established(DAY - TOMORROW)
    assert node in Organization.objects.planned(DAY - TOMORROW)
    assert node.events.get().kind == Kind.FOUNDED
    assert DirtyMonth.objects.filter(organization=node, month=Month.of(DAY)).count() == 1


def test_what_is_established_is_not_established_again(
    district_admin: User, community: Organization
) -> None:
    with pytest.raises(RuleViolation, match="已经成立"):
        establish_organization(actor=district_admin, organization=community, established_on=DAY)


def test_establishing_tomorrow_is_refused(district_admin: User, street: Organization) -> None:
    node = plan_community(district_admin, street)
    with pytest.raises(RuleViolation, match="不能晚于今天"):
        establish_organization(
            actor=district_admin, organization=node, established_on=clock.today() + TOMORROW
        )


def test_codes_extend_the_parents_code(
    community_secretary: User, district_admin: User, places: Places
) -> None:
    assert places.grid.code == f"{places.community.code}01"
    assert places.building.code == f"{places.grid.code}001"
    second = make_below(community_secretary, places.community, "第2网格")
    assert second.code == f"{places.community.code}02"
    household = make_below(district_admin, places.building, "党员联系户1")
    assert (household.tier, household.code) == (Tier.HOUSEHOLD, f"{places.building.code}0001")


def test_a_new_code_extends_the_parents_code_of_the_day(
    district_admin: User, places: Places
) -> None:
    move_organization(
        actor=district_admin, organization=places.grid, parent=places.sibling, effective_on=DAY
    )
    own = make_below(district_admin, places.sibling, "第2网格")
    left_behind = make_below(district_admin, places.community, "第3网格")
    assert own.code == f"{places.sibling.code}01"
    assert left_behind.code == f"{places.community.code}02"


def test_the_hundredth_grid_is_refused(district_admin: User, community: Organization) -> None:
    Organization.objects.filter(parent=community).update(code=f"{community.code}99")
    violation = refusal(actor=district_admin, parent=community, name="第100网格")
    assert violation.code == "organization.codes_full"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "41150200500",
        "4115020050099",
        "411503005009",
        "411502005000",
        "41150200500a",
        "411502005002",
        "411502009000",
    ],
)
def test_a_community_needs_a_region_code_of_its_own(
    code: str, district_admin: User, street: Organization
) -> None:
    violation = refusal(actor=district_admin, parent=street, name="十里河", region_code=code)
    assert (violation.code, violation.field) == ("organization.region_code", "region_code")
    assert not Organization.objects.filter(name="十里河").exists()


def test_a_street_code_ends_in_zeros(district_admin: User, district: District) -> None:
    wish = {"actor": district_admin, "parent": district, "name": "双井街道"}
    assert refusal(**wish, region_code="411502009001").code == "organization.region_code"
    street = found_organization(**wish, region_code="４１１５０２００９０００")
    assert (street.code, street.tier) == ("411502009000", Tier.STREET)


def test_founding_tomorrow_is_refused(district_admin: User, community: Organization) -> None:
    day = clock.today() + TOMORROW
    wish = {"actor": district_admin, "parent": community, "name": "第2网格"}
    assert refusal(**wish, established_on=day).code == "organization.date"


def test_nothing_hangs_below_a_household(district_admin: User, places: Places) -> None:
    household = make_below(district_admin, places.building, "党员联系户1")
    violation = refusal(actor=district_admin, parent=household, name="再下一级")
    assert violation.code == "organization.tier"


def test_nothing_is_founded_below_what_is_gone(district_admin: User, places: Places) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=DAY,
    )
    violation = refusal(actor=district_admin, parent=places.community, name="第9网格")
    assert violation.code == "organization.dissolved"


def test_streets_and_communities_are_the_districts_to_found(
    street_secretary: User, community_secretary: User, places: Places
) -> None:
    for actor, parent in (
        (street_secretary, places.street),
        (street_secretary, places.district),
        (community_secretary, places.street),
    ):
        with pytest.raises(PermissionDenied):
            found_organization(
                actor=actor, parent=parent, name="十里河社区", region_code="411502005009"
            )


def test_grids_are_founded_by_street_and_community_in_their_own_place(
    street_secretary: User, community_secretary: User, grid_secretary: User, places: Places
) -> None:
    make_below(street_secretary, places.community, "第2网格")
    make_below(community_secretary, places.community, "第3网格")
    for actor, parent in (
        (community_secretary, places.sibling),
        (street_secretary, places.other_community),
        (grid_secretary, places.grid),
    ):
        with pytest.raises(PermissionDenied):
            make_below(actor, parent, "第4网格")


def test_a_refused_founding_leaves_nothing(district_admin: User, community: Organization) -> None:
    before = AuditEntry.objects.count(), Organization.objects.count()
    refusal(actor=district_admin, parent=community, name="\u202e", established_on=FOUNDED)
    refusal(actor=district_admin, parent=community, name="　", established_on=FOUNDED)
    refusal(actor=district_admin, parent=community, name="格" * 51, established_on=FOUNDED)
    assert (AuditEntry.objects.count(), Organization.objects.count()) == before


def test_two_nodes_of_one_parent_never_share_a_name(
    district_admin: User, community: Organization, places: Places
) -> None:
    with pytest.raises(RuleViolation, match="已有“第1网格”"):
        make_below(district_admin, community, "第1网格")
    assert make_below(district_admin, places.sibling, "第1网格").name == "第1网格"


def test_a_node_does_not_take_its_siblings_name(district_admin: User, places: Places) -> None:
    with pytest.raises(RuleViolation, match="已有“三五八社区”"):
        rename_organization(
            actor=district_admin,
            organization=places.community,
            name=" 三五八社区",
            effective_on=clock.today(),
        )
