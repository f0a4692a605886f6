"""A crawl of the web admin as everybody: nothing dead, nothing foreign, no number, no English."""

import html
import re

import pytest
from django.contrib import admin
from django.db import transaction

from members.models import Member
from orgs.admin import RegisterAdmin
from tests.access.admin_world import OURS, settle
from tests.access.crawler import MOST_PAGES, Seen, crawl, faults, links, look
from tests.access.people import NAMES, People
from tests.makers.members import PHONE

START = "/admin/"
UNSEEN = re.compile(r"<(script|style|code|svg)\b.*?</\1>|<!--.*?-->", re.S)
SAID = re.compile(
    r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"|type="submit"[^>]*?value="([^"]*)"'
)
TAG = re.compile(r"<[^>]*>")
# Not the letters inside a record's number.
ENGLISH = re.compile(r"(?<![0-9A-Za-z-])[A-Za-z]{3,}(?![0-9A-Za-z-])")
# Words that Chinese staff read as they are: file endings, what a person is called in these tests.
KNOWN_WORDS = {"xlsx", "csv", "GB", "API"}
ROLES = ("district", "other_district", "system_admin", "security_admin", "auditor")


@pytest.fixture
def world(people: People) -> People:
    return settle(people)


@pytest.fixture(scope="module")
def crawled(settled: People) -> dict[str, list[Seen]]:
    """What each role came to, and the street where the roles went: crawled once for all tests."""
    with transaction.atomic():
        world = settle(settled)
        found = {name: list(crawl(world.browser(name), START, (START,))) for name in ROLES}
        addresses = {page.address for pages in found.values() for page in pages}
        for name in ROLES:
            browser = world.browser(name)
            found[f"{name} outside"] = [look(browser, way) for way in ways_out(found[name])]
        street = world.browser("street")
        found["street"] = [look(street, address) for address in sorted(addresses)]
        transaction.set_rollback(True)
    return found


def ways_out(pages: list[Seen]) -> list[str]:
    """One link of each kind that leads out of the admin, whichever record it names."""
    ways = {link for page in pages for link in links(page) if not link.startswith(START)}
    return list({re.sub("[0-9]+", "0", way): way for way in sorted(ways)}.values())


def read_aloud(page: str) -> str:
    """What a person sees or hears of a page."""
    page = UNSEEN.sub(" ", page)
    said = [word for words in SAID.findall(page) for word in words]
    return html.unescape(" ".join([TAG.sub(" ", page), *said]))


def english(page: str, names: frozenset[str] = frozenset()) -> set[str]:
    return set(ENGLISH.findall(read_aloud(page))) - KNOWN_WORDS - names


@pytest.mark.parametrize("name", ROLES)
def test_every_link_in_the_admin_leads_somewhere_and_shows_nothing_foreign(
    name: str, crawled: dict[str, list[Seen]]
) -> None:
    foreign = OURS if name == "other_district" else ()
    assert len(crawled[name]) < MOST_PAGES
    assert [fault for page in crawled[name] for fault in faults(page, foreign)] == []


@pytest.mark.parametrize("name", ROLES)
def test_what_leads_out_of_the_admin_leads_somewhere(
    name: str, crawled: dict[str, list[Seen]]
) -> None:
    outside = crawled[f"{name} outside"]
    assert outside
    assert [page.address for page in outside if page.status not in {200, 302}] == []


def test_the_crawl_gets_around(crawled: dict[str, list[Seen]]) -> None:
    addresses = [page.address for page in crawled["district"]]
    for part in ("change/", "history/", "add/", "delete/", "code-lists/", "?", "o=1"):
        assert any(part in address for address in addresses), part
    assert len(addresses) > 100


def test_a_street_is_refused_wherever_the_crawl_led(crawled: dict[str, list[Seen]]) -> None:
    assert len(crawled["street"]) > 100
    assert [page.address for page in crawled["street"] if page.status != 403] == []


def test_a_register_that_forgot_its_scope_would_be_found(
    world: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        RegisterAdmin, "get_queryset", lambda self, request: self.model._default_manager.all()
    )
    browser = world.browser("other_district")
    found = [
        fault
        for start in ("/admin/members/member/", "/admin/orgs/residentunit/")
        for page in crawl(browser, start, (start,))
        for fault in faults(page, OURS)
    ]
    assert any("shows 王小红" in fault for fault in found)
    assert any("shows 区教体局" in fault for fault in found)


def test_a_number_that_is_not_masked_would_be_found(
    world: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = admin.site.get_model_admin(Member)
    monkeypatch.setattr(register, "list_display", ["name", lambda member: member.open_mobile()])
    page = look(world.browser("district"), "/admin/members/member/")
    assert f"shows the number {PHONE}" in " ".join(faults(page))


@pytest.mark.parametrize("name", ROLES)
def test_no_page_of_the_admin_speaks_english(name: str, crawled: dict[str, list[Seen]]) -> None:
    names = frozenset(word for user in NAMES for word in ENGLISH.findall(user))
    spoken = {page.address: english(page.text, names) for page in crawled[name]}
    assert {address: words for address, words in spoken.items() if words} == {}


@pytest.mark.parametrize(
    "planted",
    ["<h2>Recent actions</h2>", '<nav aria-label="Breadcrumbs">', "<p>你好 Home</p>"],
)
def test_english_on_a_page_would_be_found(planted: str) -> None:
    assert english(f"<html>{planted}</html>")
