"""P6: one change of the tree with lock, checks, history and audit ÷ the same by bare mptt."""

from collections.abc import Callable

from django.db.models import QuerySet

from accounts.models import User
from bench.measures import Result, district_nodes, in_undone_transaction, paired, timed
from common import clock
from orgs.models import District, Organization
from orgs.operations.bulk import load_streets
from orgs.operations.grants import grant_role
from orgs.operations.tree import found_organization, move_organization
from orgs.policy import Role

GOAL = 1.3
CHANGES = 8  # in one timed run: one change alone is over in a few milliseconds


def tree_changes() -> list[Result]:
    """Return the ratios of an insert and of a move in a district of 33,000 nodes."""
    district = District.objects.create(code="999997", name="测试区")
    nodes = district_nodes(district)
    for node in nodes:
        node.code = f"9{node.code}"
    load_streets(actor=None, district=district, nodes=nodes)
    actor = User.objects.create_user("bench-tree")
    grant_role(actor=None, user=actor, role=Role.DISTRICT, place=district)
    places = Organization.objects.filter(district=district).order_by("code")
    return [
        Result("P6", "新建一个网格 ÷ mptt 插入", _inserts(actor, places), GOAL),
        Result("P6", "划转一个社区 ÷ mptt 移动", _moves(actor, places), GOAL),
    ]


def _middle(places: QuerySet[Organization], tier: int) -> list[Organization]:
    """Return nodes of the tier from the middle of their trees, so that both halves are met."""
    rows = list(places.filter(tier=tier).select_related("parent", "district"))
    return rows[len(rows) // 2 :][:CHANGES]


def _inserts(actor: User, places: QuerySet[Organization]) -> float:
    parents, day = _middle(places, Organization.Tier.COMMUNITY), clock.today()

    def ours() -> None:
        for parent in parents:
            found_organization(actor=actor, parent=parent, name="新网格", established_on=day)

    def bare() -> None:
        for number, parent in enumerate(parents):
            Organization(
                parent=parent,
                district=parent.district,
                tier=Organization.Tier.GRID,
                name="新网格",
                code=f"8{number}",
                established_on=day,
            ).save()

    return _ratio(ours, bare)


def _moves(actor: User, places: QuerySet[Organization]) -> float:
    day = clock.today()
    streets = list(places.filter(parent=None))
    nodes = [streets[number % len(streets)].children.all()[5] for number in range(CHANGES)]
    for number, node in enumerate(nodes):  # every street has a 第6: where a name is taken none goes
        Organization.objects.filter(pk=node.pk).update(name=f"划转{number}")
    targets = [streets[(number + 1) % len(streets)] for number in range(CHANGES)]

    def ours() -> None:
        for node, parent in zip(nodes, targets, strict=True):
            move_organization(actor=actor, organization=node, parent=parent, effective_on=day)

    def bare() -> None:
        for node, parent in zip(nodes, targets, strict=True):
            fresh = Organization.objects.get(pk=node.pk)
            Organization.objects.move_node(fresh, Organization.objects.get(pk=parent.pk))

    return _ratio(ours, bare)


def _ratio(ours: Callable[[], None], bare: Callable[[], None]) -> float:
    return paired(
        lambda: in_undone_transaction(lambda: timed(ours)),
        lambda: in_undone_transaction(lambda: timed(bare)),
    )
