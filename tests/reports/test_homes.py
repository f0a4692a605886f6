"""The home pages of desk, member and unit."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from members.operations.merges import declare_distinct
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import make_signed
from tests.makers.members import make_member, make_pending, make_registered
from tests.makers.orgs import Places
from tests.makers.reports import make_approved, make_report, make_submitted
from tests.makers.services import make_confirmed_log, make_own_log, make_server


def page(user: User, url: str) -> str:
    response = SignedIn(user).get(url)
    assert response.status_code == 200
    return response.content.decode()


def tasks(user: User) -> dict[str, int]:
    """The to-do list as the workbench shows it."""
    shown = page(user, "/desk/")
    waiting = re.findall(
        r'class="figure-name">([^<]+)</h2>\s*<p class="figure-value"><a href="[^"]+">([0-9]+)',
        shown,
    )
    idle = re.findall(r'class="idle-task" href="[^"]+">([^<]+)</a>', shown)
    return dict.fromkeys(idle, 0) | {label: int(count) for label, count in waiting}


def test_a_community_first_sees_the_month_it_has_to_report(community_secretary: User) -> None:
    assert tasks(community_secretary)["待上报月报"] == 1
    assert "开始填报" in page(community_secretary, "/desk/")


def test_an_open_report_is_continued(community_secretary: User, community: Organization) -> None:
    make_report(community_secretary, community)
    shown = page(community_secretary, "/desk/")
    assert "继续填报" in shown
    assert "开始填报" not in shown


def test_a_submitted_report_no_longer_waits(
    community_secretary: User, community: Organization
) -> None:
    make_submitted(community_secretary, community)
    assert tasks(community_secretary)["待上报月报"] == 0


def test_a_community_sees_pending_check_ins_and_services(
    community_secretary: User, member: User, unit: ResidentUnit, community: Organization
) -> None:
    make_pending(member, community)
    make_own_log(make_server(unit, community), community)
    waiting = tasks(community_secretary)
    assert (waiting["待接收报到"], waiting["待确认服务"]) == (1, 1)


def test_the_street_sees_what_to_review_and_who_is_missing(
    street_secretary: User, community_secretary: User, places: Places
) -> None:
    make_submitted(community_secretary, places.community)
    covenants = {"待本级签署协议": 0, "逾期未履行事项": 0, "60天内到期协议": 0}
    waiting = {"待审核月报": 1, "尚未上报社区": 1, "待审批恢复在册": 0}
    assert tasks(street_secretary) == waiting | covenants
    shown = page(street_secretary, "/desk/")
    assert "尚未上报的社区（1）" in shown
    assert "三五八社区" in shown
    assert "八一社区" not in shown


def test_the_district_sees_what_to_accept(
    district_admin: User,
    street_secretary: User,
    community_secretary: User,
    community: Organization,
) -> None:
    make_approved(community_secretary, street_secretary, community)
    assert tasks(district_admin) == {
        "待审定月报": 1,
        "尚未上报社区": 2,
        "疑似重复": 0,
        "60天内到期协议": 0,
        "没有有效协议的社区": 3,
    }


def test_the_district_sees_how_many_pairs_nobody_has_compared(
    district_admin: User, unit: ResidentUnit
) -> None:
    one, other = make_member(unit, "王小红"), make_member(unit, "王小红", "13700000001")
    make_member(unit, "李梅")
    assert tasks(district_admin)["疑似重复"] == 2
    declare_distinct(actor=district_admin, one=one, other=other, reason="同名")
    assert tasks(district_admin)["疑似重复"] == 1


def test_a_grid_sees_the_services_of_its_own(
    grid_secretary: User, unit: ResidentUnit, places: Places
) -> None:
    server = make_server(unit, places.community, places.grid)
    make_own_log(server, places.community, grid=places.grid)
    make_own_log(server, places.community, "14:00", "15:00")
    assert tasks(grid_secretary) == {"待确认服务": 1}
    assert "/desk/services/new/" in page(grid_secretary, "/desk/")


@pytest.mark.parametrize("status", ["待上报月报", "待接收报到", "待确认服务", "60天内到期协议"])
def test_every_task_leads_to_a_page(community_secretary: User, status: str) -> None:
    shown = page(community_secretary, "/desk/")
    card, idle = (
        r'</h2>\s*<p class="figure-value"><a href="([^"]+)"',
        r'<a class="idle-task" href="([^"]+)">',
    )
    link = next(filter(None, re.search(f"{status}{card}|{idle}{status}<", shown).groups()))
    assert SignedIn(community_secretary).get(link.replace("&amp;", "&")).status_code == 200


def test_the_workbench_shows_unread_messages(
    street_secretary: User, community_secretary: User, community: Organization
) -> None:
    make_submitted(community_secretary, community)
    assert "已上报，请审核" in page(street_secretary, "/desk/")


def test_a_member_without_check_in_is_invited(member: User) -> None:
    assert "/me/check-in/new/" in page(member, "/me/")


def test_a_member_reads_the_state_of_the_check_in(member: User, community: Organization) -> None:
    make_pending(member, community)
    shown = page(member, "/me/")
    assert "待接收" in shown
    assert "/me/check-in/new/" not in shown


def test_a_member_in_the_register_may_log_a_service(
    member: User, community_secretary: User, community: Organization
) -> None:
    make_registered(member, community_secretary, community)
    make_confirmed_log(community_secretary, member.member, community)
    shown = page(member, "/me/")
    assert "/me/services/new/" in shown
    assert "<dd>1 次</dd>" in shown


def test_a_liaison_sees_who_has_checked_in_and_who_has_not(
    liaison: User, unit: ResidentUnit, community: Organization
) -> None:
    make_server(unit, community, name="李建国")
    make_member(unit, "赵未到")
    assert "1 名党员还没有报到" in page(liaison, "/unit/")
    missing = page(liaison, "/unit/members/?state=missing")
    assert "赵未到" in missing
    assert "李建国" not in missing


def test_a_liaison_sees_only_the_own_unit(liaison: User, unit: ResidentUnit) -> None:
    assert SignedIn(liaison).get("/unit/?unit=999").status_code == 404
    assert SignedIn(liaison).get("/unit/?unit=x").status_code == 200


def test_queries_of_the_units_page_do_not_grow(
    liaison: User, unit: ResidentUnit, community_secretary: User, community: Organization
) -> None:
    def queries() -> int:
        client = SignedIn(liaison)
        with CaptureQueriesContext(connection) as captured:
            client.get("/unit/")
        return len(captured)

    for number in range(12):
        make_server(unit, community)
        if number in {1, 11}:
            make_signed(community_secretary, community, unit)
            counted = queries()
        if number == 1:
            few = counted
    assert counted == few


@pytest.mark.parametrize(
    ("who", "url"), [("member", "/desk/"), ("liaison", "/me/"), ("community_secretary", "/unit/")]
)
def test_nobody_enters_anothers_home(who: str, url: str, request: pytest.FixtureRequest) -> None:
    assert SignedIn(request.getfixturevalue(who)).get(url).status_code == 403
