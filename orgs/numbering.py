"""Left and right numbers of whole trees, computed in memory from parent pointers.

Used by the bulk load and by the repair; single changes are made by mptt.
"""

from collections import defaultdict
from collections.abc import Iterable

from orgs.models import Organization


def number_nodes(nodes: Iterable[Organization], *, first_tree_id: int) -> list[Organization]:
    """Set tree_id, lft, rght and level of complete trees; returns parents before children.

    Roots get tree ids upward from `first_tree_id`; siblings stand in (sort_order, code) order.
    Parents are matched by identity of `parent` for unsaved nodes, by primary key for saved ones.
    """
    children: dict[object, list[Organization]] = defaultdict(list)
    for node in sorted(nodes, key=lambda node: (node.sort_order, node.code)):
        children[_parent_key(node)].append(node)
    ordered: list[Organization] = []
    for offset, root in enumerate(children[None]):
        _number_one(root, children, first_tree_id + offset, ordered)
    return ordered


def _parent_key(node: Organization) -> object:
    if node.parent_id is not None:
        return node.parent_id
    return None if node.parent is None else id(node.parent)


def _number_one(
    root: Organization,
    children: dict[object, list[Organization]],
    tree_id: int,
    ordered: list[Organization],
) -> None:
    """Walk one tree without recursion; each node is met on the way down and on the way up."""
    counter = 0
    stack: list[tuple[Organization, bool]] = [(root, False)]
    while stack:
        node, is_leaving = stack.pop()
        counter += 1
        if is_leaving:
            node.rght = counter
            continue
        node.tree_id, node.lft, node.level = tree_id, counter, node.tier - 1
        ordered.append(node)
        stack.append((node, True))
        own_key = node.pk if node.pk is not None else id(node)
        stack.extend((child, False) for child in reversed(children[own_key]))
