"""联系户: codes only, linked to members who are 在册 in the building's community."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from common import clock
from common.violations import RuleViolation
from members.models import CheckIn, HouseholdLink
from members.operations.handling import accept_check_in, close_check_in
from members.operations.households import end_link, end_links_of, link_household
from members.operations.transfers import ask_transfer
from orgs.models import DirtyMonth, Organization, ResidentUnit
from orgs.operations.tree import merge_organizations, move_organization
from tests.conftest import SignedIn
from tests.makers.members import make_entered, make_registered
from tests.makers.orgs import Places, make_below

Tier = Organization.Tier


@pytest.fixture
def check_in(member: User, community_secretary: User, community: Organization) -> CheckIn:
    return make_registered(member, community_secretary, community)


def link(actor: User, check_in: CheckIn, places: Places, **values: Any) -> HouseholdLink:
    return link_household(actor=actor, member=check_in.member, building=places.building, **values)


def refusal(actor: User, check_in: CheckIn, places: Places, **values: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        link(actor, check_in, places, **values)
    return caught.value.code


def test_linking_adds_the_next_household_called_after_its_code(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    first = link(community_secretary, check_in, places).household
    second = link(community_secretary, check_in, places).household
    assert (first.tier, first.parent_id) == (Tier.HOUSEHOLD, places.building.pk)
    assert [first.name, second.name] == ["0001户", "0002户"]
    assert second.code == f"{places.building.code}0002"
    assert first.is_established(clock.today())


def test_two_members_keep_in_touch_with_one_household(
    community_secretary: User, check_in: CheckIn, places: Places, unit: ResidentUnit
) -> None:
    household = link(community_secretary, check_in, places).household
    other = make_entered(community_secretary, places.community, unit)
    link(community_secretary, other, places, household=household)
    assert household.member_links.count() == 2
    assert Organization.objects.of_tier(Tier.HOUSEHOLD).count() == 1


def test_a_member_is_linked_to_a_household_once(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    household = link(community_secretary, check_in, places).household
    assert refusal(community_secretary, check_in, places, household=household) == "household.linked"


def test_a_member_of_another_community_is_refused(
    community_secretary: User, neighbour: User, places: Places, unit: ResidentUnit
) -> None:
    elsewhere = make_entered(neighbour, places.sibling, unit)
    assert refusal(community_secretary, elsewhere, places) == "household.member"
    assert not Organization.objects.of_tier(Tier.HOUSEHOLD).exists()


def test_a_household_of_another_building_is_refused(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    other = make_below(community_secretary, places.grid, "2号楼")
    household = make_below(community_secretary, other, "0001户")
    assert refusal(community_secretary, check_in, places, household=household) == "household.place"


def test_a_link_begins_between_acceptance_and_today(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    today = clock.today()
    for day in (today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)):
        assert refusal(community_secretary, check_in, places, started_on=day) == "household.date"


@pytest.mark.parametrize("name", ["grid_secretary", "neighbour", "liaison", "member"])
def test_only_keepers_of_the_place_link(
    name: str, request: pytest.FixtureRequest, check_in: CheckIn, places: Places
) -> None:
    with pytest.raises(PermissionDenied):
        link(request.getfixturevalue(name), check_in, places)


@pytest.mark.parametrize("name", ["community_secretary", "street_secretary", "district_admin"])
def test_community_street_and_district_link(
    name: str, request: pytest.FixtureRequest, check_in: CheckIn, places: Places
) -> None:
    assert link(request.getfixturevalue(name), check_in, places).ended_on is None


def test_a_link_ends_on_a_day_and_may_begin_again(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    first = link(community_secretary, check_in, places)
    end_link(actor=community_secretary, link=first, ended_on=clock.today())
    assert not HouseholdLink.objects.on(clock.today()).exists()
    again = link(community_secretary, check_in, places, household=first.household)
    assert again.pk != first.pk


def test_a_link_ends_once_and_not_before_it_began(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    made, today = link(community_secretary, check_in, places), clock.today()
    for day in (today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)):
        with pytest.raises(RuleViolation, match="结束日期应在"):
            end_link(actor=community_secretary, link=made, ended_on=day)
    end_link(actor=community_secretary, link=made, ended_on=today)
    with pytest.raises(RuleViolation, match="已经结束"):
        end_link(actor=community_secretary, link=made, ended_on=today)


def test_closing_the_check_in_ends_the_links(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    made = link(community_secretary, check_in, places)
    close_check_in(
        actor=community_secretary, check_in=check_in, close_reason="other", closed_on=clock.today()
    )
    made.refresh_from_db()
    assert made.ended_on == clock.today()


def test_links_in_a_building_that_moved_end_with_the_check_in(
    district_admin: User, community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    made = link(community_secretary, check_in, places)
    move_grid_away(district_admin, places)
    ended = end_links_of(actor=community_secretary, member=check_in.member, day=clock.today())
    made.refresh_from_db()
    assert (ended, made.ended_on) == (1, clock.today())


def test_a_community_that_took_another_over_links_its_members(
    district_admin: User, neighbour: User, check_in: CheckIn, places: Places
) -> None:
    merge_organizations(
        actor=district_admin,
        organization=places.community,
        target=places.sibling,
        effective_on=clock.today(),
    )
    assert link(neighbour, check_in, places).household.name == "0001户"


def test_a_link_marks_its_months_and_tells_the_audit_the_code(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    DirtyMonth.objects.all().delete()
    made = link(community_secretary, check_in, places)
    entry = AuditEntry.objects.get(action="household_link.start")
    assert entry.detail["household"] == made.household.code
    assert "王小红" not in str(entry.detail)
    assert DirtyMonth.objects.filter(organization=made.household).exists()


def link_page(places: Places) -> str:
    return f"/desk/households/{places.building.pk}/link/"


def test_the_secretary_links_a_new_household_over_http(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    browser = SignedIn(community_secretary)
    sent = {"member": check_in.member_id, "household": "", "started_on": f"{clock.today()}"}
    response = browser.post(link_page(places), sent, follow=True)
    page = response.content.decode()
    assert "0001户" in page
    assert "王小红" in page
    assert "1 户，1 名党员" in page


def test_the_form_offers_members_of_the_community_only(
    community_secretary: User,
    neighbour: User,
    check_in: CheckIn,
    places: Places,
    unit: ResidentUnit,
) -> None:
    make_entered(neighbour, places.sibling, unit, "赵大山")
    page = SignedIn(community_secretary).get(link_page(places)).content.decode()
    assert "王小红（区教体局）" in page
    assert "赵大山" not in page


def test_the_form_takes_no_words_for_a_household(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    sent = {"member": check_in.member_id, "household": "李大爷家", "started_on": f"{clock.today()}"}
    assert SignedIn(community_secretary).post(link_page(places), sent).status_code == 422
    assert not HouseholdLink.objects.exists()


def test_what_is_no_building_has_no_households(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    browser, grid = SignedIn(community_secretary), places.grid.pk
    assert browser.get(f"/desk/households/{grid}/").status_code == 404
    assert browser.get(f"/desk/households/{grid}/link/").status_code == 404


def test_an_unlinked_household_is_shown_and_can_be_linked(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    household = make_below(community_secretary, places.building, "0001户")
    browser = SignedIn(community_secretary)
    page = browser.get(f"/desk/households/{places.building.pk}/?show=unlinked").content.decode()
    assert "未联系" in page
    address = f"{link_page(places)}?household={household.pk}"
    assert address in page
    assert f'<option value="{household.pk}" selected' in browser.get(address).content.decode()


def test_the_list_counts_linked_and_unlinked_households(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    link(community_secretary, check_in, places)
    make_below(community_secretary, places.building, "0002户")
    row = SignedIn(community_secretary).get("/desk/households/").context["table"].rows[0].record
    assert (row.household_count, row.linked_count, row.unlinked_count) == (2, 1, 1)


def test_ending_over_http_asks_for_the_day(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    made = link(community_secretary, check_in, places)
    browser, address = SignedIn(community_secretary), f"/desk/households/links/{made.pk}/end/"
    assert "结束联系：王小红" in browser.get(address).content.decode()
    browser.post(address, {"ended_on": f"{clock.today()}"})
    made.refresh_from_db()
    assert made.ended_on == clock.today()


def test_a_building_that_moves_takes_its_links_along(
    district_admin: User, neighbour: User, community_secretary: User, check_in: CheckIn,
    places: Places,
) -> None:  # fmt: skip
    link(community_secretary, check_in, places)
    move_grid_away(district_admin, places)
    address = f"/desk/households/{places.building.pk}/"
    assert "0001户" in SignedIn(neighbour).get(address).content.decode()
    assert SignedIn(community_secretary).get(address).status_code == 404


def test_accepting_a_transfer_ends_the_links_of_the_old_community(
    community_secretary: User, neighbour: User, check_in: CheckIn, places: Places
) -> None:
    made = link(community_secretary, check_in, places)
    ask_transfer(
        actor=community_secretary,
        check_in=check_in,
        community=places.sibling,
        basis=CheckIn.Basis.RESIDENCE,
        reason="搬家",
    )
    made.refresh_from_db()
    assert made.ended_on is None
    accept_check_in(actor=neighbour, check_in=CheckIn.objects.get(status="pending"))
    made.refresh_from_db()
    assert made.ended_on == clock.today()


@pytest.mark.parametrize("page", ["", "{building}/", "{building}/link/"])
def test_a_page_asks_as_often_for_twelve_households_as_for_two(
    page: str, community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    browser = SignedIn(community_secretary)
    address = f"/desk/households/{page.format(building=places.building.pk)}"

    def cost(numbers: range) -> int:
        for number in numbers:
            member = make_entered(
                community_secretary, places.community, unit, f"党员{number}", f"138{number:08}"
            )
            link(community_secretary, member, places)
            make_below(community_secretary, places.grid, f"{number + 2}号楼")
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    assert cost(range(2)) == cost(range(2, 12))


def move_grid_away(actor: User, places: Places) -> None:
    move_organization(
        actor=actor, organization=places.grid, parent=places.sibling, effective_on=clock.today()
    )
