"""Files as they come: whatever is in them is read, or refused with a sentence."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from accounts.models import User
from orgs.imports import reader
from orgs.models import ResidentUnit
from tests.makers.files import (
    ENCODINGS,
    csv_file,
    findings,
    read,
    read_rows,
    saved,
    told,
    verdicts,
    write,
    xlsx,
)

ROWS = (("单位名称", "类别"), ("区法院", "区直机关"), ("䶮𠮷书院", "其他"))
XLS = Path(__file__).parents[2] / "data" / "units.xls"


def problem(actor: User, content: bytes, name: str = "单位.xlsx") -> str:
    batch = read(actor, content, name=name)
    assert batch.state == "failed"
    assert not batch.rows.exists()
    return batch.problem


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_is_read_in_every_encoding(
    name: str, separator: str, district_admin: User
) -> None:
    encoding, mark = ENCODINGS[name]
    rows = ROWS[:2] if encoding == "gbk" else ROWS
    batch = read(district_admin, csv_file(rows, encoding, separator, mark), name="单位.csv")
    assert batch.counts == {"new": len(rows) - 1}
    assert batch.rows.get(row=2).values["name"] == "区法院"


def test_what_is_in_a_file_decides_not_its_name(district_admin: User) -> None:
    assert read(district_admin, xlsx(ROWS), name="单位.csv").counts == {"new": 2}
    assert read(district_admin, csv_file(ROWS), name="单位.xlsx").counts == {"new": 2}


def test_an_old_workbook_is_read(district_admin: User) -> None:
    batch = read(district_admin, XLS.read_bytes(), name="单位.xls")
    assert verdicts(batch) == {2: "new", 4: "new"}
    assert batch.counts == {"new": 2, "blank": 1}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><table><tr><td>a</td></tr></table></html>", "网页格式"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "网页格式"),
        (b"%PDF-1.7 ...", "只能导入"),
        (b"PK\x03\x04 nothing", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "已损坏"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "打开密码",
        ),
        (b"\x80\xff\x80" * 50, "无法识别文字编码"),
        (b"  \r\n ", "没有内容"),
        ("甲,乙\r\n1,2\r\n".encode(), "没有找到表头"),
        ("单位名称,联络员\r\n".encode(), "没有可导入的内容"),
        ("类别,联络员\r\n其他,王五\r\n".encode(), "缺少必填的列：单位名称"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(
    content: bytes, sentence: str, district_admin: User
) -> None:
    assert sentence in problem(district_admin, content)


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def test_bombs_are_refused_before_they_are_unpacked(district_admin: User) -> None:
    book = {"xl/workbook.xml": b"<workbook/>"}
    zeros = packed(book | {"xl/worksheets/sheet1.xml": b"0" * 60_000_000})
    assert len(zeros) < 100_000
    assert "过大" in problem(district_admin, zeros)
    many = packed(book | {f"xl/{number}.xml": b"" for number in range(2_000)})
    assert "过大" in problem(district_admin, many)
    assert "只能导入" in problem(district_admin, packed({"word/document.xml": b"<w/>"}))


def test_two_cells_at_the_ends_of_a_sheet_are_refused(district_admin: User) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "单位名称")
        page.write_string(1_048_575, 16_383, "远")
    assert len(stream.getvalue()) < 8_000
    assert "100000 行" in problem(district_admin, stream.getvalue())


def test_a_cell_far_to_the_right_is_refused(district_admin: User) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write_string(1, 16_383, "远")
    assert "右侧多余的列" in problem(district_admin, stream.getvalue())


def test_a_million_rows_are_refused(district_admin: User) -> None:
    text = "单位名称,类别\r\n" + "甲,乙\r\n" * 1_000_000
    assert "100000 行" in problem(district_admin, text.encode())


def test_a_file_that_eats_memory_ruins_its_own_process_only(
    district_admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed, whatever killed it, is a refusal with a sentence."""
    monkeypatch.setattr(reader, "NAME", "tests.makers.suicidal_reading")
    assert "过大" in problem(district_admin, xlsx(ROWS))


def test_hidden_blank_and_total_rows_are_passed_over_and_counted(district_admin: User) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (*ROWS, (None, None), ("　", None), ("隐藏局", "其他"), ("合 计", "3")):
        page.append(row)
    page.row_dimensions[6].hidden = True
    batch = read(district_admin, saved(book))
    assert verdicts(batch) == {2: "new", 3: "new"}
    assert batch.counts == {"new": 2, "blank": 2, "hidden": 1, "total": 1}


