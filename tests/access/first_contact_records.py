"""First contacts and slips whose pages are knocked at; they name the one unit and 大拱桥."""

from collections.abc import Callable
from typing import Any

from tests.access.people import People
from tests.makers.first_contacts import make_first_contact
from tests.makers.members import make_entered


def first_contact(people: People) -> int:
    return make_first_contact(people.unit, people.places.community, "周大海", "13600001111").pk


def entered_member(people: People) -> int:
    """在册, without an account."""
    place = people.places.community
    return make_entered(people["community"], place, people.unit, grid=people.places.grid).member_id


FIRST_CONTACT_RECORDS: dict[str, Callable[[People], Any]] = {
    "first_contact": first_contact,
    "entered_member": entered_member,
}
