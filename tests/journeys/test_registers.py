"""The district's desk in a real browser: a messy workbook comes in, two communities become one."""

import datetime
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import expect

from common import clock
from config.env import DEMO_PASSWORD
from demo.places import DISTRICT_CODE
from tests.journeys.browser import DESK, PHONE, Visitor, opened
from tests.makers.demo import READY, Demo, start
from tests.makers.files import csv_file

pytestmark = [pytest.mark.browser, pytest.mark.processes]
IMPORTS = "/desk/imports/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = ["序号", "单位全称", "单位性质", "所属社区", "党员人数", "申报时间"]


@pytest.fixture(scope="module")
def demo(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = start(shutil.copytree(loaded, tmp_path_factory.mktemp("registers") / "var"))
    assert running.running.says(READY), running.running.text
    yield running
    running.running.kill()


@pytest.fixture
def district(demo: Demo, chromium_path: str) -> Iterator[Visitor]:
    with opened(chromium_path) as browser:
        visitor = Visitor(browser, demo.address, DESK, PHONE)
        visitor.sign_in("district", DEMO_PASSWORD)
        yield visitor


def messy_workbook() -> bytes:
    """A title over all columns, a header of two rows, a formula, an error, doubles, a sum."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("台账")
    sheet.merge_range("A1:F1", "浉河区新增驻区单位台账")
    for column, label in enumerate(HEADER[:4]):
        sheet.merge_range(1, column, 2, column, label)
    sheet.merge_range("E2:F2", "应报到")
    sheet.write_row(2, 4, HEADER[4:])
    sheet.write_row(3, 0, [1, "浉河区 茶产业发展中心", "区直事业单位", "大拱桥"])
    sheet.write_formula("E4", "=10+2", value=12)
    sheet.write("F4", "2026年3月5日")
    sheet.write_row(4, 0, [2, "浉河区数字经济服务中心", "事业", "没有的社区", 8, "2026/3/5"])
    sheet.write_row(
        6, 0, [3, "浉河区茶产业发展中心", "区直事业单位", "大拱桥社区", "１２", "46086"]
    )
    sheet.write_row(7, 0, [4, "浉河区招商服务中心"])
    sheet.write_formula("C8", "=NA()", value="#N/A")
    sheet.write_row(8, 0, [5, "浉河区文旅服务中心", "区直事业单位", "飨堂"])
    sheet.write_row(9, 0, ["合计", "", "", "", 20])
    book.close()
    return stream.getvalue()


def bring(visitor: Visitor, content: bytes, name: str) -> None:
    """Upload a file of units and wait for its preview."""
    visitor.open(f"{IMPORTS}new/unit/")
    visitor.page.get_by_label("文件").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": content}
    )
    visitor.press("上传并预览")
    expect(visitor.main.get_by_role("button", name="确认导入")).to_be_visible(timeout=60_000)
    visitor.look_over()


def confirm(visitor: Visitor) -> None:
    visitor.press("确认导入")
    expect(visitor.main.get_by_text("已导入").first).to_be_visible(timeout=60_000)
    visitor.look_over()


def tab(visitor: Visitor, label: str) -> str:
    return visitor.main.locator(f".tabs a:has-text('{label}')").inner_text().strip()


MENDED = {"没有的社区": "三五八社区", "#N/A": "区直事业单位", "事业": "区直事业单位"}


def corrected(errors: bytes) -> bytes:
    """What the person does in the workbook of errors: strike the double, mend what is wrong."""
    book = openpyxl.load_workbook(io.BytesIO(errors))
    sheet = book.active
    doubles = [cell.row for row in sheet for cell in row if cell.value == "浉河区 茶产业发展中心"]
    for number in doubles:
        sheet.delete_rows(number)
    for row in sheet.iter_rows():
        for cell in row:
            cell.value = MENDED.get(cell.value, cell.value)
        if "浉河区招商服务中心" in {cell.value for cell in row}:
            row[2].value = "区直事业单位"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_messy_workbook_comes_in_by_way_of_its_errors(district: Visitor) -> None:
    bring(district, messy_workbook(), "台账.xlsx")
    assert "合计" not in district.main.locator("table").inner_text()
    district.go(district.main.locator(".tabs a:has-text('冲突')"))
    assert "与第 4 行是同一个单位" in district.text
    with district.page.expect_download() as download:
        district.main.get_by_role("link", name="下载错误表").click()
    errors = Path(download.value.path()).read_bytes()
    confirm(district)
    bring(district, corrected(errors), "台账改正.xlsx")
    confirm(district)
    for name in ("文旅服务中心", "茶产业发展中心", "数字经济服务中心", "招商服务中心"):
        district.open(f"/desk/search/?q={name}")
        assert f"浉河区{name}" in district.text


def test_a_table_saved_in_the_old_encoding_comes_in(district: Visitor) -> None:
    rows = [["单位名称", "类别"], ["浉河区家政服务协会", "社会组织"]]
    bring(district, csv_file(rows, "gbk"), "协会.csv")
    confirm(district)
    district.open("/desk/search/?q=hqjzfw")
    assert "浉河区家政服务协会" in district.text


def test_two_communities_become_one_and_the_day_before_there_were_two(district: Visitor) -> None:
    today = clock.today()
    yesterday = today - datetime.timedelta(days=1)
    district.open("/desk/search/?q=三里店社区")
    district.follow("三里店社区大党委")
    place = district.path
    district.open(f"{place}merge/")
    target = district.page.get_by_label("并入")
    target.select_option(label=target.locator("option:has-text('胜利南路社区')").inner_text())
    district.press("下一步：预览")
    district.press("确认合并")
    assert communities(district, today) == "67"
    assert communities(district, yesterday) == "68"
    district.open(f"/desk/tree/compare/?from={yesterday}&to={today}")
    assert "三里店社区" in district.text


def communities(visitor: Visitor, day: datetime.date) -> str:
    visitor.open(f"/stats/{DISTRICT_CODE}/?as_of={day}")
    return visitor.figures["S1.community"]
