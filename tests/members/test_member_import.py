"""党员名册 from a file."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict

from accounts.models import AuditEntry, User
from common import clock
from members.api.upsert import UpsertRowInput
from members.imports.facts import READERS
from members.imports.members import MemberKind
from members.models import Member
from members.operations.entering import enter_check_in
from members.operations.exemptions import exempt_member
from members.operations.membership import end_membership
from members.operations.merges import declare_distinct
from members.operations.rules import CONSENT_VERSION, FACTS
from orgs.models import District, ImportBatch, ImportRow, ResidentUnit
from orgs.operations.imports import start_import, undo_import
from tests.makers.files import read_rows, told, verdicts, worked, write
from tests.makers.members import make_member
from tests.makers.orgs import Places, make_admin, make_unit

HEADER = ("姓名", "手机号码", "工作单位", "入党时间", "是否在职", "特长")


def brought(actor: User, *rows: tuple[str, ...]) -> ImportBatch:
    return read_rows(actor, HEADER, *rows, kind="member")


def row(
    name: str, mobile: str, unit: object, joined_on: str = "", on_job: str = "", skill: str = ""
) -> tuple[str, ...]:
    return (name, mobile, str(unit), joined_on, on_job, skill)


def test_new_members_are_added_with_their_numbers_sealed(
    district_admin: User, unit: ResidentUnit
) -> None:
    batch = write(
        district_admin,
        brought(
            district_admin,
            row("王 建国", "+86 138-0000-0001", unit, "2010年7月1日", "是", "法律咨询"),
            row("阿卜杜拉•买买提", "１３８００００００２２", unit),
        ),
    )
    assert (batch.state, batch.counts["written"]) == ("done", 2)
    king = Member.objects.get(name="王建国")
    assert (king.open_mobile(), king.mobile_masked) == ("13800000001", "138****0001")
    assert (king.joined_on, king.specialties) == (datetime.date(2010, 7, 1), "法律咨询")
    assert (king.name_pinyin, king.name_initials) == ("wangjianguo", "wjg")
    assert Member.objects.get(name="阿卜杜拉·买买提").open_mobile() == "13800000022"
    assert AuditEntry.objects.filter(action="member.import").count() == 1


def test_no_number_stays_readable_in_the_batch(district_admin: User, unit: ResidentUnit) -> None:
    batch = brought(district_admin, row("王建国", "13800000001", unit))
    kept = json.dumps(
        [list(batch.rows.values()), list(AuditEntry.objects.values()), model_to_dict(batch)],
        default=str,
    )
    assert "13800000001" not in kept


def test_a_known_member_is_updated_in_what_is_filled_in(
    district_admin: User, unit: ResidentUnit
) -> None:
    known = make_member(unit, "王建国", "13800000001")
    batch = brought(district_admin, row("王建国", "13800000001", unit, "", "否"), row("", "", ""))
    assert verdicts(batch) == {2: "update"}
    assert told(batch, 2) == "在职原为“是”。"
    write(district_admin, batch)
    known.refresh_from_db()
    assert (known.on_job, known.specialties, known.version) == (False, "", 2)
    assert (known.left_unit_on, known.left_reason) == (clock.today(), "other")


def test_the_same_file_again_changes_nothing(district_admin: User, unit: ResidentUnit) -> None:
    write(district_admin, brought(district_admin, row("王建国", "13800000001", unit)))
    batch = brought(district_admin, row("王建国", "13800000001", unit))
    assert verdicts(batch) == {2: "same"}


@pytest.mark.parametrize(
    ("name", "mobile", "doubt"),
    [
        ("李大山", "13800000001", "另有一名党员用这个手机号"),
        ("王建国", "13800000009", "已有同名党员"),
    ],
)
def test_a_doubtful_member_is_not_added_by_itself(
    district_admin: User, unit: ResidentUnit, name: str, mobile: str, doubt: str
) -> None:
    make_member(unit, "王建国", "13800000001")
    batch = brought(district_admin, row(name, mobile, unit), row("赵六", "13800000006", unit))
    assert verdicts(batch) == {2: "duplicate", 3: "new"}
    assert doubt in told(batch, 2)
    write(district_admin, batch)
    assert Member.objects.count() == 2


def test_the_same_person_twice_in_a_file_is_a_conflict_that_names_the_row(
    district_admin: User, unit: ResidentUnit
) -> None:
    same = row("王建国", "13800000001", unit)
    batch = brought(district_admin, same, row("赵六", "13800000006", unit), same)
    assert verdicts(batch) == {2: "new", 3: "new", 4: "conflict"}
    assert "第 2 行" in told(batch, 4)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (row("", "13800000001", "区教体局"), "请填写姓名。"),
        (row("王" * 51, "13800000001", "区教体局"), "最多 50 个字"),
        (row("王建国", "1380000000", "区教体局"), "11 位手机号码"),
        (row("王建国", "13800000001", "没有的单位"), "不在您的管理范围内"),
        (row("王建国", "13800000001", "区教体局", "2026/2/30"), "不是有效的日期"),
        (row("王建国", "13800000001", "区教体局", "2999-01-01"), "不能晚于今天"),
        (row("王建国", "13800000001", "区教体局", "1921-06-30"), "不能早于 1921 年"),
        (row("王建国", "13800000001", "区教体局", "", "也许"), "不在可选范围内"),
    ],
)
def test_a_wrong_row_is_told_in_one_sentence(
    district_admin: User, unit: ResidentUnit, typed: tuple[str, ...], sentence: str
) -> None:
    batch = brought(district_admin, typed)
    assert verdicts(batch) == {2: "error"}
    assert sentence in told(batch, 2)


def test_a_unit_of_another_district_reads_like_an_unknown_one(
    district_admin: User, unit: ResidentUnit, other_districts_unit: ResidentUnit
) -> None:
    batch = brought(
        district_admin,
        row("王建国", "13800000001", other_districts_unit),
        row("王建国", "13800000002", "没有的单位"),
    )
    named = [text.replace(str(other_districts_unit), "没有的单位") for text in findings(batch)]
    assert named[0] == named[1]


def findings(batch: ImportBatch) -> list[str]:
    return [told(batch, number) for number in (2, 3)]


@pytest.fixture
def other_districts_unit(db: None) -> ResidentUnit:
    district = District.objects.create(code="411503", name="平桥区")
    return make_unit(make_admin(district, "other_district"), district, "平桥区教体局")


def test_who_does_not_keep_the_register_brings_no_file(community_secretary: User) -> None:
    with pytest.raises(PermissionDenied):
        start_import(actor=community_secretary, kind="member", file=None, name="党员.xlsx")


def test_an_import_is_taken_back_but_for_those_who_checked_in(
    district_admin: User, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    batch = write(
        district_admin,
        brought(
            district_admin, row("王建国", "13800000001", unit), row("赵六", "13800000006", unit)
        ),
    )
    enter_check_in(
        actor=community_secretary, community=places.community, name="赵六", mobile="13800000006",
        basis="residence", consent_version=CONSENT_VERSION,
    )  # fmt: skip
    worked(undo_import(actor=district_admin, batch=batch))
    assert [member.name for member in Member.objects.all()] == ["赵六"]
    stayed = ImportRow.objects.get(batch=batch, row=3)
    assert stayed.is_written


def test_members_whom_somebody_told_apart_since_stay(
    district_admin: User, unit: ResidentUnit
) -> None:
    rows = [row(name, "13800001234", unit) for name in ("王小红", "李梅")]
    rows.append(row("赵六", "13800000006", unit))
    batch = write(district_admin, brought(district_admin, *rows), duplicates=[3])
    one, other, _ = Member.objects.order_by("pk")
    declare_distinct(actor=district_admin, one=one, other=other, reason="母女共用")
    worked(undo_import(actor=district_admin, batch=batch))
    assert list(Member.objects.order_by("pk")) == [one, other]


def test_taking_back_gives_a_changed_member_what_was_held(
    district_admin: User, unit: ResidentUnit
) -> None:
    known = make_member(unit, "王建国", "13800000001")
    batch = write(
        district_admin,
        brought(district_admin, row("王建国", "13800000001", unit, "2010-07-01", "否")),
    )
    worked(undo_import(actor=district_admin, batch=batch))
    known.refresh_from_db()
    assert (known.on_job, known.joined_on, known.version) == (True, None, 3)


def test_a_member_changed_since_the_preview_is_not_overwritten(
    district_admin: User, unit: ResidentUnit
) -> None:
    known = make_member(unit, "王建国", "13800000001")
    batch = brought(district_admin, row("王建国", "13800000001", unit, "", "否"))
    known.change(district_admin, specialties="书法")
    batch = write(district_admin, batch)
    known.refresh_from_db()
    assert known.on_job
    assert verdicts(batch) == {2: "conflict"}


def test_another_unit_is_no_matter_of_a_file(
    district_admin: User, unit: ResidentUnit, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区法院")
    make_member(unit, "王建国", "13800000001")
    batch = brought(district_admin, row("王建国", "13800000001", other))
    assert verdicts(batch) == {2: "conflict"}
    assert "办理“更改单位”" in told(batch, 2)


def test_who_leaves_by_a_file_is_exempt_no_longer(district_admin: User, unit: ResidentUnit) -> None:
    known = make_member(unit, "王建国", "13800000001")
    exemption = exempt_member(
        actor=district_admin, member=known, kind="exempt", reason="study",
        started_on=clock.today() - datetime.timedelta(days=9),
    )  # fmt: skip
    write(district_admin, brought(district_admin, row("王建国", "13800000001", unit, "", "否")))
    exemption.refresh_from_db()
    assert exemption.ended_on == clock.today()


def test_who_is_back_by_a_file_left_on_no_day_until_it_is_taken_back(
    district_admin: User, unit: ResidentUnit
) -> None:
    known = make_member(unit, "王建国", "13800000001")
    day = datetime.date(2026, 1, 1)
    end_membership(actor=district_admin, member=known, reason="retired", left_on=day)
    back = row("王建国", "13800000001", unit, "", "是")
    batch = write(district_admin, brought(district_admin, back))
    known.refresh_from_db()
    assert (known.on_job, known.left_unit_on, known.left_reason) == (True, None, "")
    worked(undo_import(actor=district_admin, batch=batch))
    known.refresh_from_db()
    assert (known.on_job, known.left_unit_on, known.left_reason) == (False, day, "retired")


def test_two_new_members_with_one_number_are_asked_about(
    district_admin: User, unit: ResidentUnit
) -> None:
    rows = [row(name, "13800000001", unit) for name in ("王建国", "李四")]
    batch = brought(district_admin, *rows)
    assert verdicts(batch) == {2: "new", 3: "duplicate"}
    assert "与第 2 行的手机号相同、姓名不同" in told(batch, 3)


def test_a_column_stands_in_the_file_and_with_those_who_read_and_write_it() -> None:
    told_of = {"name", "mobile", *FACTS}
    assert set(READERS) == told_of
    assert {column.name for column in MemberKind.columns} == told_of | {"unit"}
    assert set(UpsertRowInput().fields) == told_of | {"key"}
