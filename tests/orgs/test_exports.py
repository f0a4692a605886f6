"""A list is taken out as its filter and order show it: all of it, as text, recorded."""

import datetime
import io
from urllib.parse import quote

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessRecord, AuditEntry, User
from covenants.models import Covenant
from orgs.models import Organization, ResidentUnit
from orgs.operations.units import change_unit
from orgs.policy import Role
from tests.conftest import SignedIn
from tests.makers.covenants import make_signed
from tests.makers.exports import (
    CHECK_INS,
    MEMBERS,
    REASON,
    body_of,
    column,
    lines_of,
    make_checked_in,
    notes_of,
    order,
    rows_of,
    take,
)
from tests.makers.members import make_member, make_pending
from tests.makers.orgs import Places, make_holder, make_unit
from tests.makers.services import make_log_for

UNITS = "/desk/units/"
LISTS = (
    "/desk/organizations/",
    UNITS,
    MEMBERS,
    CHECK_INS,
    "/desk/covenants/",
    "/desk/projects/",
    "/desk/services/",
    "/desk/reports/",
)


@pytest.fixture
def units(district_admin: User, places: Places) -> list[ResidentUnit]:
    names = ["区教体局", "区财政局", "市第一小学"]
    return [make_unit(district_admin, places.district, name) for name in names]


@pytest.mark.usefixtures("units")
def test_what_is_filtered_is_what_comes_out(district_admin: User) -> None:
    rows = rows_of(take(district_admin, f"{UNITS}?q=区"))
    assert sorted(column(rows, "单位名称")) == ["区教体局", "区财政局"]


@pytest.mark.usefixtures("units")
def test_the_order_of_the_page_is_the_order_of_the_file(district_admin: User) -> None:
    up = column(rows_of(take(district_admin, f"{UNITS}?sort=name")), "单位名称")
    down = column(rows_of(take(district_admin, f"{UNITS}?sort=-name")), "单位名称")
    assert down == up[::-1]
    assert len(up) == 3


def test_all_pages_come_out_whatever_page_is_looked_at(
    district_admin: User, places: Places
) -> None:
    for number in range(30):
        make_unit(district_admin, places.district, f"单位{number:02d}")
    rows = rows_of(take(district_admin, f"{UNITS}?page=2&per_page=5"))
    assert len(rows) == 31


def test_one_who_sees_less_takes_out_less(
    community_secretary: User, places: Places, units: list[ResidentUnit], district_admin: User
) -> None:
    change_unit(actor=district_admin, unit=units[0], located_in=places.community)
    rows = rows_of(take(community_secretary, UNITS))
    assert column(rows, "单位名称") == ["区教体局"]


