"""The whole tree as of a day, and what lies between two days, from today's rows and the 沿革."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from orgs.models import District, Organization, OrganizationEvent
from orgs.selectors.acts import is_first

Kind = OrganizationEvent.Kind
COLUMNS = (
    "pk", "code", "tier", "name", "parent_id", "established_on", "dissolved_on",
    "to_be_established", "pilot_from", "pattern_126", "successor_id",
)  # fmt: skip
READ_BACK = (Kind.FOUNDED, Kind.SPLIT, Kind.MOVED, Kind.RENAMED, Kind.PILOT, Kind.PATTERN_126)


@dataclass(frozen=True)
class StandingNode:
    """A node as it was at the end of a day.

    `exists`: established and not dissolved by the day; `is_planned`: 应建 or 规划 by then;
    neither: dissolved, or not in the register yet. `parent`: primary key of the parent of that
    day, None for a street; `successor`: who stands for a dissolved node today.
    """

    pk: int
    code: str
    tier: int
    name: str
    parent: int | None
    exists: bool
    is_planned: bool
    is_dissolved: bool
    to_be_established: bool
    is_pilot: bool
    follows_126: bool
    successor: int | None

    @property
    def title(self) -> str:
        """The name of that day with what the tier is called: 义阳社区大党委."""
        return f"{self.name}{Organization.TITLES[self.tier]}"

    @property
    def status_label(self) -> str:
        """已成立, 应建, 规划 or 已撤销."""
        if self.is_dissolved:
            return "已撤销"
        if self.exists:
            return "已成立"
        return "应建" if self.to_be_established else "规划"


@dataclass(frozen=True)
class Difference:
    """One node that differs between two days, in words: parent titles, names, successor."""

    node: StandingNode
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """What lies between two days, each list in the order of tier and code.

    appeared: `after` is the parent; vanished: `before` is the parent, `after` the successor or "";
    moved: parents; renamed: names.
    """

    appeared: list[Difference]
    vanished: list[Difference]
    moved: list[Difference]
    renamed: list[Difference]


class _Changes(NamedTuple):
    """What a node was on the day, where a later change made it something else."""

    parents: dict[int, int | None]
    names: dict[int, str]
    pilots: dict[int, datetime.date | None]
    patterns: dict[int, bool]
    unborn: set[int]


def tree_on(district: District, day: datetime.date) -> dict[int, StandingNode]:
    """Return every node of the district as of the end of the day, by primary key; two queries."""
    return _trees(district, day)[0]


def compare(district: District, first: datetime.date, second: datetime.date) -> Comparison:
    """Return what appeared, vanished, moved and was renamed after `first` and by `second`."""
    old, new = _trees(district, first, second)
    pairs = sorted(
        ((old[pk], new[pk]) for pk in new), key=lambda pair: (pair[1].tier, pair[1].code)
    )
    stayed = [pair for pair in pairs if pair[0].exists and pair[1].exists]
    return Comparison(
        appeared=[
            Difference(then, "", _title(new, then.parent, district))
            for before, then in pairs
            if then.exists and not before.exists
        ],
        vanished=[
            Difference(before, _title(old, before.parent, district), _heir(new, then))
            for before, then in pairs
            if before.exists and not then.exists
        ],
        moved=[
            Difference(
                then, _title(old, before.parent, district), _title(new, then.parent, district)
            )
            for before, then in stayed
            if before.parent != then.parent
        ],
        renamed=[
            Difference(then, before.title, then.title)
            for before, then in stayed
            if before.name != then.name
        ],
    )


def _title(tree: dict[int, StandingNode], pk: int | None, district: District) -> str:
    return district.title if pk is None else tree[pk].title


def _heir(tree: dict[int, StandingNode], node: StandingNode) -> str:
    return tree[node.successor].title if node.successor in tree else ""


def _trees(district: District, *days: datetime.date) -> list[dict[int, StandingNode]]:
    """Return the tree of each day from one reading of nodes and events."""
    rows = list(district.organizations.order_by("tier", "code").values_list(*COLUMNS))
    events = list(
        OrganizationEvent.objects.standing()
        .after(min(days))
        .filter(organization__district=district, kind__in=READ_BACK)
        .order_by("-effective_on", "-pk")
        .values_list("effective_on", "kind", "organization_id", "before", "after")
    )
    return [dict(_nodes(rows, _read_back(events, day), day)) for day in days]


def _read_back(events: Sequence[tuple[Any, ...]], day: datetime.date) -> _Changes:
    """Go back from today, latest change first: what stays is the state before the first."""
    changes = _Changes({}, {}, {}, {}, set())
    for effective_on, kind, node, before, after in events:
        if effective_on <= day:
            break
        if kind in {Kind.FOUNDED, Kind.SPLIT}:
            changes.unborn.update({node} if is_first(kind, before) else ())
        else:
            _TAKE_BACK[kind](changes, node, before, after)
    return changes


def _pilot_back(changes: _Changes, node: int, before: Any, after: Any) -> None:
    """A mark's own date says when it began; only its end has to be taken back."""
    if after.get("pilot_from") is None:
        changes.pilots[node] = datetime.date.fromisoformat(before["pilot_from"])


_TAKE_BACK: dict[str, Callable[[_Changes, int, Any, Any], None]] = {
    Kind.MOVED: lambda changes, node, before, _: changes.parents.update({node: before["parent"]}),
    Kind.RENAMED: lambda changes, node, before, _: changes.names.update({node: before["name"]}),
    Kind.PATTERN_126: lambda changes, node, before, _: changes.patterns.update(
        {node: before["is_followed"]}
    ),
    Kind.PILOT: _pilot_back,
}


def _nodes(
    rows: Sequence[tuple[Any, ...]], changes: _Changes, day: datetime.date
) -> Iterator[tuple[int, StandingNode]]:
    for pk, code, tier, name, parent, *dates, is_due, pilot, pattern, successor in rows:
        established, dissolved = dates
        is_dissolved = dissolved is not None and dissolved <= day
        is_established = established is not None and established <= day
        pilot_from = changes.pilots.get(pk, pilot)
        yield (
            pk,
            StandingNode(
                pk=pk,
                code=code,
                tier=tier,
                name=changes.names.get(pk, name),
                parent=changes.parents.get(pk, parent),
                exists=is_established and not is_dissolved,
                is_planned=not is_established and not is_dissolved and pk not in changes.unborn,
                is_dissolved=is_dissolved,
                to_be_established=is_due,
                is_pilot=pilot_from is not None and pilot_from <= day,
                follows_126=changes.patterns.get(pk, pattern),
                successor=successor,
            ),
        )
