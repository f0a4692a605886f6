"""Which members look like one person: told with the reason, decided by people only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from members.models import DistinctPair, Member
from orgs.models import ResidentUnit
from orgs.policy import Action

RIGHTS = (Action.KEEP_MEMBERS, Action.HANDLE_CHECK_INS)
# A number that half a unit gave is one mistake, not a thousand pairs.
MOST_IN_A_GROUP = 6
GROUPS_AT_ONCE = 100
SAME_NUMBER = "手机号相同"
SAME_NAME_AND_UNIT = "姓名和单位相同"
# A unit that was merged is the one that stays.
ROOT = Coalesce("unit__merged_into", "unit")
ELSEWHERE = "不在您的管理范围，请报区委组织部核对"


@dataclass(frozen=True)
class LookAlike:
    """Another row that may be the same person; `other` is None where the viewer may not know."""

    other: Member | None
    reasons: tuple[str, ...]

    @property
    def has_same_number(self) -> bool:
        return SAME_NUMBER in self.reasons

    @property
    def reason(self) -> str:
        return "、".join(self.reasons)

    @property
    def text(self) -> str:
        """One sentence without personal data."""
        where = f"（{ELSEWHERE}）" if self.other is None else ""
        return f"与另一名党员{self.reason}{where}"


@dataclass(frozen=True)
class Pair:
    """Two rows that may be one person, both in the viewer's hands, and why."""

    first: Member
    second: Member
    reason: str


def look_alikes(members: Iterable[Member], user: Any) -> dict[int, list[LookAlike]]:
    """Return the look-alikes of each member, by key; at most three queries, however many rows.

    The members come with their unit. Rows that were merged, and pairs that somebody found to be
    two people, are not named.
    """
    asked = [member for member in members if member.merged_into_id is None]
    by_number, by_name = _groups(_candidates(asked) if asked else ())
    alike: dict[int, dict[int, Member]] = {}
    for member in asked:
        same = [*by_number[member.mobile_index], *by_name[_name_and_unit(member)]]
        alike[member.pk] = {other.pk: other for other in same if other.pk != member.pk}
    others = {other.pk: other for same in alike.values() for other in same.values()}
    if not others:
        return {pk: [] for pk in alike}
    apart = _kept_apart([*asked, *others.values()])
    # Asked for these few by key: as a condition of the query above it would read every check-in.
    seen = Member.objects.visible_to(user).filter(pk__in=others)
    in_sight = set(seen.values_list("pk", flat=True))
    return {
        member.pk: [
            LookAlike(other if other.pk in in_sight else None, reasons_of(member, other))
            for other in alike[member.pk].values()
            if _pair(member, other) not in apart
        ]
        for member in asked
    }


def likely_pairs(user: Any, most: int) -> list[Pair]:
    """Return up to so many pairs that the user could put together, the same number first.

    Groups are read some at a time, so that a register of years costs no more than its first pairs.
    """
    mine = Member.objects.visible_to(user, *RIGHTS).standing()
    pairs: dict[tuple[int, int], Pair] = {}
    for condition in _doubled(mine):
        members = list(mine.filter(condition).select_related("unit").order_by("pk"))
        apart = _kept_apart(members)
        for group in (group for groups in _groups(members) for group in groups.values()):
            for first, second in combinations(group[:MOST_IN_A_GROUP], 2):
                if _pair(first, second) not in apart:
                    reason = "、".join(reasons_of(first, second))
                    pairs.setdefault(_pair(first, second), Pair(first, second, reason))
        if len(pairs) >= most:
            break
    return list(pairs.values())[:most]


