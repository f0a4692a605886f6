"""The hand-over pack: what waits at a post, on the page and on paper."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from accounts.models import User
from common.documents import OfficialDocument
from orgs.models import Organization, ResidentUnit
from orgs.operations.grants import grant_role
from orgs.operations.units import change_unit
from orgs.policy import Role
from reports.hand_over import SHOWN, pack_of
from tests.conftest import SignedIn
from tests.makers.covenants import make_project_in, make_signed
from tests.makers.grants import (
    make_request,
)
from tests.makers.orgs import Places


def counts(user: User) -> dict[str, int]:
    return {part.title: part.count for part in pack_of(user.grants.get()).parts}


def test_the_pack_counts_what_waits_at_the_post_and_nothing_else(
    work: Organization, community_secretary: User, neighbour: User
) -> None:
    assert counts(community_secretary) == {
        "履行中的共建协议": 2,
        "60 天内到期的协议": 1,
        "尚未签订的协议": 1,
        "待本级签署的协议": 0,
        "逾期未履行的协议事项": 0,
        "未办结的资源申请": 0,
        "待答复的项目认领": 0,
        "在推进的共建项目": 1,
        "待接收的党员报到": 1,
        "待答复的转出申请": 0,
        "待街道审批的恢复在册申请": 0,
        "不再在职、待办理注销的党员": 0,
        "待接收的单位报到": 0,
        "待核实的首次报到": 0,
        "待确认的服务记录": 0,
        "未办结的党建月报": 1,
        "尚未上报月报的社区": 1,
        "本人未办结的导入": 0,
        "本人未办结的导出申请": 0,
    }
    next_door = counts(neighbour)
    assert next_door.pop("尚未上报月报的社区") == 1
    assert set(next_door.values()) == {0}


def test_administrators_hand_over_what_waits_for_them(
    system_admin: User, security_admin: User, successor: User, community: Organization
) -> None:
    make_request(system_admin, successor, Role.COMMUNITY, community)
    assert counts(security_admin) == {"待审批的授权申请": 1}
    assert counts(system_admin)["本人提出、尚未批准的授权申请"] == 1


def test_a_secretary_prints_her_own_pack_any_time(
    work: Organization, community_secretary: User
) -> None:
    browser = SignedIn(community_secretary)
    page = browser.get(reverse("reports:hand-over-pack")).content.decode()
    for words in ("快到期的协议", "楼道亮化", "王小红", "大拱桥社区大党委"):
        assert words in page
    address = reverse("reports:hand-over-document", args=[community_secretary.grants.get().pk])
    answer = browser.get(address)
    assert "%E4%BA%A4%E6%8E%A5%E6%B8%85%E5%8D%95" in answer["Content-Disposition"]
    text = text_of(answer.content)
    assert "快到期的协议" in text
    assert "监交人（签字）" in text
    assert "13800001234" not in text


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_document_has_the_offices_page_and_fonts() -> None:
    document = OfficialDocument("标题<b>\x00")
    document.heading("一、事项")
    document.table(("序号", "事项"), [("1", "=1+1"), ("2", "阿卜杜拉·买买提")], (1, 3))
    read = Document(BytesIO(document.to_bytes()))
    section = read.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert read.paragraphs[0].text == "标题<b>"
    assert read.paragraphs[0].runs[0].font.name == "方正小标宋简体"
    assert 'w:eastAsia="黑体"' in read.paragraphs[1]._p.xml
    assert read.tables[0].cell(1, 1).text == "=1+1"


def test_a_long_list_is_cut_and_the_rest_is_counted(
    community_secretary: User, unit: ResidentUnit, places: Places, district_admin: User
) -> None:
    change_unit(actor=district_admin, unit=unit, located_in=places.community)
    for number in range(SHOWN + 2):
        make_signed(community_secretary, places.community, unit, title=f"协议{number}")
    part = pack_of(community_secretary.grants.get()).parts[0]
    assert (part.count, len(part.entries), part.left_out) == (SHOWN + 2, SHOWN, 2)


def test_the_pack_costs_the_same_at_any_length(
    community_secretary: User, unit: ResidentUnit, places: Places, district_admin: User
) -> None:
    change_unit(actor=district_admin, unit=unit, located_in=places.community)
    browser, address = SignedIn(community_secretary), reverse("reports:hand-over-pack")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    def grow(count: int) -> None:
        for number in range(count):
            make_signed(community_secretary, places.community, unit, title=f"协议{number}")
            make_project_in(community_secretary, places.community, "running", name=f"{number}")

    grow(2)
    short = cost()
    grow(6)
    assert cost() == short


def test_somebody_with_several_posts_chooses(
    work: Organization, community_secretary: User, places: Places, stranger: User
) -> None:
    grant_role(actor=None, user=community_secretary, role=Role.COMMUNITY, place=places.sibling)
    first, second = community_secretary.grants.order_by("pk")
    browser, address = SignedIn(community_secretary), reverse("reports:hand-over-pack")
    for grant, is_full in ((first, True), (second, False)):
        page = browser.get(address, {"post": grant.pk}).content.decode()
        assert ("快到期的协议" in page) is is_full
    assert SignedIn(stranger).get(address).status_code == 403


@pytest.mark.parametrize("odd", ["999999", "abc", "%00", "1" * 50, "-1"])
def test_an_odd_post_is_not_there(odd: str, community_secretary: User) -> None:
    answer = SignedIn(community_secretary).get(f"{reverse('reports:hand-over-pack')}?post={odd}")
    assert answer.status_code in {400, 404}


def test_nobody_prints_somebody_elses_pack(community_secretary: User, neighbour: User) -> None:
    theirs = reverse("reports:hand-over-document", args=[neighbour.grants.get().pk])
    assert SignedIn(community_secretary).get(theirs).status_code == 404
