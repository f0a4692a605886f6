"""A person at a real browser: every page that they come to is looked over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = 1366, 360
HEIGHT = 800
AXE = Axe().axe_script
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    # Loading style sheets once more serves no rule of these; the attempt itself fails the console.
    "preload": False,
}
RUN_AXE = "rules => axe.run(rules)"
FIGURES = "all => Object.fromEntries(all.map(one => [one.dataset.figure, one.dataset.value]))"
# The navigation of a surface; in the admin it is the list of registers.
ENTRIES = "nav[aria-label='主导航'] a, .register-group a"
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"


@contextmanager
def opened(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """One account at one browser; with several widths each page is looked over at each."""

    def __init__(self, browser: Browser, address: str, *widths: int) -> None:
        self.widths = widths
        self.page = browser.new_page(
            base_url=address,
            locale="zh-CN",
            reduced_motion="reduce",  # no colour is looked at on its way to another
            viewport={"width": widths[0], "height": HEIGHT},
        )
        self.page.set_default_timeout(15_000)
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def sign_in(self, username: str, password: str) -> None:
        self.open("/accounts/login/")
        self.page.locator("[name=login]").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.press("登录")

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look_over()

    def press(self, label: str) -> None:
        """Send a form by its button."""
        self.go(self.main.get_by_role("button", name=label, exact=True))

    def follow(self, label: str) -> None:
        """Go where a link of the page leads; the first of several that say the same."""
        self.go(self.main.get_by_role("link", name=label).first)

    def go(self, target: Locator) -> None:
        with self.page.expect_navigation():
            target.click()
        self.look_over()

    def look_over(self) -> None:
        """Nothing is wrong with the page: for axe, in the console, in its width."""
        self.page.evaluate(AXE)
        for width in self.widths:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            place = f"{self.path} at {width}px"
            found = violations(self.page.evaluate(RUN_AXE, RULES)) + self.said
            assert not found, f"{place}: {found}"
            assert not self.page.evaluate(TOO_WIDE), place

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        return self.main.inner_text()

    @property
    def figures(self) -> dict[str, str]:
        """The page's figures: value by code."""
        found: dict[str, str] = self.page.locator("[data-figure]").evaluate_all(FIGURES)
        return found

    @property
    def entries(self) -> list[str]:
        """The paths of the page's navigation."""
        links = self.page.locator(ENTRIES).evaluate_all("all => all.map(one => one.pathname)")
        return list(dict.fromkeys(links))

    def fact(self, name: str) -> str:
        """What a list of facts says of one."""
        return self.main.locator(f"dt:text-is('{name}') + dd").first.inner_text().strip()


def violations(found: dict[str, Any]) -> list[str]:
    """Return what axe objects to, each with the element."""
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
