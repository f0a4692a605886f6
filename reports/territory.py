"""Where a record belonged on a day: the tree of that day, computed from the 沿革.

Today's parent pointers hold unless a node moved later; then its parent of the day comes from the
first later move. A community dissolved by the day stands for its successor. Corrections are few
and enter the query as values, so that one query still answers for all places of a tier.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import BigAutoField, Case, Expression, F, Q, QuerySet, Value, When

from orgs.models import District, Organization, OrganizationEvent

Place = District | Organization
Tier = Organization.Tier


@dataclass(frozen=True)
class Anchor:
    """How a record hangs on the tree: `path` leads to a node of `tier`, "" is the row itself.

    `grid` leads to the record's grid when it has one; `is_mixed`: the node may be a street or a
    community; `is_many`: a record may hang on several nodes, of which one place may hold two;
    `district` leads to the district. A record whose `elsewhere` lies in the same place does not
    count there: a move within a street is none for the street.
    """

    path: str
    district: str
    tier: int = Tier.COMMUNITY
    grid: str | None = None
    is_mixed: bool = False
    is_many: bool = False
    elsewhere: "Anchor | None" = None


@dataclass(frozen=True)
class Territory:
    """A district's tree on a day. `moved`: node → its nodes by tier on that day."""

    district: District
    day: datetime.date
    moved: dict[int, dict[int, int]] = field(default_factory=dict)

    @property
    def heirs(self) -> dict[int, int]:
        """Dissolved node → the node that stands for it on the day."""
        pairs = {node: chain[max(chain)] for node, chain in self.moved.items()}
        return {node: heir for node, heir in pairs.items() if heir != node}

    def node(self, anchor: Anchor, tier: int) -> Expression | None:
        """Return the record's node at the tier; None when records do not reach so deep."""
        path, depth = anchor.path, anchor.tier
        if tier > depth and anchor.grid is not None and tier == Tier.GRID:
            path, depth = anchor.grid, Tier.GRID
        if tier > depth:
            return None
        default: Expression = F(_column(path, depth - tier))
        if anchor.is_mixed and tier == Tier.STREET:
            at_street = When(**{f"{path}__tier": Tier.STREET}, then=F(_column(path, 0)))
            default = Case(at_street, default=default, output_field=BigAutoField())
        whens = [
            When(Q(**{f"{_column(path, ups)}__in": nodes}), then=Value(target, BigAutoField()))
            for ups in range(depth - tier + 1)
            for target, nodes in self._corrections(tier).items()
        ]
        return Case(*whens, default=default, output_field=BigAutoField()) if whens else default

    def _corrections(self, tier: int) -> dict[int, list[int]]:
        """Return today's node → the node at the tier on the day, turned around."""
        found: dict[int, list[int]] = defaultdict(list)
        for node, chain in self.moved.items():
            if tier in chain:
                found[chain[tier]].append(node)
        return found

    def reaches(self, anchor: Anchor, place: Place) -> bool:
        """Whether records hung on the tree like this are counted at places of the tier."""
        return isinstance(place, District) or self.node(anchor, place.tier) is not None

    def within(
        self, records: QuerySet, anchor: Anchor, place: Place, key: object = None
    ) -> QuerySet:
        """Narrow records to the place on the day; `key` may be an outer reference instead."""
        key = place.pk if key is None else key
        if isinstance(place, District):
            other = anchor.elsewhere and F(anchor.elsewhere.district)
            return _apart(records.filter(**{anchor.district: key}), other, key)
        node = self.node(anchor, place.tier)
        if node is None:
            return records.none()
        other = anchor.elsewhere and self.node(anchor.elsewhere, place.tier)
        return _apart(records.alias(_node=node).filter(_node=key), other, key)

    def by_node(self, records: QuerySet, anchor: Anchor, tier: int) -> QuerySet | None:
        """Name each record's node of the tier as `_node`; None when they do not reach so deep."""
        node = self.node(anchor, tier)
        if node is None:
            return None
        other = anchor.elsewhere and self.node(anchor.elsewhere, tier)
        return _apart(records.annotate(_node=node), other, F("_node"))


def territory_on(place: Place, day: datetime.date) -> Territory:
    """Return the tree of the place's district at the end of the day."""
    district = place if isinstance(place, District) else place.district
    parents, successors = _changes(district, day)
    if not parents and not successors:
        return Territory(district, day)
    nodes = _standing(district, {*parents, *parents.values(), *successors, *successors.values()})
    moved = {}
    for node in (*parents, *successors):
        moved[node] = _chain(node, nodes, parents, successors)
    return Territory(district, day, moved)


def _changes(district: District, day: datetime.date) -> tuple[dict[int, int], dict[int, int]]:
    """Return node → parent on the day, for nodes that moved later, and node → its successor."""
    kinds = OrganizationEvent.Kind
    ended = Q(kind__in=[kinds.MERGED, kinds.DISSOLVED], effective_on__lte=day)
    events = (
        OrganizationEvent.objects.standing()
        .filter(Q(kind=kinds.MOVED, effective_on__gt=day) | ended, organization__district=district)
        .order_by("-effective_on", "-pk")
    )
    parents: dict[int, int] = {}
    successors: dict[int, int] = {}
    for kind, node, before, after in events.values_list(
        "kind", "organization_id", "before", "after"
    ):
        if kind == kinds.MOVED:
            # Latest first: the entry that stays is the first move after the day.
            parents[node] = before["parent"]
        elif after.get("successor"):
            successors[node] = after["successor"]
    return parents, successors


def _standing(district: District, start: set[int]) -> dict[int, tuple[int, int | None]]:
    """Return node → (tier, today's parent) for the nodes and everything above them."""
    found: dict[int, tuple[int, int | None]] = {}
    missing = set(start)
    while missing:
        rows = district.organizations.filter(pk__in=missing).values_list("pk", "tier", "parent_id")
        found |= {pk: (tier, parent) for pk, tier, parent in rows}
        missing = {parent for _, parent in found.values() if parent} - set(found)
    return found


def _chain(
    node: int,
    nodes: dict[int, tuple[int, int | None]],
    parents: dict[int, int],
    successors: dict[int, int],
) -> dict[int, int]:
    """Return tier → node of the day, from the node's own tier up."""
    chain: dict[int, int] = {}
    current: int | None = node
    while current is not None:
        while current in successors:
            current = successors[current]
        tier, parent = nodes[current]
        chain[tier] = current
        current = parents.get(current, parent)
    return chain


def _apart(records: QuerySet, other: Expression | None, key: object) -> QuerySet:
    """Leave out records whose other end is the place itself."""
    if other is None:
        return records
    return records.alias(_other=other).filter(Q(_other=None) | ~Q(_other=key))


def _column(path: str, ups: int) -> str:
    return "__".join([path] * bool(path) + ["parent"] * ups + ["pk"])
