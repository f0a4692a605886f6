"""Many nodes at once: the bulk load, the divisions table, the repair of the ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.violations import require
from orgs import scope
from orgs.models import District, Organization, OrganizationEvent
from orgs.numbering import number_nodes
from orgs.operations.locks import lock_tree
from orgs.operations.months import mark_months, months_since
from orgs.policy import Action
from orgs.selectors.tree import TreeFault, tree_faults

BATCH = 1000
RANGE_FIELDS = ["tree_id", "lft", "rght", "level"]


@transaction.atomic
def load_streets(
    *, actor: User | None, district: District, nodes: Sequence[Organization]
) -> list[Organization]:
    """Write complete street trees at once, with their events and ONE audit entry.

    `nodes` are unsaved, hang together by `parent`, and hold whole trees: ranges are computed in
    memory. `actor` None is the system itself (command line).
    """
    lock_tree()
    if actor is not None:
        scope.require(actor, Action.KEEP_STREETS, district)
    ordered = _write_streets(actor, nodes)
    write_audit(actor=actor, action="organization.load", record=district, count=len(ordered))
    return ordered


def _write_streets(actor: User | None, nodes: Sequence[Organization]) -> list[Organization]:
    """Number whole trees and write them parents first, with events and marks; caller locks."""
    roots = [node for node in nodes if node.parent is None]
    require(
        all(root.tier == Organization.Tier.STREET for root in roots),
        "只能整街道装载。",
        code="organization.tier",
    )
    last = Organization.objects.aggregate(last=Max("tree_id"))["last"] or 0
    ordered = number_nodes(nodes, first_tree_id=last + 1)
    require(len(ordered) == len(nodes), "有的节点找不到上级。", code="organization.orphan")
    _write_by_tier(ordered, actor)
    _write_founding_events(ordered, actor)
    _mark_founding_months(ordered)
    return ordered


def _write_by_tier(ordered: Sequence[Organization], actor: User | None) -> None:
    """Parents first: a child's foreign key needs the parent's new primary key."""
    for tier in Organization.Tier:
        layer = [node for node in ordered if node.tier == tier]
        for node in layer:
            node.parent = node.parent  # takes over the primary key that the parent just got
            node.created_by = node.updated_by = actor
        Organization.objects.bulk_create(layer, batch_size=BATCH)


def _write_founding_events(ordered: Sequence[Organization], actor: User | None) -> None:
    OrganizationEvent.objects.bulk_create(
        [
            OrganizationEvent(
                organization=node,
                kind=OrganizationEvent.Kind.FOUNDED,
                effective_on=node.established_on,
                after={"parent": node.parent_id, "name": node.name},
                created_by=actor,
            )
            for node in ordered
            if node.established_on is not None
        ],
        batch_size=BATCH,
    )


def _mark_founding_months(ordered: Sequence[Organization]) -> None:
    """Streets and communities file figures; what is founded below them counts in theirs."""
    last = Month.of(clock.today())
    for node in ordered:
        if node.tier <= Organization.Tier.COMMUNITY and node.established_on is not None:
            mark_months([node], months_since(Month.of(node.established_on), last))


@dataclass(frozen=True)
class Division:
    """One row of a divisions table: 统计用区划代码, 名称, 类别, 上级代码."""

    code: str
    name: str
    kind: str
    parent_code: str


@dataclass(frozen=True)
class LoadResult:
    """What a load did: created and already known codes, and what lies outside the five tiers."""

    district: District
    created: list[str]
    known: list[str]
    skipped: list[Division]


@transaction.atomic
def load_divisions(*, actor: User | None, divisions: Sequence[Division]) -> LoadResult:
    """Add a district's streets and communities as planned nodes; safe to run twice.

    Towns, villages and rows of another district are outside the five tiers and are reported as
    skipped. The table's first 区/县 row names the district. One audit entry for all that was
    added. Refuses `division.no_district`.
    """
    lock_tree()
    head = next((row for row in divisions if row.code.endswith("000000")), None)
    require(head is not None, "区划表里没有区（县）这一行。", code="division.no_district")
    district, _ = District.objects.get_or_create(code=head.code[:6], defaults={"name": head.name})
    if actor is not None:
        scope.require(actor, Action.KEEP_STREETS, district)
    streets, communities = _inside_the_tiers(divisions, district)
    wanted = {**streets, **{row.code: row for row in communities}}
    known = dict(Organization.objects.filter(code__in=wanted).values_list("code", "pk"))
    _load_new_streets(actor, district, streets, communities, known)
    _add_to_known_streets(actor, district, communities, known)
    created = [code for code in wanted if code not in known]
    if created:
        write_audit(actor=actor, action="organization.load", record=district, count=len(created))
    skipped = [row for row in divisions if row.code not in wanted and row is not head]
    return LoadResult(district, created, list(known), skipped)


def _inside_the_tiers(
    divisions: Sequence[Division], district: District
) -> tuple[dict[str, Division], list[Division]]:
    """Return the district's streets by code, and the communities that belong to them."""
    inside = [row for row in divisions if row.code.startswith(district.code)]
    streets = {row.code: row for row in inside if row.kind == "街道"}
    return streets, [row for row in inside if row.kind == "社区" and row.parent_code in streets]


def _plan(row: Division, district: District, parent: Organization | None) -> Organization:
    name = row.name.removesuffix("居民委员会").removesuffix("居委会")
    return Organization(
        code=row.code,
        region_code=row.code,
        name=name.removesuffix("办事处"),
        tier=Organization.Tier.STREET if parent is None else Organization.Tier.COMMUNITY,
        district=district,
        parent=parent,
        to_be_established=True,
        sort_order=int(row.code[6:9] if parent is None else row.code[9:12]),
    )


def _load_new_streets(
    actor: User | None,
    district: District,
    streets: dict[str, Division],
    communities: Sequence[Division],
    known: dict[str, int],
) -> None:
    roots = {code: _plan(row, district, None) for code, row in streets.items() if code not in known}
    leaves = [
        _plan(row, district, roots[row.parent_code])
        for row in communities
        if row.parent_code in roots and row.code not in known
    ]
    _write_streets(actor, [*roots.values(), *leaves])


def _add_to_known_streets(
    actor: User | None,
    district: District,
    communities: Sequence[Division],
    known: dict[str, int],
) -> None:
    """A later table brings a new community of a known street: mptt inserts it, one by one."""
    for row in communities:
        if row.parent_code in known and row.code not in known:
            node = _plan(row, district, Organization.objects.get(pk=known[row.parent_code]))
            node.created_by = node.updated_by = actor
            node.save()


@transaction.atomic
def repair_tree(*, actor: User | None) -> list[TreeFault]:
    """Recompute all ranges from the parent pointers, in one pass under the lock.

    The pointer is the truth, the range a cache. Returns the faults that were there.
    """
    lock_tree()
    faults = tree_faults()
    if faults:
        ordered = number_nodes(list(Organization.objects.all()), first_tree_id=1)
        Organization.objects.bulk_update(ordered, RANGE_FIELDS, batch_size=BATCH)
        write_audit(
            actor=actor, action="organization.repair", record=ordered[0], faults=len(faults)
        )
    return faults
