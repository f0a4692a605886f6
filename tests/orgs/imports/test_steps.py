"""The way of a file: brought, previewed, confirmed, written, taken back; each step once."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry, Job, User
from accounts.tasks import run_waiting_jobs
from common.violations import RuleViolation
from orgs.models import District, ImportBatch, ResidentUnit, RoleGrant
from orgs.operations.imports import (
    cancel_import,
    confirm_import,
    start_import,
    undo_import,
    write_import,
)
from orgs.operations.units import change_unit
from orgs.policy import Role
from orgs.scope import forget_grants
from tests.makers.files import (
    csv_file,
    findings,
    read,
    read_rows,
    told,
    verdicts,
    worked,
    write,
    xlsx,
)
from tests.makers.members import make_member_account
from tests.makers.orgs import make_admin, make_holder, make_unit

HEADER = ("单位名称", "类别", "联络员", "联络员手机号")
COURT = ("区法院", "其他", "王五", "13800000000")


def refusal(step: Any, **wish: Any) -> str:
    with pytest.raises(RuleViolation) as caught:
        step(**wish)
    return caught.value.code


def test_nothing_is_written_before_the_yes_and_the_file_does_not_stay(
    district_admin: User,
) -> None:
    batch = start_import(
        actor=district_admin, kind="unit", file=io.BytesIO(xlsx([HEADER, COURT])), name="a.xlsx"
    )
    assert (batch.state, bool(batch.file)) == ("reading", True)
    storage, name = batch.file.storage, batch.file.name
    batch = worked(batch)
    assert (batch.state, bool(batch.file)) == ("previewed", False)
    assert not storage.exists(name)
    assert not ResidentUnit.objects.exists()


def test_original_texts_with_numbers_are_kept_sealed(district_admin: User) -> None:
    batch = read_rows(district_admin, HEADER, COURT)
    row = batch.rows.get()
    assert "13800000000" not in f"{row.cells} {row.values} {row.findings}"


def test_a_second_yes_and_a_second_run_write_nothing_twice(district_admin: User) -> None:
    batch = write(district_admin, read_rows(district_admin, HEADER, COURT))
    assert refusal(confirm_import, actor=district_admin, batch=batch) == "import.state"
    Job.objects.update(state=Job.State.WAITING)
    worked(batch)
    write_import(actor=district_admin, batch=batch)
    assert ResidentUnit.objects.count() == 1
    assert AuditEntry.objects.filter(action="unit.import").count() == 1


def test_the_same_file_is_recognised_and_may_go_on_deliberately(
    district_admin: User, district: District
) -> None:
    content = xlsx([HEADER, COURT])
    write(district_admin, read(district_admin, content))
    colleague = make_admin(district, "colleague")
    for actor in (district_admin, colleague):
        batch = read(actor, content)
        assert verdicts(batch) == {2: "same"}
        with pytest.raises(RuleViolation, match=r"已由 区委组织部 于 .* 导入过"):
            confirm_import(actor=actor, batch=batch)
        assert refusal(confirm_import, actor=actor, batch=batch, again=True) == "import.nothing"
    other = make_admin(District.objects.create(code="411503", name="平桥区"), "other")
    write(other, read(other, content))


def test_a_clean_file_may_be_asked_for(district_admin: User) -> None:
    batch = read_rows(district_admin, HEADER, COURT, ("区检察院", "不明", "", ""))
    wish = {"actor": district_admin, "batch": batch}
    assert refusal(confirm_import, **wish, only_if_clean=True) == "import.not_clean"
    assert write(district_admin, batch).counts["written"] == 1


def test_rows_that_look_like_known_ones_are_skipped_unless_chosen(
    district_admin: User, district: District
) -> None:
    make_unit(district_admin, district, "信阳市浉河区万家灯火商贸有限公司", "private_economy")
    rows = [HEADER, ("万家灯火商贸", "非公企业", "", ""), COURT]
    batch = read_rows(district_admin, *rows)
    assert verdicts(batch) == {2: "duplicate", 3: "new"}
    assert write(district_admin, batch).counts["written"] == 1
    again = read_rows(district_admin, *rows[:2])
    assert write(district_admin, again, duplicates=[2, 3, 99]).counts["written"] == 1
    assert ResidentUnit.objects.filter(name="万家灯火商贸").exists()


def test_a_cancelled_file_leaves_nothing(district_admin: User) -> None:
    batch = read_rows(district_admin, HEADER, COURT)
    cancel_import(actor=district_admin, batch=batch)
    assert not batch.rows.exists()
    assert refusal(confirm_import, actor=district_admin, batch=batch) == "import.state"
    waiting = start_import(
        actor=district_admin, kind="unit", file=io.BytesIO(xlsx([HEADER, COURT])), name="a.xlsx"
    )
    cancel_import(actor=district_admin, batch=waiting)
    assert worked(waiting).state == "cancelled"


def test_what_changed_since_the_preview_is_not_overwritten(
    district_admin: User, district: District
) -> None:
    court = make_unit(district_admin, district, "区法院", "other")
    batch = read_rows(district_admin, HEADER, COURT, ("区检察院", "其他", "", ""))
    change_unit(actor=district_admin, unit=court, liaison="赵六")
    make_unit(district_admin, district, "区检察院", "other")
    batch = write(district_admin, batch)
    assert (batch.counts["written"], batch.counts["missed"]) == (0, 2)
    assert set(verdicts(batch).values()) == {"conflict"}
    assert "没有写入" in told(batch, 3)
    court.refresh_from_db()
    assert court.liaison == "赵六"


def test_an_import_is_taken_back_but_for_what_was_used_since(
    district_admin: User, district: District
) -> None:
    court = make_unit(district_admin, district, "区法院", "other")
    rows = [("区检察院",), ("区司法局",), ("区财政局",)]
    batch = read_rows(district_admin, HEADER, COURT, *((*row, "其他", "王五", "") for row in rows))
    batch = write(district_admin, batch)
    make_member_account(ResidentUnit.objects.get(name="区司法局"))
    change_unit(
        actor=district_admin, unit=ResidentUnit.objects.get(name="区财政局"), liaison="赵六"
    )
    batch = undo_import(actor=district_admin, batch=batch)
    assert (batch.state, batch.counts["undone"], batch.counts["stayed"]) == ("undone", 2, 2)
    assert set(ResidentUnit.objects.values_list("name", flat=True)) == {
        "区法院", "区司法局", "区财政局",
    }  # fmt: skip
    court.refresh_from_db()
    assert (court.liaison, court.open_mobile(), court.category) == ("", "", "other")
    assert findings(batch, 4)[-1] == (-1, "导入之后又被修改或使用，没有撤销。")
    assert refusal(undo_import, actor=district_admin, batch=batch) == "import.state"


def test_a_file_of_which_everything_was_used_cannot_be_taken_back(
    district_admin: User,
) -> None:
    batch = write(district_admin, read_rows(district_admin, HEADER, COURT))
    change_unit(actor=district_admin, unit=ResidentUnit.objects.get(), liaison="赵六")
    assert refusal(undo_import, actor=district_admin, batch=batch) == "import.stays"
    batch.refresh_from_db()
    assert batch.state == "done"


def test_who_has_no_right_to_the_kind_cannot_bring_a_file(
    street_secretary: User, district_admin: User
) -> None:
    with pytest.raises(PermissionDenied):
        read_rows(street_secretary, HEADER, COURT)
    assert (
        refusal(start_import, actor=district_admin, kind="ghost", file=io.BytesIO(b"a"), name="a")
        == "import.kind"
    )


def test_a_right_that_was_lost_meanwhile_ends_the_way(
    district_admin: User, district: District
) -> None:
    colleague = make_holder("colleague", Role.DISTRICT, district)
    unread = start_import(
        actor=colleague, kind="unit", file=io.BytesIO(xlsx([HEADER, COURT])), name="a.xlsx"
    )
    previewed = read_rows(colleague, HEADER, ("区检察院", "其他", "", ""))
    confirmed = read_rows(colleague, HEADER, ("区财政局", "其他", "", ""))
    confirm_import(actor=colleague, batch=confirmed)
    unread.refresh_from_db()
    ImportBatch.objects.filter(pk=unread.pk).update(state="reading")
    RoleGrant.objects.filter(user=colleague).delete()
    forget_grants(colleague)
    with pytest.raises(PermissionDenied):
        confirm_import(actor=colleague, batch=previewed)
    assert worked(confirmed).problem == "您已没有导入这类内容的权限。"
    assert not ResidentUnit.objects.exists()


def test_an_unexpected_end_says_so_and_writes_nothing(
    district_admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = read_rows(district_admin, HEADER, COURT)
    confirm_import(actor=district_admin, batch=batch)
    monkeypatch.setattr("orgs.operations.imports.keep_written", lambda *_: 1 / 0)
    run_waiting_jobs()
    batch.refresh_from_db()
    assert (batch.state, Job.objects.last().state) == ("failed", "failed")
    assert "没有写入任何内容" in batch.problem
    assert not ResidentUnit.objects.exists()


def test_the_error_workbook_is_imported_again_as_it_is(
    district_admin: User, client_of: type
) -> None:
    rows = [
        (*HEADER, "备注"),
        (*COURT, "甲"),
        ("区检察院", "不明", "=1+1", "138", "=2"),
    ]
    batch = read(district_admin, csv_file(rows), name="单位.csv")
    browser = client_of(district_admin)
    answer = browser.get(f"/desk/imports/{batch.pk}/errors/")
    assert "%E9%94%99%E8%AF%AF.xlsx" in answer["Content-Disposition"]
    content = answer.getvalue()
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    head, row = ([cell.value for cell in line] for line in page.iter_rows())
    assert head == [*HEADER, "备注", "原行号", "错误原因"]
    assert row[-2] == "3"
    assert row[:2] == ["区检察院", "不明"]
    assert "联络员手机号：请输入 11 位手机号码。" in row[-1]
    assert page["C2"].data_type == "s"
    again = read(district_admin, content)
    assert verdicts(again) == {2: "error"}
    page["B2"], page["C2"], page["D2"] = "其他", "李四", "13800000001"
    stream = io.BytesIO()
    page.parent.save(stream)
    assert verdicts(read(district_admin, stream.getvalue())) == {2: "new"}
