"""A crawl of desk, figures, member's and unit's pages as everybody: no number, nothing dead."""

import pytest
from django.db import transaction

from members.models import Member
from tests.access.admin_world import OURS, settle
from tests.access.crawler import MOST_PAGES, Seen, crawl, faults
from tests.access.people import People
from tests.makers.members import PHONE

INSIDE = ("/desk/", "/stats/", "/me/", "/unit/", "/messages/", "/records/")
STARTS = {
    "district": "/desk/", "other_district": "/desk/", "street": "/desk/", "other_street": "/desk/",
    "community": "/desk/", "neighbour": "/desk/", "faraway": "/desk/", "grid": "/desk/",
    "liaison": "/unit/", "other_liaison": "/unit/", "member": "/me/", "other_member": "/me/",
}  # fmt: skip
# Own numbers, which stand in the own form; and the template's example.
ALLOWED = {"member": PHONE, "other_member": "13700007777"}
EXAMPLE = "13800000000"
# Whom they have nothing to do with.
FOREIGN = {
    "other_district": OURS,
    **dict.fromkeys(("other_street", "faraway", "other_liaison", "other_member"), ("王小红",)),
}


@pytest.fixture(scope="module")
def crawled(settled: People) -> dict[str, list[Seen]]:
    """What each came to: crawled once for all tests."""
    with transaction.atomic():
        world = settle(settled)
        found = {
            name: list(crawl(world.browser(name), start, INSIDE)) for name, start in STARTS.items()
        }
        transaction.set_rollback(True)
    return found


def bare(page: Seen, name: str) -> Seen:
    """The page without what may stand on it; one that leads on is as good as one that answers."""
    text = page.text.replace(EXAMPLE, "")
    if page.address.startswith("/me/"):
        text = text.replace(ALLOWED.get(name, EXAMPLE), "")
    return Seen(page.address, 200 if page.status == 302 else page.status, text)


@pytest.mark.parametrize("name", STARTS)
def test_every_link_leads_somewhere_and_no_page_shows_a_number(
    name: str, crawled: dict[str, list[Seen]]
) -> None:
    assert len(crawled[name]) < MOST_PAGES
    pages = [bare(page, name) for page in crawled[name]]
    assert [fault for page in pages for fault in faults(page, FOREIGN.get(name, ()))] == []


def test_the_crawl_gets_around(crawled: dict[str, list[Seen]]) -> None:
    addresses = {name: " ".join(page.address for page in pages) for name, pages in crawled.items()}
    for part in ("check-ins/new/", "members/", "merges/", "households/", "first-contacts/"):
        assert f"/desk/{part}" in addresses["community"], part
    for part in ("/unit/members/", "/unit/double-report/", "/unit/imports/"):
        assert part in addresses["liaison"], part
    for part in ("/me/data/", "/me/facts/", "/me/check-in/"):
        assert part in addresses["member"], part


@pytest.mark.parametrize("name", ["district", "community", "liaison"])
def test_a_planted_number_is_found(people: People, name: str) -> None:
    settle(people)
    Member.objects.filter(user=people["member"]).update(specialties=f"电话 {PHONE}")
    found = crawl(people.browser(name), STARTS[name], INSIDE)
    assert any(PHONE in fault for page in found for fault in faults(page))
