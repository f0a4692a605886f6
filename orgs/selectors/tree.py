"""Questions about the tree itself."""

from dataclasses import dataclass

from orgs.models import Organization


@dataclass(frozen=True)
class TreeFault:
    """A node whose range contradicts its parent pointer."""

    code: str
    problem: str


@dataclass
class _OpenNode:
    """A node whose range has begun and not yet ended; `size` counts it and what lies in it."""

    pk: int
    code: str
    tree_id: int
    lft: int
    rght: int
    size: int = 1


def tree_faults() -> list[TreeFault]:
    """Compare every node's range with the parent pointers; an empty list means in order.

    One pass over all nodes in range order: the stack holds the open ranges, its top must be the
    parent, and a range is exactly as wide as what lies in it, so that none has gaps.
    """
    faults: list[TreeFault] = []
    stack: list[_OpenNode] = []
    rows = Organization.objects.order_by("tree_id", "lft", "pk").values_list(
        "pk", "code", "tree_id", "lft", "rght", "parent_id", "level", "tier"
    )
    for pk, code, tree_id, lft, rght, *place in rows.iterator():
        _close(stack, faults, tree_id, lft)
        node = _OpenNode(pk, code, tree_id, lft, rght)
        problem = _problem(stack, node, *place)
        if problem:
            faults.append(TreeFault(code, problem))
        stack.append(node)
    _close(stack, faults, None, 0)
    return faults + _shared_trees()


def _close(stack: list[_OpenNode], faults: list[TreeFault], tree_id: int | None, lft: int) -> None:
    """Take the ranges off that end before the next node begins."""
    while stack and (stack[-1].tree_id != tree_id or stack[-1].rght < lft):
        node = stack.pop()
        if stack:
            stack[-1].size += node.size
        if node.rght - node.lft + 1 != 2 * node.size:
            faults.append(TreeFault(node.code, "区间宽度与下级数不符"))


def _problem(
    stack: list[_OpenNode], node: _OpenNode, parent_id: int | None, level: int, tier: int
) -> str:
    parent = stack[-1] if stack else None
    if (parent.pk if parent else None) != parent_id:
        return "区间与上级不符"
    if node.lft >= node.rght or (parent and node.rght >= parent.rght):
        return "区间越出上级"
    return "" if level == len(stack) == tier - 1 else "层级与深度不符"


def _shared_trees() -> list[TreeFault]:
    """Two roots with one tree id see each other's rows."""
    seen: dict[int, str] = {}
    faults = []
    for code, tree_id in Organization.objects.filter(parent=None).values_list("code", "tree_id"):
        if tree_id in seen:
            faults.append(TreeFault(code, f"与 {seen[tree_id]} 共用一棵树"))
        seen[tree_id] = code
    return faults
