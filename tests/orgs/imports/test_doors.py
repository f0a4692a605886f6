"""The same way through the pages, the API and the command."""

import io
import json
import uuid
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from orgs.models import District, ImportBatch, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.files import csv_file, read_rows, uploaded, worked, xlsx
from tests.makers.orgs import Places, make_admin, make_unit

HEADER = ("单位名称", "类别", "联络员手机号")
ROWS = (HEADER, ("区法院", "其他", "13800001234"), ("<b>区检察院</b>", "不明", ""))


def test_a_file_is_brought_previewed_confirmed_and_taken_back_on_the_pages(
    district_admin: User, places: Places
) -> None:
    browser = SignedIn(district_admin)
    form = {"file": uploaded(xlsx(ROWS)), "form_key": uuid.uuid4()}
    url = browser.post("/desk/imports/new/unit/", form)["Location"]
    page = browser.get(url).content.decode()
    assert 'data-watch="reading"' in page
    worked(ImportBatch.objects.get())
    page = browser.get(url).content.decode()
    assert "data-watch" not in page
    for text in ("新增 1", "错误 1", "第 3 行", "B 列 类别：类别“不明”", "138****1234"):
        assert text in page, text
    assert "13800001234" not in page
    assert "<b>区检察院</b>" not in page
    assert "区法院" not in browser.get(f"{url}?verdict=error").content.decode()
    yes = {"form_key": uuid.uuid4()}
    assert [browser.post(f"{url}confirm/", yes).status_code for _ in range(2)] == [302, 302]
    assert "正在写入" in browser.get(url).content.decode()
    worked(ImportBatch.objects.get())
    assert "已导入" in browser.get(url).content.decode()
    assert "写入 1 行" in browser.get("/desk/imports/").content.decode()
    browser.post(f"{url}undo/")
    assert not ResidentUnit.objects.exists()
    assert browser.post(f"{url}undo/", follow=True).status_code == 200


def test_what_is_asked_before_the_yes_is_shown_again_with_its_sentence(
    district_admin: User, district: District
) -> None:
    browser = SignedIn(district_admin)
    url = f"/desk/imports/{read_rows(district_admin, *ROWS).pk}/"
    assert "全部无误才导入" in browser.get(url).content.decode()
    response = browser.post(f"{url}confirm/", {"only_if_clean": "on"})
    assert response.status_code == 422
    assert "还有 1 行有错误或冲突" in response.content.decode()
    assert browser.post(f"{url}confirm/", {"duplicates": "x"}).status_code == 302


def test_a_file_that_holds_nothing_to_write_asks_for_no_yes(district_admin: User) -> None:
    browser = SignedIn(district_admin)
    url = f"/desk/imports/{read_rows(district_admin, HEADER, ROWS[2]).pk}/"
    page = browser.get(url).content.decode()
    assert "没有要写入的行" in page
    assert f"{url}confirm/" not in page
    assert browser.post(f"{url}cancel/").status_code == 302


def test_odd_addresses_are_no_500(district_admin: User) -> None:
    browser = SignedIn(district_admin)
    url = f"/desk/imports/{read_rows(district_admin, *ROWS).pk}/"
    for query in ("?page=100000", "?page=x", "?verdict=ghost", "?per_page=1000000"):
        assert browser.get(url + query).status_code == 200
        assert browser.get("/desk/imports/" + query).status_code == 200
    assert browser.get("/desk/imports/new/ghost/").status_code == 404
    assert browser.get("/desk/imports/template/ghost/").status_code == 404


def test_nobody_else_sees_the_file_not_even_a_colleague(
    district_admin: User, district: District
) -> None:
    batch = read_rows(district_admin, *ROWS)
    browser = SignedIn(make_admin(district, "colleague"))
    for step in ("", "confirm/", "errors/"):
        assert browser.get(f"/desk/imports/{batch.pk}/{step}").status_code == 404
    for step in ("confirm/", "cancel/", "undo/"):
        assert browser.post(f"/desk/imports/{batch.pk}/{step}").status_code == 404
    assert browser.get(f"/api/v1/imports/{batch.pk}/rows/").status_code == 404


def test_the_page_asks_as_often_for_two_rows_as_for_twenty(district_admin: User) -> None:
    def queries(count: int) -> int:
        names = [(f"甲{number}局", "其他", "") for number in range(count)]
        url = f"/desk/imports/{read_rows(district_admin, HEADER, *names).pk}/"
        browser = SignedIn(district_admin)
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            browser.get(url)
        return len(captured)

    assert queries(2) == queries(20)


