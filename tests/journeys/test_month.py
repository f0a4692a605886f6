"""A month in a real browser: from a member's check-in to the district's acceptance."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from common.numbers import percentage
from config.env import DEMO_PASSWORD
from demo.people import NAMES
from demo.places import DEMO_COMMUNITY, DISTRICT_CODE
from demo.timeline import last_finished_month
from tests.journeys.browser import DESK, PHONE, Visitor, opened
from tests.makers.demo import READY, Demo, start
from tests.makers.processes import ask

pytestmark = [pytest.mark.browser, pytest.mark.processes]
Enter = Callable[..., Visitor]
COMMENT = "“存在问题”写得太笼统，请写明具体楼院和事项。"
PROBLEMS = "部分楼院停车难。"
BETTER_PROBLEMS = "3号院、5号院停车位不足，居民反映较多。"
HOMES = {
    "district": "/desk/",
    "district2": "/desk/",
    "street": "/desk/",
    "community": "/desk/",
    "grid": "/desk/",
    "liaison": "/unit/",
    "member": "/me/",
    "sysadmin": "/admin/",
    "secadmin": "/admin/",
    "auditor": "/admin/",
}


@dataclass(frozen=True)
class Reporting:
    """How far the district's communities have come with the month's reports."""

    expected: int
    submitted: int
    punctual: int
    rate: Decimal

    @property
    def is_right(self) -> bool:
        return self.rate == percentage(self.submitted, self.expected)


@pytest.fixture(scope="module")
def demo(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = start(shutil.copytree(loaded, tmp_path_factory.mktemp("month") / "var"))
    assert running.running.says(READY), running.running.text
    yield running
    running.running.kill()


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with opened(chromium_path) as browser:
        yield browser


@pytest.fixture
def enter(browser: Browser, demo: Demo) -> Iterator[Enter]:
    """Sign somebody in; at the end nothing more has been said in the consoles."""
    visitors: list[Visitor] = []

    def sign_in(username: str, *widths: int) -> Visitor:
        visitors.append(Visitor(browser, demo.address, *widths))
        visitors[-1].sign_in(username, DEMO_PASSWORD)
        return visitors[-1]

    yield sign_in
    for visitor in visitors:
        visitor.page.close()
        assert visitor.said == []


def test_month_from_check_in_to_acceptance(enter: Enter, demo: Demo) -> None:
    community, street, district = (enter(who, DESK) for who in ("community", "street", "district"))
    before = reporting(district)
    check_in(enter("member", PHONE))
    accept(community)
    confirm_log(community)
    report = open_report(community)
    figures = community.figures
    submit(community, PROBLEMS)
    let_the_deadline_pass(demo, report)
    return_report(street, report)
    correct(community, report)
    approve(street, report)
    accept_report(district, report)
    assert district.figures == figures
    assert "（逾期）" not in district.fact("首次上报")
    after = reporting(district)
    assert before.is_right
    assert after.is_right
    assert after.rate != before.rate
    assert after.expected == before.expected
    assert after.submitted == before.submitted + 1
    assert after.punctual == before.punctual + 1


@pytest.mark.parametrize("username", HOMES)
def test_account_lands_on_its_surface_and_finds_clean_pages(enter: Enter, username: str) -> None:
    visitor = enter(username, DESK, PHONE)
    assert visitor.path == HOMES[username]
    seen: set[str] = set()
    waiting = visitor.entries
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            visitor.open(path)
            waiting += visitor.entries
    assert seen


@pytest.mark.parametrize("username", ["district", "member", "auditor"])
def test_pages_of_every_surface_are_clean(enter: Enter, username: str) -> None:
    visitor = enter(username, DESK, PHONE)
    for path in ("/messages/", "/suggest/", "/accounts/password/change/", "/accounts/logout/"):
        visitor.open(path)


def reporting(district: Visitor) -> Reporting:
    """Read the rate on the district's page, and behind it what it is made of."""
    district.open(f"/stats/{DISTRICT_CODE}/")
    rate = Decimal(district.figures["S12.rate"])
    counts = []
    for code in ("S12.expected", "S12.submitted", "S12.punctual"):
        district.open(f"/stats/{DISTRICT_CODE}/{code}/")
        counts.append(int(district.figures[code]))
    return Reporting(*counts, rate)


