"""The card of a member: what it says, to whom, and of which rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from members.models import Member
from members.operations.handling import close_check_in
from members.operations.households import link_household
from members.operations.merges import merge_members
from orgs.models import ResidentUnit
from services.models import ServiceLog
from services.selectors import own_hours, own_member
from tests.makers.members import make_entered, make_member, make_registered
from tests.makers.orgs import Places
from tests.makers.services import make_confirmed_log, make_server


def card(client: Client, member: Member) -> str:
    return client.get(member.get_absolute_url()).content.decode()


@pytest.fixture
def registered(member: User, community_secretary: User, places: Places) -> Member:
    make_registered(member, community_secretary, places.community, grid=places.grid)
    return member.member


def test_it_tells_the_facts_the_willingness_and_the_days(
    registered: Member, community_secretary: User, client_of: type[Client]
) -> None:
    Member.objects.filter(pk=registered.pk).update(
        education="20", joined_on="2010-07-01", specialties="电路维修"
    )
    page = card(client_of(community_secretary), registered)
    for words in ("大学本科", "2010-07-01", "电路维修", "政策宣传与党课", "工作日", "138****1234"):
        assert words in page
    assert f"{clock.today()} 接收" in page


def test_it_offers_what_may_be_done_now(
    registered: Member,
    community_secretary: User,
    street_secretary: User,
    client_of: type[Client],
) -> None:
    page = card(client_of(community_secretary), registered)
    for address in ("phone/", "merge/", "slip/"):
        assert f"/desk/members/{registered.pk}/{address}" in page
    page = card(client_of(street_secretary), registered)
    for address in ("phone/", "merge/", "slip/"):
        assert f"/desk/members/{registered.pk}/{address}" not in page


def test_the_number_goes_with_the_check_in(
    registered: Member, community_secretary: User, district_admin: User, client_of: type[Client]
) -> None:
    close_check_in(
        actor=community_secretary, check_in=registered.check_ins.get(),
        close_reason="own_wish", closed_on=clock.today(),
    )  # fmt: skip
    page = card(client_of(community_secretary), registered)
    assert "138****1234" not in page
    assert "报到已结束，不再显示" in page
    assert "138****1234" in card(client_of(district_admin), registered)


def test_households_are_shown_as_codes(
    registered: Member, community_secretary: User, places: Places, client_of: type[Client]
) -> None:
    link = link_household(actor=community_secretary, member=registered, building=places.building)
    assert link.household.code in card(client_of(community_secretary), registered)


@pytest.fixture
def merged(district_admin: User, registered: Member, unit: ResidentUnit) -> Member:
    """A second row of the same person, put together with the first."""
    duplicate = make_member(unit, "王晓红", "13800009999")
    merge_members(actor=district_admin, duplicate=duplicate, kept=registered, reason="同一人")
    return duplicate


def test_it_names_what_was_merged_into_it(
    merged: Member, registered: Member, district_admin: User, client_of: type[Client]
) -> None:
    page = card(client_of(district_admin), registered)
    assert "王晓红（区教体局）并入王小红（区教体局）" in page


def test_a_merged_row_leads_to_the_one_that_stays(
    merged: Member, registered: Member, district_admin: User, client_of: type[Client]
) -> None:
    page = card(client_of(district_admin), merged)
    assert "这份登记已并入“王小红（区教体局）”" in page
    assert registered.get_absolute_url() in page
    assert f"/desk/members/{merged.pk}/phone/" not in page


def test_a_merged_row_is_in_no_list(
    merged: Member, district_admin: User, client_of: type[Client]
) -> None:
    assert "王晓红" not in client_of(district_admin).get("/desk/members/").content.decode()


def test_the_check_ins_of_merged_rows_belong_to_the_person(
    registered: Member,
    community_secretary: User,
    district_admin: User,
    unit: ResidentUnit,
    places: Places,
    client_of: type[Client],
) -> None:
    second = make_entered(community_secretary, places.community, unit, "王晓红", "13800009999")
    merge_members(actor=district_admin, duplicate=second.member, kept=registered, reason="同一人")
    page = card(client_of(district_admin), registered)
    assert second.get_absolute_url() in page
    assert "来自合并的登记" in page


def test_services_of_a_merged_row_are_ones_own(
    district_admin: User,
    street_secretary: User,
    unit: ResidentUnit,
    places: Places,
    member: User,
    community_secretary: User,
) -> None:
    make_registered(member, community_secretary, places.community)
    duplicate = make_server(unit, places.sibling)
    Member.objects.filter(pk=duplicate.pk).update(name_pinyin=member.member.name_pinyin)
    log = make_confirmed_log(street_secretary, duplicate, places.sibling)
    User.objects.filter(pk=duplicate.user_id).update(is_active=False)
    merge_members(actor=district_admin, duplicate=duplicate, kept=member.member, reason="同一人")
    assert list(ServiceLog.objects.visible_to(member)) == [log]
    assert own_member(member) == member.member
    assert own_hours(member, log.served_on.year)[0] == ("今年", 1)


def test_a_card_asks_as_often_whatever_it_holds(
    registered: Member,
    district_admin: User,
    unit: ResidentUnit,
    client_of: type[Client],
) -> None:
    client = client_of(district_admin)

    def fill(numbers: range) -> None:
        for number in numbers:
            make_member(unit, "王小红", f"136{number:08}")
            row = make_member(unit, "王晓红", f"137{number:08}")
            merge_members(actor=district_admin, duplicate=row, kept=registered, reason="同一人")

    def count() -> int:
        card(client, registered)
        with CaptureQueriesContext(connection) as queries:
            card(client, registered)
        return len(queries)

    fill(range(1))
    few = count()
    fill(range(1, 6))
    assert count() == few
