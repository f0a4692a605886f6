"""The records of members who move: asked for, released, closed, asked to stand again."""

from collections.abc import Callable
from typing import Any

from common import clock
from members.models import CheckIn, Reactivation
from members.operations.handling import close_check_in
from members.operations.reactivations import ask_reactivation
from members.operations.transfers import ask_transfer
from tests.access.people import People
from tests.makers.members import make_registered


def _registered(people: People) -> CheckIn:
    return make_registered(
        people["member"], people["community"], people.places.community, grid=people.places.grid
    )


def _moving(people: People, asker: str) -> CheckIn:
    return ask_transfer(
        actor=people[asker], check_in=_registered(people), community=people.places.sibling,
        basis="residence", reason="搬家",
    )  # fmt: skip


def _closed(people: People) -> CheckIn:
    return close_check_in(
        actor=people["community"], check_in=_registered(people), close_reason="retired",
        closed_on=clock.today(),
    )  # fmt: skip


def _asked(people: People) -> Reactivation:
    return ask_reactivation(
        actor=people["community"], check_in=_closed(people), reason="又搬回来了"
    )


MOVING_RECORDS: dict[str, Callable[[People], Any]] = {
    "asked_transfer": lambda people: _moving(people, "member").pk,
    "released_transfer": lambda people: _moving(people, "community").pk,
    "arriving": lambda people: _moving(people, "community").following.get().pk,
    "closed_check_in": lambda people: _closed(people).pk,
    "asked_reactivation": lambda people: _asked(people).pk,
}
