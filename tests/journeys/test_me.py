"""A member's thumb on a phone of 360 px: a slow line, no line, a closed tab, no script."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.env import DEMO_PASSWORD
from tests.journeys.browser import HEIGHT, PHONE, Visitor, opened
from tests.makers.demo import READY, Demo, start

pytestmark = [pytest.mark.browser, pytest.mark.processes]
NEW, OWN = "/me/check-in/new/", "/me/check-in/"
SLOW = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
OFFLINE = "ERR_INTERNET_DISCONNECTED"


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
def member(demo: Demo, browser: Browser) -> Visitor:
    visitor = Visitor(browser, demo.address, PHONE)
    visitor.sign_in("member", DEMO_PASSWORD)
    return visitor


def phone_at(demo: Demo) -> dict[str, Any]:
    return {"base_url": demo.address, "viewport": {"width": PHONE, "height": HEIGHT}}


def signed_in(phone: BrowserContext) -> Page:
    page = phone.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("member")
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/me/")
    return page


def tick(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label, exact=True).first.check()


def fill(page: Page) -> None:
    """What a member taps; the community is found by its initials."""
    page.get_by_label("按小区、楼栋或社区名称查找").fill("dgq")
    expect(page.locator("#found")).to_have_text("找到 1 个社区，已选好。")
    tick(page, "助老陪护", "应急支援", "周六")
    page.get_by_label("每月最多服务次数").fill("2")


def consent(page: Page) -> None:
    page.locator("[name=consent]").check()


def numbers(page: Page) -> list[str]:
    return re.findall(r"BD[0-9]{8}-[0-9A-Z]{6}", page.locator("main").inner_text())


def test_a_member_checks_in_on_a_slow_line_and_looks_after_it(member: Visitor) -> None:
    page = member.page
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    member.open("/me/")
    member.follow("我要报到")
    fill(page)
    consent(page)
    member.press("提交报到")
    assert member.path == OWN
    assert "请等大拱桥社区接收" in member.text
    assert "助老陪护" in member.text
    member.follow("更改意向和时间")
    tick(page, "文体活动")
    member.press("保存")
    assert "文体活动" in member.text
    member.follow("撤回报到")
    page.get_by_label("原因").fill("想到居住地报到")
    member.press("撤回")
    assert "想到居住地报到" in member.text
    member.follow("重新报到")
    expect(page.get_by_label("助老陪护")).to_be_checked()


def test_what_is_typed_survives_a_lost_line_and_a_closed_tab(demo: Demo, browser: Browser) -> None:
    phone = browser.new_context(**phone_at(demo))
    page = signed_in(phone)
    page.goto(NEW)
    fill(page)
    phone.set_offline(True)
    tick(page, "法律与心理咨询")
    consent(page)
    page.get_by_role("button", name="提交报到").click()
    page.wait_for_timeout(500)
    page.close()
    phone.set_offline(False)
    again = phone.new_page()
    again.goto(NEW)
    expect(again.get_by_text("已恢复上次没有提交的内容")).to_be_visible()
    expect(again.get_by_label("法律与心理咨询")).to_be_checked()
    expect(again.get_by_label("报到社区").locator("option:checked")).to_have_text("大拱桥社区")
    expect(again.locator("[name=consent]")).not_to_be_checked()
    consent(again)
    again.get_by_role("button", name="提交报到").click()
    again.wait_for_url(f"**{OWN}")
    assert len(numbers(again)) == 1


def test_without_a_line_the_choices_stay(member: Visitor) -> None:
    page = member.page
    member.open(NEW)
    page.context.set_offline(True)
    page.get_by_label("按小区、楼栋或社区名称查找").fill("大拱桥")
    expect(page.locator("#found")).to_contain_text("现在连不上网络")
    page.get_by_label("报到社区").select_option(label="大拱桥社区")
    assert [line for line in member.said if OFFLINE not in line] == []


def test_a_double_tap_makes_one(member: Visitor) -> None:
    page = member.page
    member.open(NEW)
    fill(page)
    consent(page)
    page.get_by_role("button", name="提交报到").dblclick()
    page.wait_for_url(f"**{OWN}")
    assert len(numbers(page)) == 1
    page.go_back()
    page.goto(OWN)
    assert len(numbers(page)) == 1


def test_all_own_pages_are_in_order_large_type_too(member: Visitor) -> None:
    for path in ("/me/", OWN, NEW, "/me/services/", "/me/data/?whole=1", "/me/facts/"):
        member.open(path)
    member.page.get_by_role("button", name="大字").click()
    for path in ("/me/", OWN, NEW, "/me/data/?whole=1", "/me/facts/"):
        member.open(path)
        assert member.page.locator("html.is-large").count() == 1
    member.open("/me/data/")
    with member.page.expect_download() as download:
        member.main.get_by_role("link", name="导出").click()
    assert download.value.suggested_filename.startswith("my-data-")


def test_without_a_script_the_same_way_leads_there(demo: Demo, browser: Browser) -> None:
    page = signed_in(browser.new_context(java_script_enabled=False, **phone_at(demo)))
    page.get_by_role("button", name="大字").click()
    assert page.locator("html.is-large").count() == 1
    page.goto(NEW)
    tick(page, "助老陪护", "周六")
    page.get_by_label("按小区、楼栋或社区名称查找").fill("大拱桥社区1号楼")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#found")).to_have_text("找到 1 个社区，已选好。")
    expect(page.get_by_label("助老陪护")).to_be_checked()
    consent(page)
    page.get_by_role("button", name="提交报到").click()
    assert page.url.endswith(OWN)
    assert "请等大拱桥社区接收" in page.locator("main").inner_text()
