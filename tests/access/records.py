"""The records whose pages are knocked at; all lie in 大拱桥 or concern the one unit and member."""

from collections.abc import Callable
from typing import Any

from accounts.operations import notify
from tests.access.people import People
from tests.makers.covenants import make_covenant, make_project_in, make_signed
from tests.makers.members import make_pending, make_registered
from tests.makers.reports import make_accepted, make_approved, make_submitted, make_written
from tests.makers.services import make_log_for, make_own_log


def place(name: str) -> Callable[[People], int]:
    return lambda people: getattr(people.places, name).pk


def registered(people: People) -> Any:
    return make_registered(
        people["member"], people["community"], people.places.community, grid=people.places.grid
    )


def covenant(people: People) -> Any:
    return make_covenant(people["community"], people.places.community, people.unit)


def project(status: str) -> Callable[[People], int]:
    def make(people: People) -> int:
        community = people.places.community
        partners = [people.unit]
        return make_project_in(people["community"], community, status, partners=partners).pk

    return make


def own_log(people: People) -> int:
    registered(people)
    place, grid = people.places.community, people.places.grid
    return make_own_log(people.party_member, place, grid=grid).pk


def log_for_member(people: People) -> int:
    registered(people)
    return make_log_for(people["community"], people.party_member, people.places.community).pk


RECORDS: dict[str, Callable[[People], Any]] = {
    "street": place("street"),
    "community": place("community"),
    "grid": place("grid"),
    "sibling": place("sibling"),
    "other_street": place("other_street"),
    "unit": lambda people: people.unit.pk,
    "message": lambda people: notify(recipient=people["community"], text="你好").pk,
    "party_member": lambda people: registered(people).member_id,
    "registered": lambda people: registered(people).pk,
    "pending": lambda people: make_pending(people["member"], people.places.community).pk,
    "draft": lambda people: covenant(people).pk,
    "signed": lambda people: (
        make_signed(people["community"], people.places.community, people.unit).pk
    ),
    "proposed": project("proposed"),
    "confirmed": project("confirmed"),
    "running": project("running"),
    "paused": project("paused"),
    "own_log": own_log,
    "log_for_member": log_for_member,
    "written": lambda people: make_written(people["community"], people.places.community).pk,
    "submitted": lambda people: make_submitted(people["community"], people.places.community).pk,
    "approved": lambda people: (
        make_approved(people["community"], people["street"], people.places.community).pk
    ),
    "accepted": lambda people: (
        make_accepted(
            people["community"], people["street"], people["district"], people.places.community
        ).pk
    ),
    "district_code": lambda people: people.places.district.code,
    "community_code": lambda people: people.places.community.code,
    "grid_code": lambda people: people.places.grid.code,
}