def to_compare(user: Any) -> QuerySet[Member]:
    """Return members with an earlier look-alike whom nobody has compared yet, for a count.

    Numbers and names that occur once are sorted out first, so that few rows are looked at.
    """
    mine = Member.objects.visible_to(user, Action.KEEP_MEMBERS).standing().order_by()
    mine = mine.annotate(root=ROOT)
    numbers = mine.exclude(mobile_index="").values("mobile_index")
    names = mine.exclude(unit=None).values("name", "root")
    apart = DistinctPair.objects.filter(kept=OuterRef("pk"), duplicate=OuterRef(OuterRef("pk")))
    earlier = Member.objects.standing().order_by().annotate(root=ROOT).filter(~Exists(apart))
    twins = earlier.filter(pk__lt=OuterRef("pk"), district=OuterRef("district"))
    same_number = Exists(twins.filter(mobile_index=OuterRef("mobile_index")))
    same_name = Exists(twins.filter(name=OuterRef("name"), root=OuterRef("root")))
    return mine.filter(
        (Q(mobile_index__in=_often(numbers).values("mobile_index")) & same_number)
        | (Q(name__in=_often(names).values("name")) & same_name)
    )


def _often(values: QuerySet) -> QuerySet:
    """Keep the values that occur more than once."""
    return values.annotate(rows=Count("pk")).filter(rows__gt=1)


def reasons_of(one: Member, other: Member) -> tuple[str, ...]:
    """Return why two rows look alike; empty when they do not."""
    same_number = bool(one.mobile_index) and one.mobile_index == other.mobile_index
    same_name = _name_and_unit(one) is not None and _name_and_unit(one) == _name_and_unit(other)
    told = ((same_number, SAME_NUMBER), (same_name, SAME_NAME_AND_UNIT))
    return tuple(reason for holds, reason in told if holds)


def _candidates(asked: Sequence[Member]) -> QuerySet[Member]:
    """Every standing row with a number, or a name and a unit, of those asked for."""
    named = [_name_and_unit(member) for member in asked if member.unit]
    names, units = {name for name, _ in named}, {unit for _, unit in named}
    numbers = {member.mobile_index for member in asked} - {""}
    alike = Q(mobile_index__in=numbers) | Q(name__in=names, unit__in=_together(units))
    return Member.objects.standing().filter(alike).select_related("unit").order_by("pk")


def _doubled(members: QuerySet[Member]) -> Iterator[Q]:
    """Yield conditions, each for some numbers, or names at units, that several of them share."""
    bare = members.order_by()
    numbers = bare.exclude(mobile_index="").values_list("mobile_index")
    for shared in batched(_shared(numbers), GROUPS_AT_ONCE):
        yield Q(mobile_index__in=[number for number, _ in shared])
    named = bare.exclude(unit=None).annotate(root=ROOT)
    for shared in batched(_shared(named.values_list("name", "root")), GROUPS_AT_ONCE):
        units = {root for _, root, _ in shared}
        yield Q(name__in={name for name, _, _ in shared}, unit__in=_together(units))


def _shared(values: QuerySet) -> list[tuple]:
    """Return those of the values that occur more than once, with how often."""
    return list(_often(values))


def batched(rows: list[tuple], size: int) -> Iterator[list[tuple]]:
    """Yield the rows some at a time."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _together(units: Iterable[int]) -> QuerySet[ResidentUnit]:
    """The units and what was merged into them; no join, so that names and numbers are looked up."""
    same = Q(pk__in=units) | Q(merged_into__in=units)
    return ResidentUnit.objects.filter(same).values("pk")


def _groups(members: Iterable[Member]) -> tuple[dict[Any, list[Member]], dict[Any, list[Member]]]:
    """Return the members by number, and by name and unit."""
    by_number: dict[Any, list[Member]] = defaultdict(list)
    by_name: dict[Any, list[Member]] = defaultdict(list)
    for member in members:
        if member.mobile_index:
            by_number[member.mobile_index].append(member)
        if member.unit:
            by_name[_name_and_unit(member)].append(member)
    return by_number, by_name


def _name_and_unit(member: Member) -> tuple[str, int] | None:
    """A unit that was merged is the one that stays."""
    unit = member.unit
    return None if unit is None else (member.name, unit.merged_into_id or unit.pk)


def _kept_apart(members: Iterable[Member]) -> set[tuple[int, int]]:
    keys = {member.pk for member in members}
    pairs = DistinctPair.objects.filter(kept__in=keys, duplicate__in=keys)
    return set(pairs.values_list("kept", "duplicate"))


def _pair(one: Member, other: Member) -> tuple[int, int]:
    return (one.pk, other.pk) if one.pk < other.pk else (other.pk, one.pk)
