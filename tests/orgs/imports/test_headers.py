"""Headers: anywhere in the first rows, in any order, under many names, over one row or two."""

import openpyxl
import pytest

from accounts.models import User
from orgs.models import ImportBatch
from tests.makers.files import read, read_rows, saved, verdicts


def columns(batch: ImportBatch) -> dict[str, str]:
    return {one["label"]: one["column"] for one in batch.headers}


def test_labels_are_recognised_in_any_order_width_and_wording(district_admin: User) -> None:
    batch = read_rows(
        district_admin,
        ("浉河区驻区单位汇总表", None, None, None),
        ("填报：区委组织部", None, None, None),
        ("单 位 性 质", "＊单位名称（全称）", "联系电话：", "备注"),
        ("机关", "区法院", "13800000000", "老单位"),
    )
    assert batch.header_row == 3
    assert columns(batch) == {
        "单 位 性 质": "category",
        "＊单位名称（全称）": "name",
        "联系电话：": "mobile",
        "备注": "",
    }
    assert verdicts(batch) == {4: "new"}


def test_a_header_of_two_rows_with_merged_cells_is_one(district_admin: User) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["单位名称", "类别", "联络员", None, "书记"])
    page.append([None, None, "姓名", "手机号", None])
    page.append(["区法院", "区直机关", "王五", "13800000000", "张三"])
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
        page.merge_cells(area)
    batch = read(district_admin, saved(book))
    assert [one["column"] for one in batch.headers] == [
        "name", "category", "liaison", "mobile", "first_responsible",
    ]  # fmt: skip
    assert verdicts(batch) == {3: "new"}


def test_a_header_below_the_tenth_row_is_not_looked_for(district_admin: User) -> None:
    above = [("说明",)] * 10
    batch = read_rows(district_admin, *above, ("单位名称", "类别"), ("区法院", "其他"))
    assert "没有找到表头" in batch.problem


def test_a_label_that_comes_twice_counts_once(district_admin: User) -> None:
    batch = read_rows(district_admin, ("单位名称", "类别", "类别"), ("区法院", "其他", "说不清"))
    assert [one["column"] for one in batch.headers] == ["name", "category", ""]
    assert verdicts(batch) == {2: "new"}


@pytest.mark.parametrize("count", [1, 300])
def test_columns_that_nobody_knows_are_named_and_passed_over(
    count: int, district_admin: User, client_of: type
) -> None:
    more = [f"其他{number}" for number in range(count)]
    batch = read_rows(district_admin, ("单位名称", "类别", *more), ("区法院", "其他", *more))
    page = client_of(district_admin).get(batch.get_absolute_url()).content.decode()
    assert "没有用到的列：其他0" in page
