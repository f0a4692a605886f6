"""Following every link as somebody, and what must not stand on a page."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

MOST_PAGES = 700
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
# Bounded by letters too: a form's random key may hold eleven digits between letters.
FULL_NUMBER = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
# One column sorted stands for all of them.
SORTED = re.compile(r".*\b(?:o=(?!1\b)|sort=)")


@dataclass(frozen=True)
class Seen:
    """A page as it was answered."""

    address: str
    status: int
    text: str


def look(browser: Client, address: str) -> Seen:
    response = browser.get(address)
    is_page = response.get("Content-Type", "").startswith("text/html")
    return Seen(address, response.status_code, response.getvalue().decode() if is_page else "")


def crawl(browser: Client, start: str, inside: tuple[str, ...]) -> Iterator[Seen]:
    """Every page inside that links lead to; a filtered page is not left by filters."""
    waiting, seen = [start], {start}
    while waiting:
        page = look(browser, waiting.pop(0))
        yield page
        for link in links(page):
            if link.startswith(inside) and link not in seen and len(seen) < MOST_PAGES:
                seen.add(link)
                waiting.append(link)


def links(page: Seen) -> list[str]:
    found = []
    for written in LINK.findall(page.text):
        target = urldefrag(urljoin(page.address, html.unescape(written))).url
        parts = urlsplit(target)
        is_second = bool(parts.query) and bool(urlsplit(page.address).query)
        if not (parts.netloc or is_second or SORTED.match(parts.query)):
            found.append(target)
    return found


def faults(page: Seen, foreign: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with one page."""
    found = [] if page.status == 200 else [f"answers {page.status}"]
    text = html.unescape(page.text)
    found += [f"shows the number {number}" for number in FULL_NUMBER.findall(text)]
    found += [f"shows {name}" for name in foreign if name in text]
    return [f"{page.address} {fault}" for fault in found]
