"""What one line of the table of access says.

One line a page: its name, the record it is about (which lies in 大拱桥, see `records.py`), and
for GET and POST who gets what. `may` get the page (or, POSTing an empty form, its complaint);
those who `see` the record but lack the right get 403; of the others, those who hold the page's
right elsewhere (`gate`) get 404, the rest 403. Who has the right but not the turn (`waits`) gets
409 from the API. A method that is not named is refused.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.access.people import NAMES

SIGNED_IN = frozenset(NAMES) - {"anonymous"}
DISTRICTS = frozenset({"district", "other_district"})
STREETS = frozenset({"street", "other_street"})
SECRETARIES = frozenset({"community", "neighbour", "faraway"})
COMMITTEES = DISTRICTS | STREETS | SECRETARIES | {"grid"}
MEMBERS = frozenset({"member", "other_member"})
LIAISONS = frozenset({"liaison", "other_liaison"})
# Whoever keeps something that comes in files; the kinds themselves ask for more.
KEEPERS = DISTRICTS | STREETS | SECRETARIES
IMPORTERS = KEEPERS | LIAISONS

NOBODY: frozenset[str] = frozenset()

# Who reads the places: 大拱桥 itself, its grid, its street.
OVER = "district street community"
OVER_GRID = "district street community grid"
PARTIES = f"{OVER_GRID} liaison"
KEEPING = "district street grid liaison"


@dataclass(frozen=True)
class Access:
    """Who gets what from one method of a page."""

    may: frozenset[str]
    sees: frozenset[str] = frozenset()
    gate: frozenset[str] = frozenset()
    status: int = 200
    waits: frozenset[str] = frozenset()

    def expected(self, name: str) -> int:
        if name in self.may:
            return self.status
        if name in self.waits:
            return 409
        if name in self.sees:
            return 403
        return 404 if name in self.gate else 403


@dataclass(frozen=True)
class Page:
    """A page about one record, or about none."""

    name: str
    record: str = ""
    get: Access | None = None
    post: Access | None = None
    more: tuple[str, ...] = ()
    query: str = ""
    body: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.record}".strip()


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def shown(
    may: frozenset[str] | str, gate: frozenset[str] = frozenset(), status: int = 200
) -> Access:
    """GET of a list (no gate) or of a record (the gate: whose roles have the page at all)."""
    return Access(names(may) if isinstance(may, str) else may, gate=gate, status=status)


def form(
    may: frozenset[str] | str, sees: str = "", gate: frozenset[str] = SIGNED_IN, status: int = 422
) -> tuple[Access, Access]:
    """GET and POST of a form about a record, fetched before the right is asked for."""
    who = names(may) if isinstance(may, str) else may
    return (
        Access(who, names(sees), gate),
        Access(who, names(sees), gate, status),
    )


def button(may: frozenset[str] | str, sees: str = "", gate: frozenset[str] = SIGNED_IN) -> Access:
    """POST of a step without a form; whoever may is led back to the record."""
    return step(may, sees, gate, 302)


def step(
    may: frozenset[str] | str, sees: str = "", gate: frozenset[str] = SIGNED_IN, status: int = 200
) -> Access:
    """POST of a step in the API."""
    return Access(names(may) if isinstance(may, str) else may, names(sees), gate, status)


def register(may: frozenset[str] | str, takes: frozenset[str] | str = "") -> dict[str, Any]:
    """A list that can be taken out: GET, and a POST whose odd order is complained about."""
    return {
        "get": shown(may),
        "post": step(takes or may, gate=NOBODY, status=422),
        "body": {"file_format": "none"},
    }
