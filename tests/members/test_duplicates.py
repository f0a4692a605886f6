"""Who looks like one person, and what the pages say of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from members.models import Member, MemberMerge
from members.operations.merges import declare_distinct, merge_members
from members.selectors.duplicates import likely_pairs, look_alikes
from orgs.models import ResidentUnit
from orgs.operations.unit_merges import merge_units
from tests.makers.members import make_entered, make_member, make_registered
from tests.makers.orgs import Places, make_unit

LIST = "/desk/merges/"


def seen(user: User, member: Member) -> list[tuple[int | None, str]]:
    """What the user is told of the member: (the other one's key, why)."""
    member = Member.objects.select_related("unit__merged_into").get(pk=member.pk)
    found = look_alikes([member], user)[member.pk]
    return [(alike.other and alike.other.pk, alike.reason) for alike in found]


def test_the_same_number_looks_alike(district_admin: User, unit: ResidentUnit) -> None:
    one, other = make_member(unit, "王小红"), make_member(unit, "李梅")
    assert seen(district_admin, one) == [(other.pk, "手机号相同")]


def test_the_same_name_at_the_same_unit_looks_alike(
    district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    one = make_member(unit, "王小红")
    other = make_member(unit, "王小红", "13700000001")
    make_member(make_unit(district_admin, places.district, "区财政局"), "王小红", "13700000002")
    assert seen(district_admin, one) == [(other.pk, "姓名和单位相同")]


def test_units_that_were_merged_are_one_unit(
    district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    doubled = make_unit(district_admin, places.district, "教育体育局")
    one, other = make_member(unit, "王小红"), make_member(doubled, "王小红", "13700000001")
    assert seen(district_admin, one) == []
    merge_units(actor=district_admin, unit=doubled, target=unit)
    assert seen(district_admin, one) == [(other.pk, "姓名和单位相同")]
    assert seen(district_admin, other) == [(one.pk, "姓名和单位相同")]


def test_what_was_decided_is_not_pointed_out_again(
    district_admin: User, unit: ResidentUnit
) -> None:
    one, two, three = (make_member(unit, name) for name in ("王小红", "李梅", "王红"))
    declare_distinct(actor=district_admin, one=one, other=two, reason="母女共用")
    merge_members(actor=district_admin, duplicate=three, kept=one, reason="同一人")
    assert seen(district_admin, one) == seen(district_admin, two) == []


def test_somebody_out_of_sight_is_told_without_personal_data(
    community_secretary: User, unit: ResidentUnit, places: Places, client_of: type[Client]
) -> None:
    make_member(unit, "李梅")
    check_in = make_entered(community_secretary, places.community, unit, "王小红", "13800001234")
    assert seen(community_secretary, check_in.member) == [(None, "手机号相同")]
    text = client_of(community_secretary).get(check_in.get_absolute_url()).content.decode()
    assert "与另一名党员手机号相同（不在您的管理范围，请报区委组织部核对）" in text
    assert "李梅" not in text


def test_a_page_of_rows_asks_three_times(district_admin: User, unit: ResidentUnit) -> None:
    for number in range(12):
        make_member(unit, f"党员{number % 6}", f"137000000{number:02}")
    members = list(Member.objects.select_related("unit__merged_into"))
    user = User.objects.get(pk=district_admin.pk)
    look_alikes(members[:1], user)
    with CaptureQueriesContext(connection) as queries:
        assert all(look_alikes(members, user).values())
    assert len(queries) == 3


def test_only_those_in_ones_hands_are_paired(
    community_secretary: User, district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    make_entered(community_secretary, places.community, unit, "王小红", "13800001234")
    make_member(unit, "李梅")
    assert likely_pairs(community_secretary, 9) == []
    assert [pair.reason for pair in likely_pairs(district_admin, 9)] == ["手机号相同"]


@pytest.fixture
def pair(unit: ResidentUnit) -> tuple[Member, Member]:
    return make_member(unit, "王小红"), make_member(unit, "王小红", "13800009999")


def test_a_pair_is_found_compared_and_merged(
    district_admin: User, pair: tuple[Member, Member], client_of: type[Client]
) -> None:
    kept, duplicate = pair
    client = client_of(district_admin)
    address = f"/desk/members/{duplicate.pk}/merge/{kept.pk}/"
    assert address in client.get(LIST).content.decode()
    page = client.get(address).content.decode()
    assert "姓名和单位相同" in page
    assert f"/desk/members/{kept.pk}/merge/{duplicate.pk}/" in page
    answer = client.post(
        address, {"reason": "已电话核对", "version": duplicate.version}, follow=True
    )
    assert "已合并。30 天内可以撤销。" in answer.content.decode()
    assert MemberMerge.objects.get().reason == "已电话核对"


def test_looking_changes_nothing_and_a_reason_is_asked_for(
    district_admin: User, pair: tuple[Member, Member], client_of: type[Client]
) -> None:
    kept, duplicate = pair
    client = client_of(district_admin)
    address = f"/desk/members/{duplicate.pk}/merge/{kept.pk}/"
    client.get(address)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert not MemberMerge.objects.exists()


def test_the_page_says_what_will_happen_and_what_stands_against_it(
    district_admin: User,
    community_secretary: User,
    neighbour: User,
    places: Places,
    pair: tuple[Member, Member],
    client_of: type[Client],
) -> None:
    kept, duplicate = pair
    make_entered(community_secretary, places.community, None, "王小红", "13800009999")
    client = client_of(district_admin)
    opened = client.get(f"/desk/members/{duplicate.pk}/merge/{kept.pk}/")
    allowed = f"/desk/members/{kept.pk}/merge/{duplicate.pk}/"
    assert opened.headers["Location"] == allowed
    assert "只能保留这一份" in client.get(allowed).content.decode()
    make_entered(neighbour, places.sibling, None, "王小红", "13800001234")
    page = client.get(f"/desk/members/{duplicate.pk}/merge/{kept.pk}/").content.decode()
    assert "只能保留这一份" not in page
    assert "今天注销，注销原因为“重复登记”" in page


def test_two_people_are_kept_apart_from_the_page(
    district_admin: User, pair: tuple[Member, Member], client_of: type[Client]
) -> None:
    one, other = pair
    client = client_of(district_admin)
    address = f"/desk/members/{one.pk}/distinct/{other.pk}/"
    page = client.post(address, {"reason": "同名不同人"}, follow=True).content.decode()
    assert "已记下，不再提示这两份登记。" in page
    assert "没有需要核对的疑似重复。" in client.get(LIST).content.decode()


def test_a_merger_is_taken_back_from_its_page(
    district_admin: User, pair: tuple[Member, Member], client_of: type[Client]
) -> None:
    kept, duplicate = pair
    merge = merge_members(actor=district_admin, duplicate=duplicate, kept=kept, reason="同一人")
    client = client_of(district_admin)
    assert "撤销合并" in client.get(merge.get_absolute_url()).content.decode()
    page = client.post(f"/desk/merges/{merge.pk}/undo/", follow=True).content.decode()
    assert "已撤销合并，两份登记恢复原状。" in page
    assert "已撤销" in client.get(LIST, {"undone": "yes"}).content.decode()


def test_a_row_is_compared_with_any_other_that_is_looked_for(
    district_admin: User, unit: ResidentUnit, client_of: type[Client]
) -> None:
    one, other = make_member(unit, "王小红"), make_member(unit, "汪小宏", "13700000001")
    page = client_of(district_admin).get(f"/desk/members/{one.pk}/merge/", {"q": "汪"})
    assert f"/desk/members/{one.pk}/merge/{other.pk}/" in page.content.decode()


def test_the_liaison_merges_the_own_units_members(
    liaison: User, pair: tuple[Member, Member], client_of: type[Client]
) -> None:
    kept, duplicate = pair
    client = client_of(liaison)
    assert "姓名和单位相同" in client.get(LIST).content.decode()
    address = f"/desk/members/{duplicate.pk}/merge/{kept.pk}/"
    assert client.post(address, {"reason": "同一人"}).status_code == 302


def test_the_list_asks_as_often_for_many_pairs(
    district_admin: User, unit: ResidentUnit, client_of: type[Client]
) -> None:
    client = client_of(district_admin)

    def count() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    def fill(numbers: range) -> None:
        for number in numbers:
            one = make_member(unit, "王小红", f"137{number:08}")
            other = make_member(unit, "王小红", f"136{number:08}")
            merge_members(actor=district_admin, duplicate=one, kept=other, reason="同一人")

    fill(range(2))
    few = count()
    fill(range(2, 8))
    assert count() == few


def test_a_grid_is_told_but_decides_nothing(
    grid_secretary: User,
    community_secretary: User,
    member: User,
    places: Places,
    client_of: type[Client],
) -> None:
    make_registered(member, community_secretary, places.community, grid=places.grid)
    row = member.member
    other = make_member(row.unit, "李梅")
    client = client_of(grid_secretary)
    assert "请报区委组织部核对" in client.get(row.get_absolute_url()).content.decode()
    assert client.get(LIST).status_code == 403
    assert client.get(f"/desk/members/{row.pk}/merge/{other.pk}/").status_code == 403
