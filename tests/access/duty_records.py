"""A covenant between 大拱桥 and the unit with a duty of each, and what was done of them."""

from collections.abc import Callable
from typing import Any

from covenants.models import Covenant
from tests.access.people import People
from tests.makers.duties import CLINIC, HALL, duty_of, make_act, make_promised


def promised(people: People) -> Covenant:
    return make_promised(people["community"], people.places.community, people.unit)


def duty(text: str) -> Callable[[People], int]:
    return lambda people: duty_of(promised(people), text).pk


def act_of(name: str) -> Callable[[People], int]:
    return lambda people: make_act(people[name], duty_of(promised(people)), "2025-04-01").pk


DUTY_RECORDS: dict[str, Callable[[People], Any]] = {
    "promised": lambda people: promised(people).pk,
    "unit_duty": duty(CLINIC.text),
    "community_duty": duty(HALL.text),
    "units_act": act_of("liaison"),
    "keepers_act": act_of("community"),
}
