"""What is printed, opened by LibreOffice: drawn as pages, and saved again without loss."""

import datetime
from decimal import Decimal

import pytest

from accounts.models import User
from covenants.models import Covenant, CovenantParty
from covenants.operations.duties import DutyPlan
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import SIGNED, make_project_in, make_signed
from tests.makers.office import converted, pdf_text
from tests.reports.test_prints import docx_of, text_of

pytestmark = pytest.mark.office
LEDGER = "/desk/print/covenants/ledger/"
MANY = 120


@pytest.fixture
def signed(community_secretary: User, community: Organization, unit: ResidentUnit) -> Covenant:
    return make_signed(
        community_secretary, community, unit,
        title="大拱桥社区与区教体局共驻共建协议",
        text="一、共建内容\n（一）社区平安共创。各方联合开展法治宣传。",
        effective_to=datetime.date(2026, 2, 28),
        obligations=[DutyPlan(party=1, text="参加安全宣传", code="G5", cadence="quarterly")],
    )  # fmt: skip


@pytest.fixture
def agreement(community_secretary: User, signed: Covenant) -> bytes:
    return docx_of(community_secretary, f"/desk/print/covenants/{signed.pk}/")


def test_the_agreement_is_drawn_as_pages(agreement: bytes, signed: Covenant) -> None:
    text = pdf_text(converted(agreement, "pdf"))
    for part in (
        "共驻共建协议书", f"编号：{signed.no}", "甲方：大拱桥社区大党委", "一、共建内容",
        "参加安全宣传", "每季度一次", "至2026年2月28日止（含当日）", "乙方（盖章）：区教体局",
    ):  # fmt: skip
        assert part in text


def test_the_agreement_survives_being_saved_there(agreement: bytes) -> None:
    assert text_of(converted(agreement, "docx")) == text_of(agreement)


def test_the_closing_sheet_is_drawn_as_one_page(
    community_secretary: User, community: Organization, signed: Covenant
) -> None:
    project = make_project_in(
        community_secretary, community, "finished", covenants=[signed],
        funding={"unit": Decimal("3400.50")},
    )  # fmt: skip
    file = docx_of(community_secretary, f"/desk/print/projects/{project.pk}/")
    pages = pdf_text(converted(file, "pdf")).rstrip("\f").split("\f")
    assert len(pages) == 1
    for part in ("共建项目结项表", "3,400.50元", "已装灯40盏", "街道大工委意见"):
        assert part in pages[0]


@pytest.fixture
def ledger(
    community_secretary: User, community: Organization, unit: ResidentUnit, signed: Covenant
) -> bytes:
    rows = Covenant.objects.bulk_create(
        Covenant(
            no=f"XY20250301-{number:06}", title=f"第{number}份协议", organization=community,
            status="signed", signed_on=SIGNED, effective_from=SIGNED,
            created_by=community_secretary, updated_by=community_secretary,
        )
        for number in range(MANY)
    )  # fmt: skip
    CovenantParty.objects.bulk_create(
        CovenantParty(covenant=row, unit=side, position=position)
        for row in rows
        for position, side in enumerate((None, unit))
    )
    return docx_of(community_secretary, LEDGER)


def test_a_long_ledger_repeats_its_head_on_every_page(ledger: bytes) -> None:
    pages = pdf_text(converted(ledger, "pdf")).rstrip("\f").split("\f")
    rows = [page for page in pages if "份协议" in page]
    assert len(rows) > 3
    assert ["协议名称" in page for page in rows] == [True] * len(rows)
    assert [f"第{number}份协议" in "".join(pages) for number in range(MANY)] == [True] * MANY
    assert f"合计{MANY + 1}份" in "".join(pages)


def test_a_long_ledger_survives_being_saved_there(ledger: bytes) -> None:
    assert text_of(converted(ledger, "docx")) == text_of(ledger)
