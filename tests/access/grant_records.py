"""Rights and hand-overs whose pages are knocked at; they concern 三五八社区's secretary."""

from collections.abc import Callable

from orgs.models import GrantRequest
from orgs.policy import Role
from tests.access.people import People
from tests.makers.grants import (
    make_account,
    make_hand_over,
    make_hand_over_request,
    make_request,
)


def grant_request(people: People) -> int:
    newcomer = make_account(people.places.district)
    asker, place = people["system_admin"], people.places.community
    return make_request(asker, newcomer, Role.COMMUNITY, place).pk


def hand_over_request(people: People) -> GrantRequest:
    newcomer = make_account(people.places.district)
    grant = people["neighbour"].grants.get()
    return make_hand_over_request(people["system_admin"], grant, newcomer)


def hand_over(people: People) -> int:
    newcomer = make_account(people.places.district)
    grant = people["neighbour"].grants.get()
    asker, decider = people["system_admin"], people["security_admin"]
    return make_hand_over(asker, decider, grant, newcomer).pk


GRANT_RECORDS: dict[str, Callable[[People], int]] = {
    "grant": lambda people: people["neighbour"].grants.get().pk,
    "grant_request": grant_request,
    "hand_over_request": lambda people: hand_over_request(people).pk,
    "hand_over": hand_over,
    "own_post": lambda people: people["community"].grants.get().pk,
}
