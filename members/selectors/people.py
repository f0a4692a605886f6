"""The people behind many numbers at once, and where each of them stands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Q

from members.models import CheckIn, DistinctPair, Member


class Standing(NamedTuple):
    """A person's open check-in: its key, state and community."""

    check_in: int
    status: str
    community: int


class KnownPeople:
    """Standing members by number, with their open check-ins; five queries, however many."""

    def __init__(self, indexes: Collection[str], members: Collection[int] = ()) -> None:
        """Read the holders of the numbers, and `members` besides."""
        wanted = Q(mobile_index__in=set(indexes) - {""}) | Q(pk__in=members)
        rows = Member.objects.standing().filter(wanted).select_related("unit")
        self.by_pk: dict[int, Member] = rows.order_by("pk").in_bulk()
        self.by_number: dict[str, list[Member]] = defaultdict(list)
        for member in self.by_pk.values():
            self.by_number[member.mobile_index].append(member)
        self._read_check_ins()
        self.apart = set(
            DistinctPair.objects.filter(
                kept__in=self.by_pk, duplicate__in=self.by_pk
            ).values_list("kept", "duplicate")
        )  # fmt: skip

    def _read_check_ins(self) -> None:
        """A person's check-ins are those of merged rows as well."""
        own = Q(member__in=self.by_pk) | Q(member__merged_into__in=self.by_pk)
        rows = CheckIn.objects.open().filter(own)
        self.standing: dict[int, list[Standing]] = defaultdict(list)
        for member, into, *values in rows.values_list(
            "member", "member__merged_into", "pk", "status", "community"
        ):
            self.standing[into or member].append(Standing(*values))

    def named(self, index: str, name: str) -> Member | None:
        """Return the member with this very number and name."""
        return next((one for one in self.by_number.get(index, ()) if one.name == name), None)

    def holders(self, index: str, besides: Member | None = None) -> Sequence[Member]:
        """Return who has the number, but for one member and whom somebody told apart from them."""
        return [
            other
            for other in self.by_number.get(index, ())
            if besides is None or (other.pk != besides.pk and not self._is_apart(besides, other))
        ]

    def is_number_taken(self, index: str, besides: Member | None = None) -> bool:
        """Whether another person's open check-in carries the number."""
        return any(other.pk in self.standing for other in self.holders(index, besides))

    def _is_apart(self, one: Member, other: Member) -> bool:
        return (min(one.pk, other.pk), max(one.pk, other.pk)) in self.apart
