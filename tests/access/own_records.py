"""Records of a member's own pages."""

from collections.abc import Callable
from typing import Any

from members.operations.transfers import ask_transfer
from tests.access.people import People
from tests.makers.members import make_registered


def own_transferring(people: People) -> int:
    """在册 in 大拱桥, with the wish to move to 三五八."""
    check_in = make_registered(people["member"], people["community"], people.places.community)
    return ask_transfer(
        actor=people["member"], check_in=check_in, community=people.places.sibling,
        basis="residence", reason="搬家",
    ).pk  # fmt: skip


OWN_RECORDS: dict[str, Callable[[People], Any]] = {"own_transferring": own_transferring}
