"""协议台账 and 项目台账: the list as it is filtered, row by row, as a page and as a docx."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.table import Table

from accounts.models import User
from common.documents import WIDE, OfficialDocument
from common.long_documents import Filling, Place, write_filled
from covenants.models import Covenant, Project
from covenants.operations.ending import terminate_covenant, void_covenant
from orgs.models import Organization, ResidentUnit
from reports.prints import ledgers
from reports.views import ledgers as ledger_views
from tests.conftest import SignedIn
from tests.makers.covenants import (
    SIGNED,
    make_covenant,
    make_project,
    make_project_in,
    make_signed,
)
from tests.makers.orgs import Places, make_unit

COVENANTS, PROJECTS = "/desk/print/covenants/ledger/", "/desk/print/projects/ledger/"
MARKUP = '<b>共建</b>&"协议"'


def answer(user: User, address: str) -> HttpResponse:
    response = SignedIn(user).get(address)
    assert response.status_code == 200
    return response


def page_of(user: User, address: str) -> str:
    return answer(user, address).getvalue().decode()


def document_of(user: User, address: str) -> Any:
    mark = "&" if "?" in address else "?"
    return Document(BytesIO(answer(user, f"{address}{mark}file=docx").getvalue()))


def rows_of(page: str) -> list[list[str]]:
    """The cells of every row of every table."""
    return [
        re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(<td>.*?)</tr>", page, re.S)
    ]


def lines_of(table: Table) -> list[list[str]]:
    """The same of a table of the docx, without its head."""
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def xml_of(row: Any) -> str:
    """The row without the empty texts, which show nothing."""
    return re.sub(r"\s*<w:t/>", "", row._tr.xml)


@pytest.fixture
def covenants(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> tuple[Covenant, Covenant]:
    signed = make_signed(community_secretary, community, unit, title="先签的协议")
    return signed, make_covenant(community_secretary, community, unit, title="还没签的")


def test_the_ledger_holds_what_the_list_holds(
    community_secretary: User, covenants: tuple[Covenant, Covenant]
) -> None:
    signed, draft = covenants
    assert rows_of(page_of(community_secretary, f"{COVENANTS}?standing=draft")) == [
        ["1", draft.no, "还没签的", "大拱桥社区", "区教体局", "", "", "", "草稿", ""],
    ]
    rows = rows_of(page_of(community_secretary, COVENANTS))
    assert rows == [
        [
            "1", signed.no, "先签的协议", "大拱桥社区", "区教体局",
            "2025-03-01", "2025-03-01", "", "有效", "",
        ],
    ]  # fmt: skip


def test_page_and_docx_hold_the_same(
    community_secretary: User, covenants: tuple[Covenant, Covenant]
) -> None:
    document = document_of(community_secretary, COVENANTS)
    assert lines_of(document.tables[0]) == rows_of(page_of(community_secretary, COVENANTS))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "共驻共建协议台账" in texts
    assert "合计 1 份：有效 1。" in texts


def test_the_filter_and_the_order_of_the_list_hold(
    community_secretary: User, community: Organization, unit: ResidentUnit,
    covenants: tuple[Covenant, Covenant],
) -> None:  # fmt: skip
    make_signed(community_secretary, community, unit, title="后签的协议")
    page = page_of(community_secretary, f"{COVENANTS}?standing=in_force&q=先签")
    assert [row[2] for row in rows_of(page)] == ["先签的协议"]
    assert "范围：名称、编号或单位：先签；状态：有效　" in page
    ordered = page_of(community_secretary, f"{COVENANTS}?sort=-title")
    assert [row[2] for row in rows_of(ordered)] == ["后签的协议", "先签的协议"]
    document = document_of(community_secretary, f"{COVENANTS}?sort=title&standing=draft")
    assert [row[2] for row in lines_of(document.tables[0])] == ["还没签的"]


def test_the_links_of_the_page_keep_the_filter(community_secretary: User) -> None:
    page = page_of(community_secretary, f"{COVENANTS}?q=a&standing=draft&sort=title")
    query = "q=a&amp;standing=draft&amp;sort=title"
    assert f'href="{COVENANTS}?{query}&amp;file=docx"' in page
    assert f'href="/desk/covenants/?{query}"' in page


def test_a_filter_that_says_nothing_leads_back_with_a_sentence(community_secretary: User) -> None:
    response = SignedIn(community_secretary).get(f"{COVENANTS}?standing=nonsense", follow=True)
    assert response.redirect_chain == [("/desk/covenants/", 302)]
    assert "筛选条件有误，请改正后再打印台账。" in response.content.decode()


def test_without_a_state_the_ledger_prints_what_was_signed(
    district_admin: User, community_secretary: User, community: Organization,
    unit: ResidentUnit, covenants: tuple[Covenant, Covenant],
) -> None:  # fmt: skip
    ended = make_signed(community_secretary, community, unit, title="已终止的")
    wrong = make_signed(community_secretary, community, unit, title="写错的")
    terminate_covenant(
        actor=community_secretary, covenant=ended, terminated_on=SIGNED, reason="单位搬迁"
    )
    void_covenant(actor=district_admin, covenant=wrong, reason="写错了")
    page = page_of(community_secretary, COVENANTS)
    assert {(row[2], row[8]) for row in rows_of(page)} == {
        ("先签的协议", "有效"), ("已终止的", "提前终止"),
    }  # fmt: skip
    assert "范围：已签订的协议（含提前终止）" in page


def test_without_a_state_the_ledger_prints_confirmed_projects(
    community_secretary: User, community: Organization
) -> None:
    make_project(community_secretary, community, name="刚提出的")
    for status in ("confirmed", "terminated", "rejected"):
        make_project_in(community_secretary, community, status, name=status)
    page = page_of(community_secretary, PROJECTS)
    assert {row[2] for row in rows_of(page)} == {"confirmed", "terminated"}
    assert "范围：已确定的项目" in page


def test_a_number_and_a_day_stand_on_one_line() -> None:
    """In 五号 a digit takes up to 2.3 mm and the cell's margins 3.8."""
    needed = {"序号": 4, "签订日期": 10, "生效日期": 10, "到期日期": 10,
              "确定日期": 10, "完成日期": 10}  # fmt: skip
    for columns in (ledgers.COVENANT_COLUMNS, ledgers.PROJECT_COLUMNS):
        millimetre = WIDE.text_width / sum(columns.values())
        for name in needed.keys() & columns.keys():
            assert columns[name] * millimetre >= needed[name] * 2.3 + 3.8


