"""Printed forms: the same sheet as a page and as a docx, with number and QR, numbers masked."""

import re
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from accounts.models import User
from common import clock
from members.models import CheckIn, Member, ServiceIntention
from members.operations.handling import close_check_in
from members.slots import SLOT_LABELS
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.members import PHONE, make_entered, make_member, make_pending, make_registered
from tests.makers.orgs import Places, make_unit
from tests.makers.services import make_confirmed_log, make_own_log

LONG = ("阿卜杜热合曼·" * 7)[:48] + "<i"
MARKUP = '<b>王</b>&"小红"'


@pytest.fixture
def check_in(member: User, community_secretary: User, places: Places) -> CheckIn:
    return make_registered(
        member, community_secretary, places.community, grid=places.grid, building=places.building
    )


def page_of(user: User, address: str) -> str:
    response = SignedIn(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def docx_of(user: User, address: str) -> bytes:
    mark = "&" if "?" in address else "?"
    response = SignedIn(user).get(f"{address}{mark}file=docx")
    assert "wordprocessingml" in response["Content-Type"]
    return response.getvalue()


def text_of(file: bytes) -> str:
    """All the text of a docx: a merged cell is read once."""
    document = Document(BytesIO(file))
    cells = [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in dict.fromkeys(row.cells)
    ]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def pictures_of(file: bytes) -> list[bytes]:
    with zipfile.ZipFile(BytesIO(file)) as package:
        names = [name for name in package.namelist() if name.startswith("word/media/")]
        return [package.read(name) for name in names]


def fields_of(file: bytes) -> list[str]:
    """What a docx computes when it is opened: the page's number and nothing else."""
    with zipfile.ZipFile(BytesIO(file)) as package:
        xml = "".join(package.read(name).decode() for name in package.namelist() if "xml" in name)
    return re.findall(r"<w:instrText[^>]*>([^<]*)<", xml)


def registration(check_in: CheckIn) -> str:
    return f"/desk/print/check-ins/{check_in.pk}/"


def test_the_registration_says_who_where_and_what(
    community_secretary: User, check_in: CheckIn
) -> None:
    page = page_of(community_secretary, registration(check_in))
    for text in (check_in.no, "王小红", "区教体局", "第1网格", "1号楼", "138****1234"):
        assert text in page
    assert "■01 政策宣传与党课" in page
    assert "■A1 工作日晚上" in page
    assert "□02 扶贫济困与助残" in page
    assert PHONE not in page


def test_the_docx_says_the_same_with_a_qr_code_and_no_field_but_the_page(
    community_secretary: User, check_in: CheckIn
) -> None:
    file = docx_of(community_secretary, registration(check_in))
    text = text_of(file)
    for part in (check_in.no, "王小红", "■01 政策宣传与党课", "■A1 工作日晚上", "138****1234"):
        assert part in text
    assert PHONE not in text
    assert [picture[:4] for picture in pictures_of(file)] == [b"\x89PNG"]
    assert fields_of(file) == ["PAGE"]


def test_the_qr_code_holds_the_address_of_the_record(
    community_secretary: User, check_in: CheckIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("reports.views.prints.picture_of", lambda text: told.append(text) or "")
    page_of(community_secretary, registration(check_in))
    assert told == [f"http://testserver/records/{check_in.no}/"]


def test_the_fonts_of_the_office_are_named(community_secretary: User, check_in: CheckIn) -> None:
    file = docx_of(community_secretary, registration(check_in))
    with zipfile.ZipFile(BytesIO(file)) as package:
        xml = package.read("word/document.xml").decode()
    for font in ("方正小标宋简体", "仿宋_GB2312", "黑体"):
        assert f'w:eastAsia="{font}"' in xml


def test_a_closed_check_in_is_printed_without_a_number(
    community_secretary: User, check_in: CheckIn
) -> None:
    close_check_in(
        actor=community_secretary, check_in=check_in, close_reason="other", closed_on=clock.today()
    )
    page = page_of(community_secretary, registration(check_in))
    assert "138****" not in page
    assert "起不再在册" in page
    assert "其他原因" not in page


def test_names_with_markup_are_printed_as_text(
    community_secretary: User, check_in: CheckIn
) -> None:
    for name in (MARKUP, LONG):
        Member.objects.filter(pk=check_in.member_id).update(name=name)
        assert name in text_of(docx_of(community_secretary, registration(check_in)))
        page = page_of(community_secretary, registration(check_in))
        assert name not in page
        assert (
            name.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace('"', "&quot;")
            .replace(">", "&gt;")
            in page
        )


def test_empty_forms_offer_every_code_and_bear_no_number(community_secretary: User) -> None:
    form = docx_of(community_secretary, "/desk/print/check-ins/blank/")
    codes = [*ServiceIntention.Category.choices, *SLOT_LABELS.items()]
    assert [f"□{code} {label}" in text_of(form) for code, label in codes] == [True] * len(codes)
    assert pictures_of(form) == []
    assert "编号" not in text_of(form)


@pytest.mark.parametrize(("asked", "rows"), [("10", 10), ("30", 30), ("", 20), ("9999", 20)])
def test_an_empty_list_has_the_rows_that_were_asked_for(
    community_secretary: User, asked: str, rows: int
) -> None:
    file = docx_of(community_secretary, f"/desk/print/rosters/blank/?rows={asked}")
    listing = Document(BytesIO(file)).tables[0]
    assert len(listing.rows) == rows + 1
    assert [cell.text for cell in listing.rows[0].cells] == [
        "序号", "姓名", "手机号", "所在单位", "网格", "意向代码", "时间代码", "本人签名",
    ]  # fmt: skip
    assert listing.rows[rows].cells[0].text == str(rows)


def introduction(member: User, surface: str = "desk") -> str:
    return f"/{surface}/print/members/{member.member.pk}/introduction/"


def test_the_introduction_leaves_the_receipt_open_until_acceptance(
    member: User, liaison: User, community_secretary: User, community: Organization
) -> None:
    make_pending(member, community)
    waiting = page_of(liaison, introduction(member, "unit"))
    assert "大拱桥社区大党委：" in waiting
    assert "兹有我单位党员王小红（正式党员）到贵社区报到" in waiting
    assert "　　　年　　月　　日到我社区报到" in waiting


def test_the_receipt_is_filled_in_when_the_check_in_was_accepted(
    check_in: CheckIn, liaison: User, member: User
) -> None:
    day = clock.today()
    text = text_of(docx_of(liaison, introduction(member, "unit")))
    assert f"已于{day.year}年{day.month}月{day.day}日到我社区报到，编入第1网格 · 1号楼" in text
    assert check_in.no in text
    assert "经办人：community_secretary" in text


def test_a_unit_prints_for_its_own_members_only(
    district_admin: User, liaison: User, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    stranger = make_member(other, "赵大山", "13700007777")
    address = f"/unit/print/members/{stranger.pk}/introduction/"
    assert SignedIn(liaison).get(address).status_code == 404


def test_the_list_shows_the_registered_grid_by_grid_with_masked_numbers(
    community_secretary: User, check_in: CheckIn, unit: ResidentUnit, places: Places
) -> None:
    make_entered(community_secretary, places.community, unit)
    file = docx_of(community_secretary, f"/desk/print/rosters/{places.community.pk}/")
    rows = [[cell.text for cell in row.cells] for row in Document(BytesIO(file)).tables[1].rows]
    assert rows[1][:7] == [
        "1", "王小红", "138****1234", "区教体局", "第1网格 · 1号楼", "01、09", "A1",
    ]  # fmt: skip
    assert rows[2][1:3] == ["李建国", "139****5678"]
    assert "在册党员 2 名" in text_of(file)


def test_the_list_leaves_out_who_is_not_registered(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    close_check_in(
        actor=community_secretary, check_in=check_in, close_reason="other", closed_on=clock.today()
    )
    page = page_of(community_secretary, f"/desk/print/rosters/{places.community.pk}/")
    assert "王小红" not in page
    assert "在册党员 0 名" in page


def test_the_head_of_a_list_is_repeated_and_no_row_is_split(
    community_secretary: User, check_in: CheckIn, places: Places
) -> None:
    file = docx_of(community_secretary, f"/desk/print/rosters/{places.community.pk}/")
    head, row = Document(BytesIO(file)).tables[1].rows
    assert "w:tblHeader" in head._tr.xml
    assert "w:cantSplit" in row._tr.xml


def test_a_list_asks_as_often_for_twelve_as_for_two(
    community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    browser, address = SignedIn(community_secretary), f"/desk/print/rosters/{places.community.pk}/"

    def cost(numbers: range) -> int:
        for number in numbers:
            make_entered(
                community_secretary, places.community, unit, f"党员{number}", f"138{number:08}"
            )
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).content.decode().count("138****") == numbers.stop
        return len(queries)

    assert cost(range(2)) == cost(range(2, 12))


def test_the_card_sums_what_was_confirmed_in_the_year(
    check_in: CheckIn, member: User, community_secretary: User, places: Places
) -> None:
    make_confirmed_log(community_secretary, check_in.member, places.community)
    card = text_of(docx_of(member, "/me/print/services/"))
    assert "合计 1 次" in card
    assert "大拱桥社区" in card


def test_the_card_leaves_out_what_was_not_confirmed(
    check_in: CheckIn, member: User, places: Places
) -> None:
    make_own_log(check_in.member, places.community)
    assert f"{clock.today().year}年还没有已确认的服务" in page_of(member, "/me/print/services/")


@pytest.mark.parametrize("year", ["1", "abc", "99999999999999999999", "-5", "2999"])
def test_an_odd_year_is_this_year(year: str, check_in: CheckIn, member: User) -> None:
    page = page_of(member, f"/me/print/services/?year={year}")
    assert f"{clock.today().year}年" in page


def test_a_member_prints_the_own_form_and_nobody_elses(
    check_in: CheckIn, member: User, community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    other = make_entered(community_secretary, places.community, unit)
    assert check_in.no in page_of(member, f"/me/print/check-ins/{check_in.pk}/")
    assert SignedIn(member).get(f"/me/print/check-ins/{other.pk}/").status_code == 404


@pytest.mark.parametrize("kind", ["", "?file=docx"])
def test_printing_writes_nothing(kind: str, community_secretary: User, check_in: CheckIn) -> None:
    browser, address = SignedIn(community_secretary), f"{registration(check_in)}{kind}"
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    assert [q for q in queries if re.match("INSERT|UPDATE|DELETE", q["sql"])] == []


def test_what_can_be_printed_is_listed_for_the_own_communities(
    community_secretary: User, grid_secretary: User, places: Places
) -> None:
    address = f"/desk/print/rosters/{places.community.pk}/"
    page = page_of(community_secretary, "/desk/print/")
    assert address in page
    assert f"/desk/print/rosters/{places.sibling.pk}/" not in page
    assert address not in page_of(grid_secretary, "/desk/print/")