def test_the_template_is_filled_in_and_imported(district_admin: User, places: Places) -> None:
    answer = SignedIn(district_admin).get("/desk/imports/template/unit/")
    assert "filename*=utf-8''%E9%A9%BB" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    page, guide = book["驻区单位"], book["填写说明"]
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["B"].width > 10
    lists = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert len(lists) == 3
    assert "大拱桥社区" in {cell.value for cell in book["选项"]["B"]}
    assert [cell.value for cell in guide[1]] == ["列名", "是否必填", "说明", "示例"]
    page.append([cell.value for cell in guide["D"][1:15]])
    stream = io.BytesIO()
    book.save(stream)
    batch = worked(_started(district_admin, stream.getvalue()))
    assert batch.counts == {"new": 1}, batch.problem


def _started(actor: User, content: bytes) -> ImportBatch:
    browser = SignedIn(actor)
    browser.post("/desk/imports/new/unit/", {"file": uploaded(content)})
    return ImportBatch.objects.latest("pk")


def test_the_api_goes_the_same_way(district_admin: User, district: District) -> None:
    browser = SignedIn(district_admin)
    make_unit(district_admin, district, "万家灯火有限公司", "private_economy")
    rows = (*ROWS, ("万家灯火", "非公企业", ""))
    answer = browser.post(
        "/api/v1/imports/", {"kind": "unit", "file": uploaded(csv_file(rows), "单位.csv")}
    )
    assert (answer.status_code, answer.json()["state"]) == (201, "reading")
    url = f"/api/v1/imports/{answer.json()['id']}/"
    worked(ImportBatch.objects.get())
    assert browser.get(url).json()["counts"] == {"new": 1, "error": 1, "duplicate": 1}
    [error] = browser.get(f"{url}rows/?verdict=error").json()["results"]
    assert error["findings"][0]["letter"] == "B"
    assert "13800001234" not in browser.get(f"{url}rows/").content.decode()
    wish: dict[str, Any] = {"content_type": "application/json", "data": {"duplicates": [4]}}
    assert browser.post(f"{url}confirm/", **wish).json()["state"] == "writing"
    assert browser.post(f"{url}confirm/", **wish).json()["code"] == "import.state"
    worked(ImportBatch.objects.get())
    assert ResidentUnit.objects.count() == 3
    assert browser.post(f"{url}undo/").json()["counts"]["undone"] == 2


@pytest.mark.parametrize(
    "wish", [{"kind": "unit"}, {"file": "x"}, {"kind": "ghost", "file": "x"}, {}]
)
def test_a_poor_request_to_the_api_gets_a_sentence(
    wish: dict[str, str], district_admin: User
) -> None:
    answer = SignedIn(district_admin).post("/api/v1/imports/", wish)
    assert answer.status_code == 400


def command(tmp_path: Path, content: bytes, *options: str) -> tuple[str, str]:
    """Run it; return what it said and how it complained."""
    path = tmp_path / "单位.xlsx"
    path.write_bytes(content)
    said = io.StringIO()
    try:
        call_command(
            "import_file", "unit", str(path), "--actor", "district_admin", *options, stdout=said
        )
    except CommandError as error:
        return said.getvalue(), str(error)
    return said.getvalue(), ""


def test_the_command_previews_and_writes(
    tmp_path: Path, district_admin: User, places: Places
) -> None:
    said, complaint = command(tmp_path, xlsx(ROWS), "--json")
    told = json.loads(said)
    assert (told["counts"], told["rows"][0]["row"]) == ({"new": 1, "error": 1}, 3)
    assert "有 1 行没有导入" in complaint
    assert not ResidentUnit.objects.exists()
    clean = xlsx(ROWS[:2])
    assert command(tmp_path, clean) == ("单位.xlsx：待确认。新增 1 行\n", "")
    assert not ResidentUnit.objects.exists()
    assert command(tmp_path, clean, "--commit")[1] == ""
    assert ResidentUnit.objects.count() == 1
    assert "导入过" in command(tmp_path, clean, "--commit")[1]


def test_the_command_refuses_with_a_sentence(
    tmp_path: Path, district_admin: User, street_secretary: User
) -> None:
    assert "网页格式" in command(tmp_path, b"<html></html>")[1]
    for wish in (
        ["unit", "/nowhere.xlsx", "--actor", "district_admin"],
        ["unit", str(tmp_path / "单位.xlsx"), "--actor", "street_secretary"],
        ["unit", str(tmp_path / "单位.xlsx"), "--actor", "nobody"],
        ["ghost", str(tmp_path / "单位.xlsx"), "--actor", "district_admin"],
    ):
        with pytest.raises(CommandError):
            call_command("import_file", *wish)
