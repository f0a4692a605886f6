"""The tree in a real browser: found, unfolded by keys, dragged, moved and taken back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from config.env import DEMO_PASSWORD
from tests.journeys.browser import DESK, PHONE, Visitor, opened
from tests.makers.demo import READY, Demo, start

pytestmark = [pytest.mark.browser, pytest.mark.processes]
TREE = "/desk/tree/"


@pytest.fixture(scope="module")
def demo(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = start(shutil.copytree(loaded, tmp_path_factory.mktemp("tree") / "var"))
    assert running.running.says(READY), running.running.text
    yield running
    running.running.kill()


@pytest.fixture
def district(demo: Demo, chromium_path: str) -> Iterator[Visitor]:
    with opened(chromium_path) as browser:
        visitor = Visitor(browser, demo.address, DESK, PHONE)
        visitor.sign_in("district", DEMO_PASSWORD)
        yield visitor


def row(visitor: Visitor, title: str) -> Locator:
    return visitor.main.locator(f".tree-row:has(a.tree-name:text-is('{title}'))")


def has_focus(visitor: Visitor, title: str) -> None:
    expect(row(visitor, title).locator("a.tree-name").first).to_be_focused()


def test_a_place_is_found_and_unfolded_by_keys(district: Visitor) -> None:
    district.open(TREE)
    district.main.get_by_label("查找组织").fill("dgq")
    district.press("查找")
    district.follow("大拱桥社区大党委")
    keyboard = district.page.keyboard
    has_focus(district, "大拱桥社区大党委")
    keyboard.press("ArrowRight")
    has_focus(district, "第1网格党支部")
    keyboard.press("ArrowRight")
    expect(district.page.locator("[data-tree-status]")).to_have_text("已载入 3 个下级。")
    district.look_over()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowLeft")
    has_focus(district, "第1网格党支部")
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    has_focus(district, "大拱桥社区大党委")


def test_a_dragged_community_is_previewed_moved_and_taken_back(district: Visitor) -> None:
    district.open(TREE)
    district.page.set_viewport_size({"width": DESK, "height": 900})
    with district.page.expect_navigation():
        row(district, "三里店社区大党委").first.drag_to(row(district, "民权街道大工委"))
    district.look_over()
    assert "由老城街道大工委划转至民权街道大工委" in district.text
    district.press("确认划转")
    assert district.fact("上级组织") == "民权街道大工委"
    district.press("撤回这次变动")
    assert district.fact("上级组织") == "老城街道大工委"
    assert "已撤回" in district.text


def test_past_days_and_comparisons_are_in_order(district: Visitor) -> None:
    district.open(f"{TREE}?on=2025-12-31")
    district.open(f"{TREE}compare/?from=2025-01-01&to=2026-01-01")
    district.open(f"{TREE}compare/?from=2026-01-01&to=2025-01-01")
    assert "开始日期不能晚于结束日期" in district.text
