import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import clock
from orgs.models import ResidentUnit
from orgs.operations.unit_merges import merge_units
from orgs.operations.units import change_unit, declare_members
from reports.headcounts import Headcount
from tests.conftest import SignedIn
from tests.makers.covenants import make_project, make_signed
from tests.makers.members import make_entered, make_member, make_pending
from tests.makers.orgs import Places, make_unit


def declare(actor: User, unit: ResidentUnit, count: int) -> None:
    declare_members(actor=actor, unit=unit, count=count, declared_on=clock.today())


@pytest.fixture
def schools(district_admin: User, unit: ResidentUnit, places: Places) -> list[ResidentUnit]:
    """第一小学 below the unit, its branch below it, and what will be the branch's duplicate."""
    names = ("第一小学", "第一小学分校", "第一小学（分校）")
    school, branch, twin = (make_unit(district_admin, places.district, name) for name in names)
    change_unit(actor=district_admin, unit=school, superior_unit=unit)
    change_unit(actor=district_admin, unit=branch, superior_unit=school)
    return [school, branch, twin]


def test_a_superior_shows_its_own_counts_and_those_rolled_up(
    district_admin: User,
    community_secretary: User,
    member: User,
    unit: ResidentUnit,
    places: Places,
    schools: list[ResidentUnit],
) -> None:
    school, branch, twin = schools
    make_pending(member, places.community)
    make_member(unit, "李四", "13800000002")
    make_entered(community_secretary, places.community, school, "张三", "13800000003")
    make_entered(community_secretary, places.community, twin, "赵六", "13800000004")
    make_member(branch, "钱七", "13800000005")
    merge_units(actor=district_admin, unit=twin, target=branch)
    for each, count in ((unit, 5), (school, 4), (branch, 3)):
        declare(district_admin, each, count)
    page = SignedIn(district_admin).get(unit.get_absolute_url())
    counts = page.context["counts"]
    assert counts.own == Headcount(declared=5, waiting=1, missing=1, due=5)
    below = Headcount(declared=7, registered=2, missing=1, due=7, done=2)
    assert counts.subs == [(school, below)]
    assert counts.total == counts.own + below
    assert (counts.own.roster, counts.total.roster) == (2, 5)


def test_a_unit_without_a_declared_number_says_so(district_admin: User, unit: ResidentUnit) -> None:
    page = SignedIn(district_admin).get(unit.get_absolute_url())
    assert page.context["counts"].total == Headcount()
    assert "未申报" in page.content.decode()


def test_the_page_covers_the_unit_and_its_duplicates(
    district_admin: User, community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    twin = make_unit(district_admin, places.district, "教体局")
    make_member(twin)
    make_signed(community_secretary, places.community, twin, unit, title="教体协议")
    make_project(community_secretary, places.community, name="教体项目", partners=[twin])
    merge_units(actor=district_admin, unit=twin, target=unit)
    browser = SignedIn(district_admin)
    page = browser.get(unit.get_absolute_url())
    shown = page.context
    assert [person.name for person in shown["page_obj"]] == ["王小红"]
    assert (shown["covenant_count"], shown["project_count"]) == (1, 1)
    assert shown["duplicates"] == [twin]
    assert "教体局" in shown["entries"][0].text
    for address in (shown["covenants_url"], shown["projects_url"]):
        assert len(browser.get(address).context["table"].data) == 1
    assert "138****1234" in page.content.decode()
    assert "13800001234" not in page.content.decode()


def test_the_history_tells_who_changed_what(district_admin: User, unit: ResidentUnit) -> None:
    change_unit(
        actor=district_admin, unit=unit, category="school", liaison="王五", mobile="13912345678"
    )
    entries = SignedIn(district_admin).get(unit.get_absolute_url()).context["entries"]
    text = "类别由“区直机关”改为“学校”；联络员由“”改为“王五”；联络员手机号已更改"
    assert entries[0].text == f"修改驻区单位：{text}"
    assert [entry.text for entry in entries][1:] == ["登记驻区单位"]


def test_a_committee_reads_the_unit_with_the_members_it_may_see(
    district_admin: User, community_secretary: User, neighbour: User, places: Places
) -> None:
    unit = make_unit(district_admin, places.district, "区法院")
    change_unit(actor=district_admin, unit=unit, located_in=places.community)
    make_member(unit, "李四", "13800000002")
    make_entered(community_secretary, places.community, unit, "张三", "13800000003")
    page = SignedIn(community_secretary).get(unit.get_absolute_url())
    assert [person.name for person in page.context["page_obj"]] == ["张三"]
    assert page.context["counts"].own.roster == 2
    assert SignedIn(neighbour).get(unit.get_absolute_url()).status_code == 404


def test_a_merged_unit_leads_to_the_one_that_stays(
    district_admin: User, unit: ResidentUnit, schools: list[ResidentUnit]
) -> None:
    merge_units(actor=district_admin, unit=schools[2], target=schools[1])
    page = SignedIn(district_admin).get(schools[2].get_absolute_url())
    assert "已并入“第一小学分校”" in page.content.decode()
    assert [label for label, *_ in page.context["steps"]] == ["撤销合并"]


def test_the_page_costs_the_same_at_any_size(
    district_admin: User, community_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    browser = SignedIn(district_admin)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(unit.get_absolute_url())
        return len(queries)

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            below = make_unit(district_admin, places.district, f"小学{number}")
            change_unit(actor=district_admin, unit=below, superior_unit=unit)
            make_entered(community_secretary, places.community, unit, "张三", f"139000{number:05}")
            make_signed(community_secretary, places.community, unit, title=f"协议{number}")

    grow(0, 2)
    few = cost()
    grow(2, 14)
    assert cost() == few <= 24


@pytest.mark.parametrize("query", ["?page=100000", "?page=x", "?page=-1", "?page=" + "9" * 30])
def test_an_odd_page_is_no_error(query: str, district_admin: User, unit: ResidentUnit) -> None:
    assert SignedIn(district_admin).get(unit.get_absolute_url() + query).status_code == 200
