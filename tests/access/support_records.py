"""Rows of 基层保障 whose pages are knocked at; all of 大拱桥."""

from collections.abc import Callable

from tests.access.people import People
from tests.makers.support import (
    make_budget_line,
    make_centre,
    make_item,
    make_premises,
    make_worker,
)

SUPPORT_RECORDS: dict[str, Callable[[People], int]] = {
    "worker": lambda people: make_worker(people["community"], people.places.community).pk,
    "premises": lambda people: make_premises(people["community"], people.places.community).pk,
    "centre": lambda people: make_centre(people["community"], people.places.community).pk,
    "centre_item": lambda people: (
        make_item(people["community"], make_centre(people["community"], people.places.community)).pk
    ),
    "budget_line": lambda people: make_budget_line(people["community"], people.places.community).pk,
    "street_budget_line": lambda people: (
        make_budget_line(people["street"], people.places.street).pk
    ),
}