def test_the_sheet_with_the_header_is_taken_and_hidden_sheets_are_not(
    district_admin: User,
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明", "请先看"])
    hidden = book.create_sheet("旧表")
    hidden.append(["单位名称", "类别", "联络员"])
    hidden.sheet_state = "hidden"
    page = book.create_sheet("单位")
    for row in ROWS:
        page.append(row)
    batch = read(district_admin, saved(book))
    assert (batch.sheet_name, batch.counts) == ("单位", {"new": 2})


def test_formula_and_error_cells_are_findings_and_stored_values_are_read(
    district_admin: User,
) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["单位名称", "类别", "联络员"])
        page.write_row(1, 0, ["区法院", "其他"])
        page.write_formula(1, 2, '="王"&"五"', value="王五")
        page.write_row(2, 0, ["区检察院", "其他"])
        page.write_formula(2, 2, "=NA()", value="#N/A")
    batch = read(district_admin, stream.getvalue())
    assert verdicts(batch) == {2: "new", 3: "error"}
    assert batch.rows.get(row=2).values["liaison"] == "王五"
    assert findings(batch, 3) == [(2, "这个单元格是错误值，请改成正确的内容。")]


def test_a_formula_that_was_never_counted_is_a_finding(district_admin: User) -> None:
    batch = read_rows(district_admin, ("单位名称", "类别"), ('="区"&"法院"', "其他"))
    assert told(batch, 2).startswith("这个公式没有计算结果")


def test_numbers_lose_nothing_in_silence(district_admin: User) -> None:
    batch = read_rows(
        district_admin,
        ("单位名称", "类别", "统一社会信用代码", "联络员手机号", "应报到人数", "申报日期"),
        ("甲局", "其他", 110000000000000123, None, None, None),
        ("乙局", "其他", "1.1E+17", None, None, None),
        ("丙局", "其他", None, 13800000000, 35.0, datetime.date(2026, 3, 5)),
        ("丁局", "其他", None, None, 35, 45292),
    )
    assert "超过 15 位" in told(batch, 2)
    assert "科学计数法" in told(batch, 3)
    batch = write(district_admin, batch)
    third, fourth = ResidentUnit.objects.order_by("name")
    assert {third.declared_on, fourth.declared_on} == {
        datetime.date(2026, 3, 5),
        datetime.date(2024, 1, 1),
    }
    assert {third.open_mobile(), fourth.open_mobile()} == {"13800000000", ""}


@pytest.mark.parametrize("day", ["2026/2/30", "2026年13月1日", "去年", "26-3-5", "10" * 15])
def test_a_day_that_is_none_is_a_finding(day: str, district_admin: User) -> None:
    batch = read_rows(district_admin, ("单位名称", "类别", "启用日期"), ("甲局", "其他", day))
    assert verdicts(batch) == {2: "error"}
    assert "不是有效的日期" in told(batch, 2)


@pytest.mark.parametrize(
    "day", ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "２０２６－３－５", "20260305"]
)
def test_a_day_is_read_as_people_write_it(day: str, district_admin: User) -> None:
    batch = read_rows(district_admin, ("单位名称", "类别", "启用日期"), ("甲局", "其他", day))
    assert batch.rows.get().values["active_from"] == "2026-03-05"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "＝1", "<b>甲</b>", "' OR 1=1--", "100%_"]
)
def test_odd_texts_stay_texts(text: str, district_admin: User) -> None:
    batch = read(district_admin, csv_file([ROWS[0], (text, "其他")]), name="单位.csv")
    write(district_admin, batch)
    assert ResidentUnit.objects.get().name == text


def test_what_nobody_sees_is_refused_and_nul_is_no_500(district_admin: User) -> None:
    content = "单位名称,类别\r\n甲\u0000局,其他\r\n乙\u202e局,其他\r\n".encode()
    batch = read(district_admin, content, name="单位.csv")
    assert verdicts(batch) == {2: "error", 3: "error"}
    assert "看不见的特殊字符" in told(batch, 2)


def test_a_file_over_twenty_megabytes_is_not_taken(district_admin: User, client_of: type) -> None:
    response = client_of(district_admin).post(
        "/desk/imports/new/unit/", {"file": io.BytesIO(b"0" * 20_000_001)}
    )
    assert response.status_code == 422
    assert "超过 20 MB" in response.content.decode()