def test_codes_come_out_as_their_words_and_days_as_text(
    district_admin: User, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_signed(
        community_secretary, places.community, unit, effective_to=datetime.date(2020, 1, 1),
        signed_on=datetime.date(2019, 1, 1),
    )  # fmt: skip
    rows = rows_of(take(district_admin, "/desk/covenants/"))
    assert column(rows, "状态") == ["已到期"]
    assert column(rows, "签订日期") == ["2019-01-01"]
    assert column(rows, "乙方") == ["区教体局"]


def test_an_empty_day_is_an_empty_cell(
    district_admin: User, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    make_signed(community_secretary, places.community, unit)
    assert column(rows_of(take(district_admin, "/desk/covenants/")), "到期日期") == [""]


NASTY = [
    "=1+1",
    "+86138",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "<script>alert(1)</script>",
    "<r>甲</r>",
    "𠮷野家",
    "阿卜杜拉·买买提",
    "100%_甲",
]


def test_cells_are_text_whatever_they_say(district_admin: User, places: Places) -> None:
    for name in NASTY:
        make_unit(district_admin, places.district, name)
    book = openpyxl.load_workbook(io.BytesIO(body_of(take(district_admin, UNITS))))
    cells = [cell for row in book.worksheets[0].rows for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert set(NASTY) <= {str(cell.value).strip() for cell in cells}


def test_a_csv_is_read_by_spreadsheets_and_starts_no_formula(
    district_admin: User, places: Places
) -> None:
    for name in NASTY:
        make_unit(district_admin, places.district, name)
    response = take(district_admin, UNITS, file_format="csv")
    content = body_of(response)
    assert content.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Type"].startswith("text/csv")
    names = column(lines_of(take(district_admin, UNITS, file_format="csv")), "单位名称")
    assert {"'=1+1", "'+86138", "'-2+3", "'@SUM(A1)", "'＝1+1", "𠮷野家"} <= set(names)


@pytest.mark.usefixtures("units")
@time_machine.travel(datetime.datetime(2026, 10, 1, 9, 30, tzinfo=datetime.UTC), tick=False)
def test_the_file_says_who_took_out_what_and_when(district_admin: User) -> None:
    response = take(district_admin, f"{UNITS}?category=district_organ&q=区&sort=-name")
    assert quote("驻区单位-20261001.xlsx") in response.headers["Content-Disposition"]
    notes = notes_of(response)
    assert notes["名册"] == "驻区单位"
    assert "district_admin" in notes["导出人"]
    assert "浉河区" in notes["身份"]
    assert notes["导出时间"] == "2026-10-01 17:30"
    assert "类别：" in notes["筛选条件"]
    assert "district_organ" not in notes["筛选条件"]
    assert notes["排序"] == "单位名称（降序）"
    assert notes["行数"] == "2"
    assert notes["用途"] == REASON
    assert "内部资料" in notes["注意"]


@pytest.mark.usefixtures("units")
def test_the_header_stays_in_view(district_admin: User) -> None:
    book = openpyxl.load_workbook(io.BytesIO(body_of(take(district_admin, UNITS))))
    assert book.sheetnames == ["驻区单位", "导出说明"]
    assert book.worksheets[0].freeze_panes == "A2"
    assert book.worksheets[0].column_dimensions["A"].width > 8


@pytest.mark.usefixtures("units")
def test_taking_out_is_in_the_audit(district_admin: User) -> None:
    take(district_admin, f"{UNITS}?q=区教体", file_format="csv")
    entry = AuditEntry.objects.get(action="export.take")
    assert entry.actor_id == district_admin.pk
    assert entry.detail["register"] == "驻区单位"
    assert "区教体" in entry.detail["filter"]
    assert (entry.detail["count"], entry.detail["phones"]) == (1, 0)


@pytest.mark.usefixtures("units")
def test_nothing_to_take_out_is_said_and_not_recorded(district_admin: User) -> None:
    response = take(district_admin, f"{UNITS}?q=没有这个单位")
    assert response.status_code == 422
    assert "没有符合条件的记录" in response.content.decode()
    assert not AuditEntry.objects.filter(action="export.take").exists()


def test_a_wrong_filter_is_not_taken_for_no_filter(
    community_secretary: User, unit: ResidentUnit
) -> None:
    make_checked_in(community_secretary, Organization.objects.get(name="大拱桥社区"), unit, 1)
    response = take(community_secretary, f"{CHECK_INS}?status=nonsense")
    assert response.status_code == 422
    assert "筛选条件有误" in response.content.decode()


@pytest.mark.parametrize("sent", [{}, {"reason": "x"}, {"page": "1"}])
@pytest.mark.usefixtures("units")
def test_what_orders_nothing_is_refused(sent: dict[str, str], district_admin: User) -> None:
    assert SignedIn(district_admin).post(UNITS, sent).status_code == 405


@pytest.mark.parametrize("file_format", ["", "exe", "\x00", "xlsx" * 100])
@pytest.mark.usefixtures("units")
def test_an_odd_format_is_asked_for_again(file_format: str, district_admin: User) -> None:
    response = take(district_admin, UNITS, file_format=file_format)
    assert response.status_code == 422
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "\u202e反着", "长" * 151])
def test_a_list_of_people_asks_what_for(
    reason: str, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    make_checked_in(community_secretary, community, unit, 1)
    response = take(community_secretary, MEMBERS, reason=reason)
    assert response.status_code == 422
    assert not AuditEntry.objects.filter(action="export.take").exists()


@pytest.mark.parametrize("url", [MEMBERS, CHECK_INS, "/desk/services/"])
def test_who_reads_people_but_may_not_export_them_gets_403(url: str, grid_secretary: User) -> None:
    page = SignedIn(grid_secretary).get(url).content.decode()
    assert "导出" not in page.replace("导出审批", "")
    assert take(grid_secretary, url).status_code == 403


def test_a_right_at_one_place_takes_nobody_out_at_another(
    community_secretary: User, places: Places, unit: ResidentUnit, neighbour: User
) -> None:
    """Grid secretary in one community, secretary of the other: reads both, exports one."""
    both = make_holder("both", Role.COMMUNITY, places.sibling)
    make_checked_in(neighbour, places.sibling, unit, 1)
    here = make_checked_in(community_secretary, places.community, unit, 1, first=50)
    check_in = here[0].check_ins.get()
    check_in.grid = places.grid
    check_in.save(update_fields=["grid"])
    make_grid_grant(both, places)
    assert "党员050" in SignedIn(both).get(MEMBERS).content.decode()
    assert column(rows_of(take(both)), "姓名") == ["党员000"]


@pytest.mark.parametrize("url", ["/desk/audit/", "/desk/audit/accesses/"])
def test_the_audit_is_taken_out_signed_only(url: str, auditor: User) -> None:
    assert take(auditor, url).status_code == 403


def make_grid_grant(user: User, places: Places) -> None:
    from_role = make_holder("unused", Role.GRID, places.grid).grants.get()
    from_role.user = user
    from_role.save(update_fields=["user"])


@pytest.mark.parametrize("url", LISTS)
def test_every_list_can_be_taken_out(
    url: str,
    district_admin: User,
    community_secretary: User,
    street_secretary: User,
    places: Places,
    unit: ResidentUnit,
) -> None:
    """Whatever the list holds; a list without rows says so."""
    fill(community_secretary, places, unit)
    response = take(district_admin, url)
    if response.status_code == 422:
        assert url in {"/desk/projects/", "/desk/reports/"}
        return
    rows = rows_of(response)
    assert len(rows) > 1
    assert all(rows[0])
    text = "".join("".join(row) for row in rows)
    assert not any(sign in text for sign in ("<", "&", "None", "True", "object at"))


def fill(secretary: User, places: Places, unit: ResidentUnit) -> None:
    member = make_checked_in(secretary, places.community, unit, 1)[0]
    make_signed(secretary, places.community, unit)
    make_log_for(secretary, member, places.community)


def query_count(user: User, url: str) -> int:
    browser = SignedIn(user)
    with CaptureQueriesContext(connection) as queries:
        body_of(browser.post(url, order()))
    return len(queries)


@pytest.mark.parametrize("url", [MEMBERS, CHECK_INS, "/desk/covenants/", "/desk/services/"])
def test_a_file_costs_the_same_queries_at_any_length(
    url: str, district_admin: User, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    def grow(first: int, count: int) -> None:
        for member in make_checked_in(community_secretary, places.community, unit, count, first):
            make_log_for(community_secretary, member, places.community)
            make_signed(community_secretary, places.community, unit)

    grow(0, 2)
    few = query_count(district_admin, url)
    grow(2, 10)
    assert query_count(district_admin, url) == few
    assert Covenant.objects.count() == 12


def test_a_reading_writes_nothing(district_admin: User, unit: ResidentUnit) -> None:
    make_member(unit)
    SignedIn(district_admin).get(f"{MEMBERS}?file_format=xlsx&reason=x&with_phones=on")
    assert not AuditEntry.objects.filter(action__startswith="export").exists()
    assert not AccessRecord.objects.exists()


def test_a_number_in_the_filter_stays_masked_in_file_and_audit(
    member: User, community_secretary: User, community: Organization
) -> None:
    make_pending(member, community)
    response = take(community_secretary, f"{MEMBERS}?q=13800001234")
    if response.status_code == 200:
        assert "13800001234" not in str(notes_of(response))
    assert "13800001234" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