def test_an_empty_ledger_says_so(community_secretary: User) -> None:
    assert "没有符合条件的协议。" in page_of(community_secretary, COVENANTS)
    document = document_of(community_secretary, PROJECTS)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts.count("没有符合条件的项目。") == 2
    assert [len(table.rows) for table in document.tables[:2]] == [1, 1]


def test_only_what_one_may_see_is_printed(
    neighbour: User, covenants: tuple[Covenant, Covenant]
) -> None:
    assert rows_of(page_of(neighbour, COVENANTS)) == []


def test_texts_with_markup_are_printed_as_text(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    make_signed(community_secretary, community, unit, title=MARKUP)
    page = page_of(community_secretary, COVENANTS)
    assert MARKUP not in page
    assert "&lt;b&gt;共建&lt;/b&gt;&amp;&quot;协议&quot;" in page
    assert lines_of(document_of(community_secretary, COVENANTS).tables[0])[0][2] == MARKUP


def test_what_looks_like_room_for_rows_is_no_room(
    community_secretary: User, covenants: tuple[Covenant, Covenant]
) -> None:
    page = page_of(community_secretary, f"{COVENANTS}?q=<!-- rows --><!-- total -->")
    assert rows_of(page) == []
    assert page.count("没有符合条件的协议。") == 1
    assert page.rstrip().endswith("</html>")


def test_projects_without_a_covenant_stand_apart(
    district_admin: User, community_secretary: User, community: Organization,
    unit: ResidentUnit, covenants: tuple[Covenant, Covenant],
) -> None:  # fmt: skip
    signed, _ = covenants
    wrong = make_signed(community_secretary, community, unit)
    make_project_in(
        community_secretary, community, "running", name="有依据的", covenants=[signed], code_a="G6",
        partners=[unit], funding={"fiscal": Decimal("1000"), "unit": Decimal("234.5")},
    )  # fmt: skip
    make_project_in(community_secretary, community, "running", name="依据作废的", covenants=[wrong])
    make_project_in(community_secretary, community, "confirmed", name="没依据的")
    void_covenant(actor=district_admin, covenant=wrong, reason="写错了")
    first, second, _ = document_of(community_secretary, PROJECTS).tables
    assert [[row[2], *row[3:5], row[7], row[10]] for row in lines_of(first)] == [
        ["有依据的", "生活环境共管", "服务难题共解", "区教体局", "1,234.50"]
    ]
    assert {row[2] for row in lines_of(second)} == {"依据作废的", "没依据的"}


def test_the_sums_are_those_of_the_rows(community_secretary: User, community: Organization) -> None:
    for number in range(3):
        make_project(community_secretary, community, funding={"fiscal": Decimal(number + 1)})
    make_project(community_secretary, community, code_b="G1")
    page = page_of(community_secretary, f"{PROJECTS}?status=proposed")
    assert (
        "合计 4 个：意向 4。按五共事项：生活环境共管 3，党建工作共做 1。资金合计 6.00 元。" in page
    )


@pytest.mark.parametrize("file", ["", "?file=docx"])
def test_twelve_cost_as_many_queries_as_two(
    file: str, district_admin: User, community_secretary: User, places: Places
) -> None:
    browser = SignedIn(community_secretary)

    def cost(numbers: range, address: str) -> int:
        for number in numbers:
            unit = make_unit(district_admin, places.district, f"第{number}单位")
            covenant = make_signed(community_secretary, places.community, unit)
            make_project(
                community_secretary, places.community, name=f"第{number}项",
                covenants=[covenant], partners=[unit], funding={"fiscal": Decimal(1)},
            )  # fmt: skip
        browser.get(address).getvalue()
        with CaptureQueriesContext(connection) as queries:
            browser.get(address).getvalue()
        return len(queries)

    few = [cost(range(2), f"{COVENANTS}{file}"), cost(range(0), f"{PROJECTS}{file}")]
    many = [cost(range(2, 12), f"{COVENANTS}{file}"), cost(range(0), f"{PROJECTS}{file}")]
    assert few == many
    assert max(many) <= 18


def test_a_page_goes_out_while_it_is_being_read(
    community_secretary: User, community: Organization, unit: ResidentUnit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for number in range(5):
        make_signed(community_secretary, community, unit, title=f"第{number}份")
    monkeypatch.setattr(ledger_views, "BATCH", 2)
    monkeypatch.setattr(ledgers, "CHUNK", 2)
    response = answer(community_secretary, COVENANTS)
    assert response.streaming
    pieces = list(response)
    assert b"<thead>" in pieces[0]
    assert b"<td>" not in pieces[0]
    assert [piece.count(b"<tr>") for piece in pieces[1:4]] == [2, 2, 1]


def test_the_head_is_repeated_no_row_is_split_and_the_sheet_lies_on_its_side(
    community_secretary: User, covenants: tuple[Covenant, Covenant]
) -> None:
    document = document_of(community_secretary, COVENANTS)
    head, *rows = document.tables[0].rows
    assert "w:tblHeader" in head._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in rows)
    section = document.sections[0]
    assert section.page_width > section.page_height


def test_writing_and_printing_look_alike(
    community_secretary: User, covenants: tuple[Covenant, Covenant]
) -> None:
    """A row that was written while reading is what `OfficialDocument.table` makes of it."""
    written = document_of(community_secretary, COVENANTS).tables[0]
    plain = OfficialDocument("台账", layout=WIDE)
    lines = lines_of(written)
    columns = ledgers.COVENANT_COLUMNS
    plain.table(list(columns), lines, list(columns.values()), is_small=True)
    expected = Document(BytesIO(plain.to_bytes())).tables[0]
    assert [xml_of(row) for row in written.rows] == [xml_of(row) for row in expected.rows]


def test_no_text_can_break_the_file() -> None:
    place, target = Place(0, 2), BytesIO()
    document = OfficialDocument("台账", layout=WIDE)
    document.table(["甲", "乙"], [place.cells], [1, 1])
    document.note(place.below)
    odd = ["\x00a\x0b]]>&<w:t>", "\ud800\ue0000.1\ue001\n两行"]
    write_filled(target, document.to_bytes(), [Filling(place, [odd] * 500, lambda: "</w:p>&")])
    read = Document(target)
    assert lines_of(read.tables[0]) == [["a ]]>&<w:t>", "\ue0000.1\ue001 两行"]] * 500
    assert [paragraph.text for paragraph in read.paragraphs][-1] == "</w:p>&"


def test_printing_writes_nothing(
    community_secretary: User, covenants: tuple[Covenant, Covenant]
) -> None:
    browser = SignedIn(community_secretary)
    for address in (COVENANTS, f"{PROJECTS}?file=docx"):
        browser.get(address).getvalue()
        with CaptureQueriesContext(connection) as queries:
            browser.get(address).getvalue()
        assert [q for q in queries if re.match("INSERT|UPDATE|DELETE", q["sql"])] == []


def test_what_is_posted_is_refused(community_secretary: User) -> None:
    response = SignedIn(community_secretary).post(COVENANTS, {"file_format": "xlsx"})
    assert response.status_code == 405


def test_the_ledgers_are_among_what_can_be_printed(community_secretary: User) -> None:
    page = SignedIn(community_secretary).get("/desk/print/").content.decode()
    assert COVENANTS in page
    assert PROJECTS in page


def test_a_project_names_where_it_happens_and_who_leads(
    community_secretary: User, places: Places
) -> None:
    project: Project = make_project(
        community_secretary, places.community, communities=[places.community, places.sibling]
    )
    [row] = rows_of(page_of(community_secretary, f"{PROJECTS}?status=proposed"))
    assert row[1] == project.no
    assert row[5:7] == ["大拱桥社区", "大拱桥社区、三五八社区"]
