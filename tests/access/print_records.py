"""Records of the contact households and the printed forms."""

from collections.abc import Callable
from typing import Any

from members.operations.households import link_household
from tests.access.people import People
from tests.makers.members import make_registered


def household_link(people: People) -> int:
    places = people.places
    check_in = make_registered(people["member"], people["community"], places.community)
    return link_household(
        actor=people["community"], member=check_in.member, building=places.building
    ).pk


PRINT_RECORDS: dict[str, Callable[[People], Any]] = {
    "building": lambda people: people.places.building.pk,
    "household_link": household_link,
    "registered_no": lambda people: (
        make_registered(
            people["member"], people["community"], people.places.community, grid=people.places.grid
        ).no
    ),
}
