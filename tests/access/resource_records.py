"""The records of 资源清单 and 项目清单: offered by 区教体局, asked for by 大拱桥."""

from collections.abc import Callable
from typing import Any

from common import clock
from covenants.models import Project, ProjectClaim, ResourceOffer, ResourceRequest
from tests.access.people import People
from tests.makers.resources import (
    make_agreed,
    make_claim,
    make_claimable,
    make_offer,
    make_request,
)


def _offer(people: People) -> ResourceOffer:
    return make_offer(people["liaison"], people.unit)


def _asked(people: People) -> ResourceRequest:
    return make_request(people["community"], _offer(people), people.places.community)


def _agreed(people: People) -> ResourceRequest:
    return make_agreed(
        people["community"], people["liaison"], _offer(people), people.places.community,
        wanted_on=clock.today(),
    )  # fmt: skip


def _claimable(people: People) -> Project:
    return make_claimable(people["community"], people.places.community)


def _claim(people: People) -> ProjectClaim:
    return make_claim(people["liaison"], _claimable(people), people.unit)


RESOURCE_RECORDS: dict[str, Callable[[People], Any]] = {
    "offer": lambda people: _offer(people).pk,
    "asked_request": lambda people: _asked(people).pk,
    "agreed_request": lambda people: _agreed(people).pk,
    "claimable": lambda people: _claimable(people).pk,
    "asked_claim": lambda people: _claim(people).pk,
}