def check_in(member: Visitor) -> None:
    member.follow("我要报到")
    page = member.page
    page.locator("select[name=community]").select_option(label="大拱桥社区")
    page.get_by_label("青少年教育辅导").check()
    page.get_by_label("政策宣传与党课").check()
    page.get_by_label("周六").first.check()
    page.get_by_label("我已阅读并同意").check()
    member.press("提交报到")
    assert "报到已提交，请等待社区接收。" in member.text
    assert "大拱桥社区" in member.text


def accept(community: Visitor) -> None:
    community.open("/desk/check-ins/?status=pending")
    community.follow(NAMES["member"])
    assert "青少年教育辅导" in community.text
    community.follow("接收")
    community.page.get_by_label("所在网格").select_option(label="第3网格")
    community.press("接收")
    assert "已接收，这名党员已在册。" in community.text
    assert community.fact("网格 · 楼栋") == "第3网格"


def confirm_log(community: Visitor) -> None:
    """Confirm the latest service that a member entered; it counts at once."""
    counted = served_times(community)
    community.open("/desk/services/?status=pending")
    offered = community.main.get_by_role("row").filter(has=community.page.get_by_label("选择"))
    community.go(offered.first.get_by_role("link").first)
    assert "本人登记" in community.fact("登记")
    community.press("确认")
    assert "已确认，计入服务时长。" in community.text
    assert served_times(community) == counted + 1


def served_times(visitor: Visitor) -> int:
    visitor.open(f"/stats/{DEMO_COMMUNITY}/S9.times/")
    return int(visitor.figures["S9.times"])


def open_report(community: Visitor) -> str:
    """Begin the month's report: it is filled with what the figures' page shows."""
    community.open("/desk/")
    community.press("开始填报")
    report, filled = community.path, community.figures
    assert all(Decimal(value) for value in (filled["S8"], filled["S9.times"]))
    community.open(f"/stats/{DEMO_COMMUNITY}/?as_of={last_finished_month().last_day}")
    assert filled.items() <= community.figures.items()
    community.open(report)
    return report


def submit(community: Visitor, problems: str) -> None:
    community.follow("填写文字")
    community.page.get_by_label("存在问题").fill(problems)
    community.press("保存")
    community.press("上报")
    assert "已上报，等待街道审核。" in community.text
    assert problems in community.text


def let_the_deadline_pass(demo: Demo, report: str) -> None:
    """The deadline is the moment of the first submission: every later one comes after it."""
    number = report.rstrip("/").rsplit("/", 1)[1]
    ask(
        demo.data,
        "UPDATE reports_monthlyreport SET due_at = first_submitted_at WHERE id = ?",
        number,
    )


def return_report(street: Visitor, report: str) -> None:
    street.open("/desk/reports/?status=submitted")
    street.follow("大拱桥社区")
    assert street.path == report
    street.follow("退回")
    street.page.get_by_label("退回意见").fill(COMMENT)
    street.press("退回")
    assert "已退回，社区会收到消息。" in street.text


def correct(community: Visitor, report: str) -> None:
    community.open("/desk/")
    community.follow("继续填报")
    assert community.path == report
    assert COMMENT in community.text
    submit(community, BETTER_PROBLEMS)
    assert PROBLEMS not in community.text


def approve(street: Visitor, report: str) -> None:
    street.open(report)
    assert BETTER_PROBLEMS in street.text
    street.press("审核通过")
    assert "已审核通过，等待区里审定。" in street.text


def accept_report(district: Visitor, report: str) -> None:
    district.open("/desk/reports/?status=approved")
    district.follow("大拱桥社区")
    assert district.path == report
    district.press("审定")
    assert "已审定，月报锁定。" in district.text
