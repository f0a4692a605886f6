"""The tree of a past day as people look at it: the same lines as today's, read only."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from orgs.models import District, Organization
from orgs.policy import Action
from orgs.selectors.history import Comparison, StandingNode, compare, tree_on
from orgs.selectors.nodes import PER_LEVEL, Branch, hung, tops_of

# SQLite takes no longer list in one statement; then everything visible is read instead.
MOST_PARAMETERS = 900
Levels = dict[int | None, list[StandingNode]]


def districts_of(user: Any) -> list[District]:
    """Return the districts in which the user's part of the tree lies."""
    found = {node.district_id: node.district for node in tops_of(user, with_dissolved=True)}
    return list(found.values())


def first_branches_on(user: Any, day: datetime.date) -> list[Branch]:
    """Return the user's tree of the day: the tops and one level below."""
    tops = tops_of(user, with_dissolved=True)
    nodes: dict[int, StandingNode] = {}
    for district in {node.district_id: node.district for node in tops}.values():
        nodes |= tree_on(district, day)
    levels = _levels(nodes)
    begin = [nodes[top.pk] for top in tops if top.pk in nodes and _is_there(nodes[top.pk])]
    below = [
        child
        for node in begin
        if len(levels[node.pk]) <= PER_LEVEL
        for child in _visible(user, levels[node.pk])
    ]
    return hung(_branch(node, levels) for node in (*begin, *below))


def child_branches_on(user: Any, parent: Organization, day: datetime.date) -> list[Branch]:
    """Return the parent's children of the day that the user may see today."""
    levels = _levels(tree_on(parent.district, day))
    return [_branch(node, levels) for node in _visible(user, levels[parent.pk])]


def _is_there(node: StandingNode) -> bool:
    """Whether people of that day would have named it: established, or due to be."""
    return node.exists or (node.is_planned and node.to_be_established)


def _levels(nodes: dict[int, StandingNode]) -> Levels:
    """Return parent → its children that were there, in the order of codes."""
    levels: Levels = defaultdict(list)
    for node in nodes.values():
        if _is_there(node):
            levels[node.parent].append(node)
    for children in levels.values():
        children.sort(key=lambda node: node.code)
    return levels


def _visible(user: Any, nodes: Iterable[StandingNode]) -> list[StandingNode]:
    """Keep the nodes that the tree of today lets the user see."""
    nodes = list(nodes)
    rows = Organization.objects.visible_to(user, Action.READ)
    if len(nodes) <= MOST_PARAMETERS:
        rows = rows.filter(pk__in=[node.pk for node in nodes])
    shown = set(rows.values_list("pk", flat=True))
    return [node for node in nodes if node.pk in shown]


def _branch(node: StandingNode, levels: Levels) -> Branch:
    return Branch(
        pk=node.pk,
        title=node.title,
        code=node.code,
        tier=node.tier,
        parent=node.parent,
        state=node.status_label,
        is_pilot=node.is_pilot,
        follows_126=node.follows_126,
        child_count=len(levels[node.pk]),
    )


def visible_comparison(
    user: Any, district: District, first: datetime.date, second: datetime.date
) -> Comparison:
    """Return what lies between the two days, as far as the user may see the nodes."""
    whole = compare(district, first, second)
    lists = (whole.appeared, whole.vanished, whole.moved, whole.renamed)
    shown = {node.pk for node in _visible(user, (entry.node for each in lists for entry in each))}
    return Comparison(*([e for e in each if e.node.pk in shown] for each in lists))
