"""党员报到名单 from a file."""

import json

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Notification, User
from common.violations import RuleViolation
from members.imports.check_ins import CheckInKind
from members.models import CheckIn, Member
from members.operations.households import link_household
from members.operations.intentions import change_intentions
from orgs.imports.kinds import SourceRow
from orgs.models import DirtyMonth, ImportBatch, ResidentUnit
from orgs.operations.imports import confirm_import, undo_import
from tests.conftest import SignedIn
from tests.makers.files import csv_file, read, read_rows, told, verdicts, worked, write
from tests.makers.members import EVENINGS, make_entered, make_member
from tests.makers.orgs import Places, make_unit

HEADER = ("姓名", "手机号", "所在单位", "报到社区", "网格", "楼栋", "服务意向", "服务时间")
PHONE = "13800000001"


def brought(actor: User, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> ImportBatch:
    return read_rows(actor, header, *rows, kind="check_in")


def yes(actor: User, batch: ImportBatch, **choices: object) -> ImportBatch:
    return write(actor, batch, pledged=True, **choices)


def test_a_known_member_and_a_new_one_stand_in_the_register_with_what_they_offer(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    known = make_member(unit, "王建国", PHONE)
    DirtyMonth.objects.all().delete()
    batch = yes(
        community_secretary,
        brought(
            community_secretary,
            ("王 建国", "+86 138-0000-0001", "", "", "1网格", "1号楼", "01、助老", "工作日晚上"),
            ("赵六", "13800000006", "区教体局", "大拱桥", "", "", "", ""),
        ),
    )
    assert (batch.state, batch.counts["written"]) == ("done", 2), batch.problem
    first, second = CheckIn.objects.order_by("pk")
    assert (first.member, first.status, first.channel) == (known, "registered", "import")
    assert (first.community, first.grid, first.building) == (
        places.community, places.grid, places.building,
    )  # fmt: skip
    assert [one.category for one in first.intentions.current()] == ["01", "12"]
    assert [one.slot for one in first.availabilities.current()] == [EVENINGS]
    assert (first.unit, first.unit_category) == (unit, unit.category)
    assert (first.accepted_by, second.member.name) == (community_secretary, "赵六")
    assert second.member.open_mobile() == "13800000006"
    assert AuditEntry.objects.filter(action="check_in.import").count() == 1
    assert DirtyMonth.objects.filter(organization=places.community).exists()


def test_nothing_is_entered_before_somebody_says_that_all_agreed(
    community_secretary: User, unit: ResidentUnit
) -> None:
    batch = brought(community_secretary, ("赵六", "13800000006", "区教体局", *[""] * 5))
    with pytest.raises(RuleViolation) as refusal:
        confirm_import(actor=community_secretary, batch=batch)
    assert refusal.value.code == "import.pledge"
    yes(community_secretary, batch)
    assert CheckIn.objects.get().consent_version


def test_no_number_stays_readable_in_the_batch(
    community_secretary: User, unit: ResidentUnit
) -> None:
    batch = brought(community_secretary, ("赵六", "13800000006", "区教体局", *[""] * 5))
    kept = json.dumps([list(batch.rows.values()), model_to_dict(batch)], default=str)
    assert "13800000006" not in kept


def test_a_units_own_members_wait_for_the_community(
    liaison: User, unit: ResidentUnit, places: Places
) -> None:
    make_member(unit, "王建国", PHONE)
    batch = brought(
        liaison,
        ("王建国", PHONE, "", "大拱桥社区", *[""] * 4),
        ("赵六", "13800000006", "区教体局", "大拱桥社区", *[""] * 4),
        ("孙七", "13800000007", "区教体局", "", *[""] * 4),
    )
    assert verdicts(batch) == {2: "new", 3: "new", 4: "error"}
    assert "请填写报到社区" in told(batch, 4)
    yes(liaison, batch)
    assert {one.status for one in CheckIn.objects.all()} == {"pending"}
    assert not CheckIn.objects.exclude(accepted_at=None).exists()


def test_a_liaison_brings_nobody_of_another_unit(
    liaison: User, district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区法院")
    make_member(other, "王建国", PHONE)
    batch = brought(
        liaison,
        ("王建国", PHONE, "", "大拱桥社区", *[""] * 4),
        ("赵六", "13800000006", "区法院", "大拱桥社区", *[""] * 4),
    )
    assert verdicts(batch) == {2: "conflict", 3: "error"}
    assert "请联系区委组织部登记" in told(batch, 3)


@pytest.mark.parametrize(
    ("row", "verdict", "sentence"),
    [
        (("陌生人", "13800000009", ""), "error", "请填写所在单位"),
        (("陌生人", "", ""), "error", "您能看到的名册里没有这个姓名"),
        (("", "13800000009", ""), "error", "请填写姓名"),
        (("陌生人", "1380000000", "区教体局"), "error", "11 位手机号码"),
        (("陌生人", "13800000009", "没有的单位"), "error", "没有单位"),
        (("李四", PHONE, "区教体局"), "duplicate", "另有一名党员用这个手机号"),
        (("王建国", "13800000009", "区教体局"), "new", ""),
        (("王建国", PHONE, "", "八一社区"), "error", "没有找到"),
        (("王建国", PHONE, "", "", "9网格"), "new", "没有网格"),
        (("王建国", PHONE, "", "", "", "9号楼"), "new", "没有楼栋"),
        (("王建国", PHONE, "", "", "", "", "飞行"), "error", "没有服务意向"),
        (("王建国", PHONE, "", "", "", "", "", "随时"), "error", "看不懂服务时间"),
    ],
)
def test_each_row_gets_its_verdict_and_its_sentence(
    community_secretary: User, unit: ResidentUnit, row: tuple[str, ...], verdict: str, sentence: str
) -> None:
    make_member(unit, "王建国", PHONE)
    batch = brought(community_secretary, row + ("",) * (8 - len(row)))
    assert verdicts(batch) == {2: verdict}, told(batch, 2)
    assert sentence in told(batch, 2)


def test_the_api_asks_for_the_consent_too(community_secretary: User, unit: ResidentUnit) -> None:
    batch = brought(community_secretary, ("赵六", "13800000006", "区教体局", *[""] * 5))
    browser, url = SignedIn(community_secretary), f"/api/v1/imports/{batch.pk}/confirm/"
    answer = browser.post(url, {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "import.pledge")
    assert browser.post(url, {"pledged": True}, content_type="application/json").status_code == 200
    worked(batch)
    assert CheckIn.objects.get().member.name == "赵六"


def test_gbk_and_what_looks_like_a_formula_are_read_as_text(
    community_secretary: User, unit: ResidentUnit
) -> None:
    rows = (HEADER, ("=1+1", "13800000006", "区教体局", *[""] * 5))
    batch = read(community_secretary, csv_file(rows, "gbk"), kind="check_in", name="名单.csv")
    yes(community_secretary, batch)
    assert Member.objects.get().name == "=1+1"


def test_who_checked_in_since_the_preview_is_left_out(
    community_secretary: User, neighbour: User, unit: ResidentUnit, places: Places
) -> None:
    make_member(unit, "王建国", PHONE)
    batch = brought(
        community_secretary,
        ("王建国", PHONE, *[""] * 6),
        ("赵六", "13800000006", "区教体局", *[""] * 5),
    )
    make_entered(neighbour, places.sibling, unit, "王建国", PHONE)
    batch = yes(community_secretary, batch)
    assert verdicts(batch) == {2: "conflict", 3: "new"}
    assert CheckIn.objects.filter(community=places.community).count() == 1


def test_taking_back_removes_check_ins_and_the_members_that_came_with_them(
    community_secretary: User, unit: ResidentUnit
) -> None:
    known = make_member(unit, "王建国", PHONE)
    batch = yes(
        community_secretary,
        brought(
            community_secretary,
            ("王建国", PHONE, "", "", "", "", "01", "A1"),
            ("赵六", "13800000006", "区教体局", *[""] * 5),
        ),
    )
    worked(undo_import(actor=community_secretary, batch=batch))
    assert not CheckIn.objects.exists()
    assert list(Member.objects.all()) == [known]


def test_what_was_changed_since_stays(
    community_secretary: User, unit: ResidentUnit, member: User
) -> None:
    batch = yes(
        community_secretary,
        brought(
            community_secretary,
            ("王小红", "13800001234", *[""] * 6),
            ("赵六", "13800000006", "区教体局", *[""] * 5),
        ),
    )
    own = CheckIn.objects.get(member=member.member)
    change_intentions(
        actor=member, check_in=own, categories=["01"], availabilities=[EVENINGS]
    )  # fmt: skip
    batch = worked(undo_import(actor=community_secretary, batch=batch))
    assert (batch.counts["undone"], batch.counts["stayed"]) == (1, 1)
    assert CheckIn.objects.get() == own


def test_a_member_with_an_account_is_told(community_secretary: User, member: User) -> None:
    yes(community_secretary, brought(community_secretary, ("王小红", "13800001234", *[""] * 6)))
    assert "大拱桥社区已为您登记报到" in Notification.objects.get(recipient=member).text


def test_twenty_rows_are_judged_and_written_with_as_many_queries_as_two(
    community_secretary: User, unit: ResidentUnit
) -> None:
    def queries(first: int, count: int) -> tuple[int, int]:
        rows = [
            ("党员" + str(number), f"138{number:08}", "区教体局", *[""] * 3, "01", "A1")
            for number in range(first, first + count)
        ]
        sources = [
            SourceRow(at, dict(zip(("name", "mobile", "unit"), row, strict=False)))
            for at, row in enumerate(rows, 2)
        ]
        with CaptureQueriesContext(connection) as judging:
            CheckInKind().judge(community_secretary, sources)
        batch = brought(community_secretary, *rows)
        confirm_import(actor=community_secretary, batch=batch, pledged=True)
        with CaptureQueriesContext(connection) as writing:
            worked(batch)
        return len(judging), len(writing)

    queries(900, 1)
    assert queries(0, 2) == queries(100, 20)


def test_who_was_given_a_household_since_stays(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    known = make_member(unit, "王建国", PHONE)
    rows = ("王建国", PHONE, *[""] * 6), ("赵六", "13800000006", "区教体局", *[""] * 5)
    batch = yes(community_secretary, brought(community_secretary, *rows))
    link_household(actor=community_secretary, member=known, building=places.building)
    batch = worked(undo_import(actor=community_secretary, batch=batch))
    assert (batch.counts["undone"], batch.counts["stayed"]) == (1, 1)
    assert CheckIn.objects.get().member == known
