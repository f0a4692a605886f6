"""协议书 and 结项表: what the sides agreed and did, on the page and in the docx alike."""

import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from accounts.models import User
from common import clock
from covenants.clauses import text_of as text_of_pattern
from covenants.models import Covenant, FiveCo, Project
from covenants.operations.drafting import draft_covenant
from covenants.operations.duties import DutyPlan
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.progress import add_milestone, reach_milestone
from covenants.operations.signing import confirm_party, submit_covenant
from covenants.operations.work import evaluate_project
from orgs.models import Organization, ResidentUnit
from tests.conftest import SignedIn
from tests.makers.covenants import CONFIRMED, SIGNED, make_covenant, make_project_in, make_signed
from tests.makers.orgs import Places, make_unit
from tests.reports.test_prints import docx_of, page_of, pictures_of, text_of

DUTIES = (
    DutyPlan(party=0, text="召集联席会议", code="G1", cadence="quarterly"),
    DutyPlan(party=1, text="捐建楼道照明", code="G3", due_on=datetime.date(2025, 9, 30)),
    DutyPlan(party=1, text="开放停车场", code="G4"),
)
TEXT = "甲方：某社区\n乙方：某单位\n为加强共建，订立本协议。\n一、共建内容\n<b>共做</b>&“共办”"
VOICES = {"satisfied_count": 30, "fairly_count": 8, "dissatisfied_count": 2}


def agreement(covenant: Covenant, surface: str = "desk") -> str:
    return f"/{surface}/print/covenants/{covenant.pk}/"


