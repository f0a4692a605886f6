"""Two rows of one person, both of them known to 大拱桥."""

from collections.abc import Callable
from typing import Any

from members.models import Member
from members.operations.merges import merge_members
from orgs.operations.saved_filters import save_filter
from tests.access.people import People
from tests.makers.members import make_entered, make_registered


def doubled_member(people: People) -> int:
    """A second row at the same unit, entered at the same community."""
    community = people.places.community
    entered = make_entered(people["community"], community, people.unit, "王晓红", "13800009999")
    return entered.member_id


def member_pair(people: People) -> tuple[int, int]:
    make_registered(people["member"], people["community"], people.places.community)
    return doubled_member(people), people.party_member.pk


def merge(people: People) -> int:
    duplicate, kept = member_pair(people)
    rows = Member.objects.in_bulk([duplicate, kept])
    return merge_members(
        actor=people.official, duplicate=rows[duplicate], kept=rows[kept], reason="同一人"
    ).pk


def saved_filter(people: People) -> int:
    return save_filter(
        actor=people["community"],
        register="members:check-in-list",
        name="待接收",
        query="status=pending",
    ).pk


MERGE_RECORDS: dict[str, Callable[[People], Any]] = {
    "doubled_member": doubled_member,
    "member_pair": member_pair,
    "merge": merge,
    "saved_filter": saved_filter,
}
