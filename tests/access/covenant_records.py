"""Covenants whose pages are knocked at."""

from collections.abc import Callable
from typing import Any

from covenants.operations.signing import submit_covenant
from tests.access.people import People
from tests.makers.covenants import make_covenant


def awaiting(people: People) -> int:
    draft = make_covenant(people["community"], people.places.community, people.unit)
    return submit_covenant(actor=people["community"], covenant=draft).pk


COVENANT_RECORDS: dict[str, Callable[[People], Any]] = {"awaiting_covenant": awaiting}