@pytest.fixture
def draft(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_covenant(
        community_secretary, community, unit,
        text=TEXT, obligations=DUTIES,
        effective_from=SIGNED, effective_to=datetime.date(2099, 3, 1),
    )  # fmt: skip


@pytest.fixture
def signed(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_signed(
        community_secretary, community, unit,
        obligations=DUTIES, effective_to=datetime.date(2026, 2, 28),
        title="大拱桥社区与区教体局共驻共建协议",
    )  # fmt: skip


def both(user: User, address: str) -> tuple[str, str]:
    """The text of the page and of the docx."""
    return page_of(user, address), text_of(docx_of(user, address))


def test_the_agreement_names_its_sides_their_promises_and_its_term(
    community_secretary: User, signed: Covenant
) -> None:
    for text in both(community_secretary, agreement(signed)):
        for part in (
            "共驻共建协议书", signed.no, "甲方：大拱桥社区大党委", "乙方：区教体局",
            "召集联席会议", "每季度一次", "党建工作共做", "2025年9月30日前完成一次",
            "协议期内完成一次", "自2025年3月1日起生效，至2026年2月28日止（含当日）", "一式两份",
        ):  # fmt: skip
            assert part in text
        assert "尚未签订" not in text


def test_each_sides_promises_stand_in_a_table_of_their_own(
    community_secretary: User, signed: Covenant
) -> None:
    page = page_of(community_secretary, agreement(signed))
    first, second = page.split("<tbody>")[1:]
    assert "召集联席会议" in first
    assert "开放停车场" not in first
    assert "开放停车场" in second


def test_a_draft_says_so_and_leaves_room_to_sign(
    community_secretary: User, draft: Covenant
) -> None:
    for text in both(community_secretary, agreement(draft)):
        assert "草稿，尚未签订" in text
        assert text.count("日期：　　　年　　月　　日") == 2


def test_the_text_is_printed_as_text_and_the_sides_are_named_once(
    community_secretary: User, draft: Covenant
) -> None:
    text = text_of(docx_of(community_secretary, agreement(draft)))
    assert "<b>共做</b>&“共办”" in text
    assert "<b>共做" not in page_of(community_secretary, agreement(draft))
    assert "某单位" not in text


def test_the_form_goes_on_counting_where_the_text_ends(
    community_secretary: User, draft: Covenant
) -> None:
    text = text_of(docx_of(community_secretary, agreement(draft)))
    assert [text.index(part) for part in ("一、共建内容", "二、各方承诺的事项", "三、期限")]


def test_a_numbered_sentence_is_no_heading_but_counts(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    text = "一、社区平安共创。各方参与义务巡逻。\n本协议一式五份。"
    covenant = make_covenant(community_secretary, community, unit, text=text)
    page = page_of(community_secretary, agreement(covenant))
    assert '<p class="sheet-paragraph">一、社区平安共创' in page
    assert "<h3>二、期限</h3>" in page
    assert "一式两份" not in page


@pytest.mark.parametrize(
    "text",
    [
        "本协议有效期两年，自签订之日起算。",
        "协议期限为3年。",
        "本协议自2025年3月1日至2027年2月28日有效。",
    ],
)
def test_a_term_that_the_text_states_is_not_stated_again(
    text: str, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    covenant = make_covenant(community_secretary, community, unit, text=text)
    page = page_of(community_secretary, agreement(covenant))
    assert "<h3>一、份数</h3>" in page
    assert "起生效" not in page


@pytest.mark.parametrize("code", FiveCo.values)
def test_the_pattern_leaves_term_and_copies_to_the_form(
    code: str, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    text = text_of_pattern([code], "大拱桥社区", ["区教体局"])
    covenant = make_covenant(community_secretary, community, unit, text=text)
    page = page_of(community_secretary, agreement(covenant))
    assert page.count("起生效") == page.count("各执一份") == 1


def test_the_signatures_stay_with_the_last_clause(
    district_admin: User, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    third = make_unit(district_admin, unit.district, "区卫健委")
    covenant = make_covenant(community_secretary, community, unit, third)
    document = Document(BytesIO(docx_of(community_secretary, agreement(covenant))))
    first, last = document.tables[-1].rows
    kept = [line for cell in first.cells for line in cell.paragraphs]
    assert all(line.paragraph_format.keep_with_next for line in kept)
    assert not any(line.paragraph_format.keep_with_next for line in last.cells[0].paragraphs)
    assert document.paragraphs[-1].paragraph_format.keep_with_next


def test_the_signature_blocks_follow_the_confirmations(
    community_secretary: User, liaison: User, draft: Covenant
) -> None:
    submit_covenant(actor=community_secretary, covenant=draft)
    [_, theirs] = draft.parties.all()
    confirm_party(actor=liaison, party=theirs, signer="张立新", signer_post="党组书记")
    day = clock.today()
    for text in both(liaison, agreement(draft, "unit")):
        assert "签字：张立新　党组书记" in text
        assert f"日期：{day.year}年{day.month}月{day.day}日" in text
        assert text.count("（本方已在系统内确认）") == 1
        assert "待签，尚未签订" in text
        assert text.count("日期：　　　年　　月　　日") == 1


def test_a_supplement_names_what_it_amends(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    earlier = make_signed(community_secretary, community, unit, title="共建协议")
    added = make_covenant(community_secretary, community, unit, title="增项", amends=earlier)
    for text in both(community_secretary, agreement(added)):
        assert "共驻共建补充协议书" in text
        assert f"本协议是《共建协议》（编号 {earlier.no}）的补充" in text


def test_a_renewal_names_the_earlier_one(community_secretary: User, signed: Covenant) -> None:
    renewal = draft_covenant(
        actor=community_secretary, organization=signed.organization, title="续签",
        units=[party.unit for party in signed.unit_parties], renews=signed,
    )  # fmt: skip
    for text in both(community_secretary, agreement(renewal)):
        assert f"续签自《大拱桥社区与区教体局共驻共建协议》（编号 {signed.no}）" in text


def test_an_ended_agreement_says_so(
    district_admin: User, community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    ended = make_signed(community_secretary, community, unit)
    terminate_covenant(
        actor=community_secretary, covenant=ended, terminated_on=clock.today(), reason="单位搬迁"
    )
    day = clock.today()
    assert f"（已于{day.year}年{day.month}月{day.day}日提前终止）" in page_of(
        community_secretary, agreement(ended)
    )
    wrong = make_covenant(community_secretary, community, unit)
    void_covenant(actor=community_secretary, covenant=wrong, reason="写错了")
    assert "（已作废）" in page_of(community_secretary, agreement(wrong))


def test_three_sides_sign_three_copies(
    district_admin: User, community_secretary: User, places: Places, unit: ResidentUnit
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    covenant = make_signed(community_secretary, places.community, unit, other)
    for text in both(community_secretary, agreement(covenant)):
        assert "一式三份" in text
        assert "丙方（盖章）：区财政局" in text


def test_the_number_leads_back_by_its_qr_code(
    community_secretary: User, liaison: User, signed: Covenant
) -> None:
    assert [each[:4] for each in pictures_of(docx_of(community_secretary, agreement(signed)))] == [
        b"\x89PNG"
    ]
    for user, surface in ((community_secretary, "desk"), (liaison, "unit")):
        found = SignedIn(user).get(f"/records/{signed.no}/")
        assert found["Location"] == f"/{surface}/covenants/{signed.pk}/"


def test_a_unit_prints_its_own_agreements_only(
    district_admin: User, community_secretary: User, liaison: User, places: Places
) -> None:
    other = make_unit(district_admin, places.district, "区财政局")
    foreign = make_signed(community_secretary, places.community, other)
    assert SignedIn(liaison).get(agreement(foreign, "unit")).status_code == 404


def test_an_agreement_of_many_promises_costs_the_same(
    community_secretary: User, community: Organization, unit: ResidentUnit
) -> None:
    def cost(count: int) -> int:
        duties = [DutyPlan(party=number % 2, text=f"事项{number}") for number in range(count)]
        covenant = make_covenant(community_secretary, community, unit, obligations=duties)
        browser = SignedIn(community_secretary)
        with CaptureQueriesContext(connection) as queries:
            assert f"事项{count - 1}" in browser.get(agreement(covenant)).content.decode()
        return len(queries)

    cost(2)
    assert cost(2) == cost(40) <= 16


def closing(project: Project) -> str:
    return f"/desk/print/projects/{project.pk}/"


@pytest.fixture
def project(
    community_secretary: User, community: Organization, unit: ResidentUnit, signed: Covenant
) -> Project:
    return make_project_in(
        community_secretary, community, "confirmed",
        code_a="G6", partners=[unit], covenants=[signed],
        funding={"fiscal": Decimal("12000"), "unit": Decimal("3400.50")},
    )  # fmt: skip


def finished(actor: User, project: Project, day: datetime.date) -> Project:
    Project.objects.filter(pk=project.pk).update(
        status="finished", finished_on=day, planned_end=CONFIRMED, outcome="装灯 40 盏"
    )
    project.refresh_from_db()
    return project


def test_the_closing_sheet_tells_plan_and_outcome(
    community_secretary: User, project: Project, signed: Covenant
) -> None:
    milestone = add_milestone(
        actor=community_secretary, project=project, name="选址", due_on=CONFIRMED
    )
    late = CONFIRMED + datetime.timedelta(days=3)
    reach_milestone(actor=community_secretary, milestone=milestone, done_on=late)
    done = finished(community_secretary, project, late)
    for text in both(community_secretary, closing(done)):
        for part in (
            "共建项目结项表", project.no, "楼道亮化", "区教体局", signed.no, "生活环境共管",
            "服务难题共解", "财政资金 12,000.00 元；单位投入 3,400.50 元。合计 15,400.50 元。",
            "选址", "晚 3 天", "2025-03-13（逾期 3 天）", "装灯 40 盏", "还没有评价",
            "牵头社区意见", "参与单位意见",
        ):  # fmt: skip
            assert part in text
        assert "没有完成" not in text


def test_the_evaluation_is_told_in_numbers_and_shares(
    community_secretary: User, project: Project
) -> None:
    done = finished(community_secretary, project, CONFIRMED)
    evaluate_project(
        actor=community_secretary, project=done, held_on=CONFIRMED, way="meeting", **VOICES
    )
    for text in both(community_secretary, closing(done)):
        assert "座谈会，共 40 人" in text
        assert "满意 30 人（75.0%），基本满意 8 人（20.0%），不满意 2 人（5.0%）" in text
        assert "2025-03-10（按期）" in text


def test_the_sheet_of_a_project_that_goes_on_says_so(
    community_secretary: User, project: Project
) -> None:
    for text in both(community_secretary, closing(project)):
        assert "项目现为“确定”，没有完成" in text


def test_a_partner_community_is_not_told_of_covenants_out_of_its_sight(
    community_secretary: User, neighbour: User, places: Places, unit: ResidentUnit, signed: Covenant
) -> None:
    shared = make_project_in(
        community_secretary, places.community, "confirmed",
        communities=[places.community, places.sibling], covenants=[signed],
    )  # fmt: skip
    assert signed.no in page_of(community_secretary, closing(shared))
    assert signed.no not in page_of(neighbour, closing(shared))
