"""The tree as people look at it: one level at a time, the way down to a node, finding one."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from common import clock
from common.spelling import spelt_like
from orgs.models import Organization
from orgs.policy import Action, roles_with
from orgs.scope import grants_of

# So many children of one node are shown at once; the rest comes when asked for.
PER_LEVEL = 200
# The first page unfolds its second level up to so many nodes in all.
PER_PAGE = 600


@dataclass
class Branch:
    """One node as the tree page shows it; `children` are those that are there already."""

    pk: int
    title: str
    code: str
    tier: int
    parent: int | None
    state: str
    is_pilot: bool
    follows_126: bool
    child_count: int
    version: int = 0
    is_marked: bool = False
    children: list[Self] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every child is there."""
        return len(self.children) >= self.child_count


def tops_of(user: Any, *, with_dissolved: bool = False) -> list[Organization]:
    """Return the nodes at which the user's part of the tree begins; one query."""
    grants = [grant for grant in grants_of(user) if grant.role in roles_with(Action.READ)]
    streets = Q(district__in={g.district_id for g in grants if g.district_id}, parent=None)
    if not with_dissolved:
        streets &= Q(dissolved_on=None)
    begins = streets | Q(pk__in={g.organization_id for g in grants if g.organization_id})
    visible = Organization.objects.visible_to(user, Action.READ).select_related("district")
    found = list(counted(visible.filter(begins), with_dissolved=with_dissolved))
    return [node for node in found if not any(_lies_in(node, other) for other in found)]


def _lies_in(node: Organization, other: Organization) -> bool:
    return node.tree_id == other.tree_id and other.lft < node.lft < other.rght


def counted(nodes: QuerySet, *, with_dissolved: bool = False) -> QuerySet:
    """Add `child_count` and the order of the page; what a node's line needs comes along."""
    below = Organization.objects.filter(parent=OuterRef("pk"))
    if not with_dissolved:
        below = below.filter(dissolved_on=None)
    count = below.order_by().values("parent").annotate(count=Count("pk")).values("count")
    return nodes.annotate(child_count=Coalesce(Subquery(count), 0)).order_by("sort_order", "code")


def children_of(user: Any, parents: Iterable[int], *, with_dissolved: bool = False) -> QuerySet:
    """Return the children of the nodes that the user may see, in order."""
    nodes = Organization.objects.visible_to(user, Action.READ).filter(parent__in=list(parents))
    if not with_dissolved:
        nodes = nodes.filter(dissolved_on=None)
    return counted(nodes, with_dissolved=with_dissolved)


def first_branches(
    user: Any, *, with_dissolved: bool = False, way: Iterable[Organization] = ()
) -> list[Branch]:
    """Return the user's tree as it is first shown: the tops and one level below.

    `way` leads from a top to a node that is looked for: its levels are unfolded too. Two queries,
    one more with a way.
    """
    tops = tops_of(user, with_dissolved=with_dissolved)
    way = list(way)
    room, opened = PER_PAGE, []
    for node in (*tops, *way):
        if node.child_count <= min(room, PER_LEVEL):
            opened.append(node.pk)
            room -= node.child_count
    nodes = children_of(user, opened, with_dissolved=with_dissolved)
    return grown([*tops, *nodes, *way], marked=way[-1].pk if way else None)


def grown(nodes: Iterable[Organization], marked: int | None = None) -> list[Branch]:
    """Hang the nodes together by their parents; what has no parent among them is a top."""
    day = clock.today()
    known = {node.pk: node for node in nodes}
    branches = {pk: branch_of(node, day) for pk, node in known.items()}
    return hung(branches.values(), marked)


def hung(branches: Iterable[Branch], marked: int | None = None) -> list[Branch]:
    """Return the tops with everything below them; brothers stay in the order they came in."""
    children: dict[int | None, list[Branch]] = defaultdict(list)
    known = {branch.pk: branch for branch in branches}
    for branch in known.values():
        branch.is_marked = branch.pk == marked
        children[branch.parent if branch.parent in known else None].append(branch)
    for branch in known.values():
        branch.children = children[branch.pk]
    return children[None]


def branch_of(node: Organization, day: datetime.date) -> Branch:
    """Return a counted node as the page shows it on the day."""
    return Branch(
        pk=node.pk,
        title=node.title,
        code=node.code,
        tier=node.tier,
        parent=node.parent_id,
        state=node.status_label(day),
        is_pilot=node.pilot_from is not None and node.pilot_from <= day,
        follows_126=node.pattern_126,
        child_count=node.child_count,
        version=node.version,
    )


def way_to(user: Any, pk: int) -> list[Organization]:
    """Return the visible nodes from the top down to the node, the node last; empty if hidden."""
    visible = Organization.objects.visible_to(user, Action.READ)
    node = visible.filter(pk=pk).first()
    if node is None:
        return []
    above = visible.filter(tree_id=node.tree_id, lft__lte=node.lft, rght__gte=node.rght)
    return list(counted(above).order_by("tier"))


def found_nodes(user: Any, text: str) -> QuerySet:
    """Return the visible nodes called like the text: name, a part of it, code, pinyin, initials."""
    text = text.strip()
    matches = spelt_like(text) | Q(name__icontains=text) | Q(code__startswith=text)
    nodes = Organization.objects.visible_to(user, Action.READ).filter(matches)
    return nodes.select_related("parent__parent__parent__parent", "district").in_order()


def path_of(node: Organization) -> list[Organization]:
    """Return what lies above a node whose parents were read with it, the street first."""
    path = []
    while node.parent is not None:
        node = node.parent
        path.append(node)
    return path[::-1]
