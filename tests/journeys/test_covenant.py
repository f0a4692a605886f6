"""An agreement's life in a real browser: drafted, signed by both sides, printed, kept, renewed."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser

from common import clock
from config.env import DEMO_PASSWORD
from tests.journeys.browser import DESK, PHONE, Visitor, opened
from tests.makers.demo import READY, Demo, start

pytestmark = [pytest.mark.browser, pytest.mark.processes]
UNIT = "浉河区教育体育局"
TITLE = "书香社区共建协议"
KEPT = "组织党员职工进社区开展志愿服务"
NEGLECTED = "收集并发布居民服务需求，做好对接"


@pytest.fixture
def demo(loaded: Path, tmp_path: Path) -> Iterator[Demo]:
    running = start(shutil.copytree(loaded, tmp_path / "var"))
    assert running.running.says(READY), running.running.text
    yield running
    running.running.kill()


@pytest.fixture
def browser(chromium_path: str) -> Iterator[Browser]:
    with opened(chromium_path) as browser:
        yield browser


@pytest.fixture
def community(demo: Demo, browser: Browser) -> Visitor:
    visitor = Visitor(browser, demo.address, DESK, PHONE)
    visitor.sign_in("community", DEMO_PASSWORD)
    return visitor


@pytest.fixture
def liaison(demo: Demo, browser: Browser) -> Visitor:
    visitor = Visitor(browser, demo.address, PHONE)
    visitor.sign_in("liaison", DEMO_PASSWORD)
    return visitor


def draft(visitor: Visitor) -> str:
    """Draft from the pattern; return the page of the covenant."""
    page = visitor.page
    visitor.open("/desk/covenants/new/")
    page.locator("select[name=units]").first.select_option(label=UNIT)
    page.get_by_label("社区服务共办").check()
    visitor.press("套用范本")
    assert "为加强区域化党建" in page.locator("[name=text]").input_value()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=effective_from]").fill(f"{clock.today():%Y-%m-%d}")
    page.locator("[name=effective_to]").fill("2099-12-31")
    visitor.press("保存草稿")
    return visitor.path


def confirm(visitor: Visitor, path: str, signer: str) -> None:
    visitor.open(path)
    visitor.follow("确认签署")
    page = visitor.page
    page.get_by_label("签字人").fill(signer)
    page.get_by_label("职务").fill("书记")
    page.get_by_label("已核对协议全文，同意签署").check()
    visitor.press("确认签署")


def printed(visitor: Visitor) -> str:
    """What the docx says that the print page offers."""
    with visitor.page.expect_download() as download:
        visitor.main.get_by_role("link", name="下载 Word 文档").click()
    document = Document(BytesIO(Path(download.value.path()).read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def fulfil(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    visitor.go(visitor.main.locator(f"a:has-text('登记履行'):has-text('{KEPT}')"))
    visitor.page.get_by_label("履行情况").fill("二十名党员到社区整理图书")
    visitor.press("登记履行")


def proposed(visitor: Visitor) -> dict[str, bool]:
    """The duties that a renewal proposes, and whether each is ticked."""
    rows = visitor.main.locator(".duty-row").all()
    typed = {
        row.locator("[name$=text]").input_value(): row.locator("[name$=is_kept]").is_checked()
        for row in rows
    }
    return {text: is_kept for text, is_kept in typed.items() if text}


def test_an_agreement_is_drafted_signed_printed_kept_and_renewed(
    community: Visitor, liaison: Visitor
) -> None:
    path = draft(community)
    assert community.fact("状态") == "草稿"
    community.press("提交待签")
    own = path.replace("/desk/", "/unit/")
    confirm(liaison, own, "张立新")
    assert liaison.fact("状态") == "待签"
    confirm(community, path, "李红梅")
    assert community.fact("状态") == "有效"

    community.follow("打印协议书")
    assert "尚未签订" not in community.text
    text = printed(community)
    for part in (f"乙方：{UNIT}", KEPT, "至2099年12月31日止", "签字：张立新　书记"):
        assert part in text
    liaison.open(f"/unit/print/covenants/{path.split('/')[-2]}/")
    assert "（本方已在系统内确认）" in liaison.text

    fulfil(liaison, own)
    community.open(path)
    community.follow("续签")
    offered = proposed(community)
    assert offered[KEPT] is True
    assert offered[NEGLECTED] is False
    community.press("保存草稿")
    community.follow("打印协议书")
    assert f"续签自《{TITLE}》" in community.text
    assert KEPT in community.text
    assert NEGLECTED not in community.text


def test_the_ledgers_are_in_order(community: Visitor) -> None:
    community.open("/desk/covenants/?standing=in_force")
    community.follow("打印台账")
    assert "范围：状态：有效" in community.text
    community.open("/desk/print/projects/ledger/")
    assert "二、没有协议依据的项目" in community.text
