"""The liaison's pages: home, members, who has not checked in, taking the list out."""

import re

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.tasks import run_waiting_jobs
from common import clock
from members.models import Member
from members.operations.exemptions import exempt_member
from members.operations.membership import end_membership
from orgs.models import ExportApproval, Organization, ResidentUnit
from orgs.operations import exporting
from orgs.operations.export_approvals import approve_export
from orgs.operations.unit_merges import merge_units
from orgs.operations.units import change_unit, declare_members
from orgs.policy import Role
from reports.headcounts import Headcount
from reports.unit_works import headcount_of
from tests.conftest import SignedIn
from tests.makers.exports import column, make_asked, rows_of, take
from tests.makers.files import uploaded, xlsx
from tests.makers.members import make_entered, make_member, make_member_account, make_pending
from tests.makers.orgs import Places, make_holder, make_unit

LIST = "/unit/members/"


def page(user: User, url: str) -> str:
    response = SignedIn(user).get(url)
    assert response.status_code == 200
    return response.content.decode()


def tabs(user: User) -> dict[str, int]:
    """The states above the list with their counts."""
    nav = re.search(r'<nav class="tabs".*?</nav>', page(user, LIST), re.S)[0]
    return {label: int(count) for label, count in re.findall(r">(\S+) (\d+)</a>", nav)}


@pytest.fixture
def six(
    liaison: User, unit: ResidentUnit, community: Organization, community_secretary: User
) -> ResidentUnit:
    """One member of each state, 王在册 in 大拱桥."""
    make_entered(community_secretary, community, unit, "王在册", "13900000001")
    make_pending(make_member_account(unit, "w", "王待收", "13900000002"), community)
    make_member(unit, "王未报", "13900000003")
    today = clock.today()
    away = make_member(unit, "王区外", "13900000004")
    exempt_member(
        actor=liaison, member=away, kind="outside", place="平桥区", receipt="1", started_on=today
    )
    free = make_member(unit, "王免报", "13900000005")
    exempt_member(actor=liaison, member=free, kind="exempt", reason="study", started_on=today)
    gone = make_member(unit, "王退休", "13900000006")
    end_membership(actor=liaison, member=gone, reason="retired", left_on=today)
    return unit


def test_every_member_is_in_exactly_one_state(liaison: User, six: ResidentUnit) -> None:
    each = ("未报到", "待接收", "在册", "区外报到", "免报到", "不再在职")
    assert tabs(liaison) == {"全部": 6} | dict.fromkeys(each, 1)


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("registered", "王在册"),
        ("waiting", "王待收"),
        ("missing", "王未报"),
        ("outside", "王区外"),
        ("exempt", "王免报"),
        ("left", "王退休"),
    ],
)
def test_the_list_shows_those_of_the_state(
    state: str, name: str, liaison: User, six: ResidentUnit
) -> None:
    shown = page(liaison, f"{LIST}?state={state}")
    assert re.findall(r"王[\u4e00-\u9fff]{2}(?=</a>)", shown) == [name]


def test_a_row_says_who_where_what_and_when(liaison: User, six: ResidentUnit) -> None:
    shown = page(liaison, f"{LIST}?state=registered")
    for text in ("大拱桥社区", "政策宣传与党课、环境卫生与绿化", "工作日 18:30–21:00"):
        assert text in shown


def test_another_unit_s_members_are_not_shown(
    district_admin: User, six: ResidentUnit, places: Places
) -> None:
    other = make_holder("o", Role.LIAISON, make_unit(district_admin, places.district, "区财政局"))
    assert "名册里还没有本单位的党员" in page(other, LIST)
    member = Member.objects.get(name="王在册")
    assert SignedIn(other).get(f"/unit/members/{member.pk}/").status_code == 404


def test_members_of_a_merged_unit_are_the_unit_s(
    district_admin: User, liaison: User, unit: ResidentUnit, places: Places
) -> None:
    double = make_unit(district_admin, places.district, "教体局")
    make_member(double, "李重复")
    merge_units(actor=district_admin, unit=double, target=unit)
    assert "李重复" in page(liaison, LIST)
    assert headcount_of(unit).roster == 1


def test_counts_and_rate_follow_from_the_states(district_admin: User, six: ResidentUnit) -> None:
    six = declare_members(actor=district_admin, unit=six, count=5, declared_on=clock.today())
    count = headcount_of(six)
    assert (count.roster, count.missing, count.left) == (5, 1, 1)
    assert (count.done, count.due, count.rate_text) == (2, 4, "50.0%")
    assert count.difference == "名册 5 人，申报 5 人，一致。"


def test_the_rate_never_exceeds_the_whole() -> None:
    assert Headcount.of(3, {"registered": 9}).rate == 1
    assert Headcount.of(3, {"registered": 9, "exempt": 3}).rate is None
    assert Headcount.of(None, {"registered": 9}).rate is None


def test_the_rate_is_rounded_and_not_cut() -> None:
    assert Headcount.of(3, {"registered": 2}).rate_text == "66.7%"
    assert Headcount.of(16, {"registered": 1}).rate_text == "6.3%"
    assert Headcount.of(None, {"registered": 1}).rate_text == "—"


