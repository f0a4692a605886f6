"""Who the people of a roster are: known, doubled, told apart, standing elsewhere."""

from accounts.models import User
from members.models import CheckIn
from members.operations.merges import declare_distinct, merge_members
from orgs.models import ResidentUnit
from tests.makers.files import told, verdicts
from tests.makers.members import make_entered, make_member, make_pending
from tests.makers.orgs import Places, make_unit
from tests.members.test_check_in_import import PHONE, brought, yes


def test_who_stands_or_waits_somewhere_is_not_entered_twice(
    community_secretary: User, neighbour: User, unit: ResidentUnit, places: Places, member: User
) -> None:
    make_entered(community_secretary, places.community, unit, "王建国", PHONE)
    make_entered(neighbour, places.sibling, unit, "赵六", "13800000006")
    make_pending(member, places.community)
    batch = brought(
        community_secretary,
        ("王建国", PHONE, *[""] * 6),
        ("赵六", "13800000006", *[""] * 6),
        ("王小红", "13800001234", *[""] * 6),
    )
    assert verdicts(batch) == {2: "same", 3: "conflict", 4: "conflict"}
    assert told(batch, 2) == "已在本社区在册。"
    assert "转入须由原社区办理" in told(batch, 3)
    assert "请在收件箱接收" in told(batch, 4)
    batch = brought(community_secretary, ("孙七", PHONE, "区教体局", *[""] * 5))
    assert "另一名党员的报到用了同一个手机号" in told(batch, 2)


def test_the_same_person_twice_in_a_file_is_a_conflict_that_names_the_row(
    community_secretary: User, unit: ResidentUnit
) -> None:
    one = ("赵六", "13800000006", "区教体局", *[""] * 5)
    batch = brought(community_secretary, one, ("孙七", *one[1:]), one)
    assert verdicts(batch) == {2: "new", 3: "conflict", 4: "conflict"}
    assert "第 2 行的手机号相同" in told(batch, 3)
    assert "第 2 行是同一名党员" in told(batch, 4)


def test_a_doubtful_person_is_entered_only_when_somebody_says_so(
    community_secretary: User, unit: ResidentUnit
) -> None:
    make_member(unit, "王建国", PHONE)
    batch = brought(community_secretary, ("李四", PHONE, "区教体局", *[""] * 5))
    yes(community_secretary, batch, duplicates=[2])
    assert CheckIn.objects.get().member.name == "李四"


def test_two_people_whom_somebody_told_apart_may_share_a_number(
    community_secretary: User, district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    entered = make_entered(community_secretary, places.community, unit, "王建国", PHONE)
    other = make_member(unit, "李四", PHONE)
    row = ("李四", PHONE, *[""] * 6)
    assert verdicts(brought(community_secretary, row)) == {2: "conflict"}
    declare_distinct(actor=district_admin, one=entered.member, other=other, reason="夫妻共用")
    yes(community_secretary, brought(community_secretary, row))
    assert CheckIn.objects.registered().count() == 2


def test_a_person_who_was_merged_is_entered_once(
    community_secretary: User, district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    kept = make_entered(community_secretary, places.community, unit, "王建国", PHONE).member
    doubled = make_member(unit, "王建国", "13800000009")
    merge_members(actor=district_admin, duplicate=doubled, kept=kept, reason="换号后重复登记")
    batch = brought(
        community_secretary,
        ("王建国", PHONE, *[""] * 6),
        ("王建国", "13800000009", "区教体局", *[""] * 5),
    )
    assert verdicts(batch) == {2: "same", 3: "duplicate"}
    assert "已有同名党员" in told(batch, 3)


def test_a_short_name_of_a_unit_is_told_with_the_whole_one(
    community_secretary: User, unit: ResidentUnit, district_admin: User, places: Places
) -> None:
    make_unit(district_admin, places.district, "浉河区人民法院")
    make_unit(district_admin, places.district, "平桥路第一小学")
    make_unit(district_admin, places.district, "平桥路第二小学")
    rows = [
        (name, f"1380000000{at}", unit_name, *[""] * 5)
        for at, (name, unit_name) in enumerate([("赵六", "区法院"), ("孙七", "平桥路小学")], 1)
    ]
    batch = brought(community_secretary, *rows)
    assert verdicts(batch) == {2: "new", 3: "error"}
    assert told(batch, 2) == "单位按“浉河区人民法院”登记。"