def test_a_sum_leaves_out_units_that_declared_nothing() -> None:
    total = Headcount.of(4, {"registered": 1}) + Headcount.of(None, {"registered": 9})
    assert (total.registered, total.declared, total.rate) == (10, 4, 0.25)


def test_the_home_says_first_what_the_liaison_has_to_do(
    district_admin: User, liaison: User, six: ResidentUnit, community: Organization
) -> None:
    change_unit(actor=district_admin, unit=six, paired_community=community)
    shown = page(liaison, "/unit/")
    order = ["还没有办理单位报到", "1 名党员还没有报到", "还没有申报应报到人数", "等社区接收"]
    assert sorted(order, key=shown.index) == order
    assert "/desk/" not in shown


def test_the_liaison_declares_how_many_should_check_in(liaison: User, six: ResidentUnit) -> None:
    values = {"count": "8", "declared_on": f"{clock.today()}"}
    answer = SignedIn(liaison).post(f"/unit/{six.pk}/declare/", values)
    assert answer["Location"] == f"/unit/?unit={six.pk}"
    assert "名册 5 人，申报 8 人，名册少 3 人，请核对。" in page(liaison, "/unit/")


def test_sub_units_are_told_in_numbers_only(
    district_admin: User, liaison: User, unit: ResidentUnit, places: Places
) -> None:
    school = make_unit(district_admin, places.district, "第一小学", "school")
    change_unit(actor=district_admin, unit=school, superior_unit=unit)
    make_member(school, "钱老师")
    shown = page(liaison, "/unit/")
    assert "第一小学" in shown
    assert "钱老师" not in shown + page(liaison, LIST)


def test_the_list_is_taken_out_with_a_reason_and_its_own_numbers(
    liaison: User, six: ResidentUnit
) -> None:
    rows = rows_of(take(liaison, LIST, with_phones="on"))
    assert "13900000003" in column(rows, "手机号")
    assert "在册" in column(rows, "状态")
    assert "13900000003" not in page(liaison, LIST)


def test_the_district_approves_many_numbers_for_the_liaison(
    monkeypatch: pytest.MonkeyPatch, district_admin: User, liaison: User, six: ResidentUnit
) -> None:
    monkeypatch.setattr(exporting, "ALONE", 2)
    monkeypatch.setattr("orgs.operations.export_approvals.ALONE", 2)
    approval = make_asked(liaison, LIST)
    assert approval.people_count == 6
    approve_export(actor=district_admin, approval=approval)
    assert "已批准" in page(liaison, "/unit/exports/")
    url = f"{approval.register}?{approval.query}"
    taken = SignedIn(liaison).post(url, {"approval": str(approval.pk)})
    assert "13900000003" in column(rows_of(taken), "手机号")
    assert ExportApproval.objects.get().state == ExportApproval.State.USED


@override_settings(SURFACES="public")
def test_the_liaison_imports_members_on_the_unit_s_surface_alone(
    liaison: User, unit: ResidentUnit
) -> None:
    browser = SignedIn(liaison)
    rows = [("姓名", "手机号", "所在单位"), ("孙新", "13900000009", unit.name)]
    file = uploaded(xlsx(rows), "名册.xlsx")
    detail = browser.post("/unit/imports/new/member/", {"file": file})["Location"]
    assert re.fullmatch(r"/unit/imports/\d+/", detail)
    run_waiting_jobs()
    shown = browser.get(detail).content.decode()
    assert "确认导入" in shown
    assert "/desk/" not in shown
    assert browser.post(f"{detail}confirm/")["Location"] == detail
    run_waiting_jobs()
    assert "孙新" in browser.get(LIST).content.decode()
    assert browser.get("/desk/imports/").status_code == 404


@pytest.mark.parametrize("url", [LIST, "/unit/", "/unit/double-report/"])
def test_a_page_asks_as_often_for_twelve_members_as_for_two(
    url: str,
    liaison: User,
    unit: ResidentUnit,
    community: Organization,
    community_secretary: User,
) -> None:
    def fill(numbers: range) -> int:
        for number in numbers:
            make_entered(community_secretary, community, unit, f"党员{number}", f"138{number:08}")
        browser = SignedIn(liaison)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    assert fill(range(2)) == fill(range(2, 12))


def test_the_home_leads_to_what_members_of_the_district_offer(
    liaison: User, unit: ResidentUnit
) -> None:
    url = f"/stats/{unit.district.code}/offers/"
    assert f'href="{url}"' in page(liaison, "/unit/")
    offers = page(liaison, url)
    assert "surface-unit" in offers
    assert 'href="/unit/members/"' in offers


def test_a_member_of_the_unit_is_shown_with_the_home_organization(
    liaison: User, unit: ResidentUnit
) -> None:
    person = make_member(unit)
    Member.objects.filter(pk=person.pk).update(home_organization="新集村党支部")
    assert "新集村党支部" in page(liaison, f"/unit/members/{person.pk}/")
