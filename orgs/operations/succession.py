"""分设 and 撤销: one node becomes two, or ends and another takes over what hangs on it."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from orgs import scope
from orgs.models import Organization, OrganizationEvent
from orgs.operations.acts import Act, keeping, living_children, reread, standing
from orgs.operations.locks import lock_tree
from orgs.operations.rules import (
    check_day,
    check_end,
    check_heir_day,
    check_parts,
    check_standing,
    check_successor,
)
from orgs.operations.tree import add_node

Kind = OrganizationEvent.Kind


@transaction.atomic
def split_organization(
    *,
    actor: User,
    organization: Organization,
    name: str,
    region_code: str = "",
    children: Sequence[Organization],
    effective_on: datetime.date,
    version: int | None = None,
) -> Organization:
    """Set up a new sibling that takes the named children over on a day. Returns the new node.

    At least one living child goes and at least one stays: a node left empty would be a 更名 or a
    合并. `region_code` is needed for streets and communities. Refuses `organization.children`,
    `.dissolved`, `.date`, `.name_taken`, `.region_code`, `record.stale`.
    """
    lock_tree()
    node = reread(organization)
    place = node.parent or node.district
    for seat in (node, place):
        scope.require(actor, keeping(node.tier), seat)
    node.require_version(version)
    parting = _checked_parts(node, children, effective_on)
    act = Act(actor, effective_on)
    offshoot = add_node(
        actor,
        place,
        tier=node.tier,
        name=name,
        region_code=region_code,
        established_on=effective_on,
        to_be_established=True,
        party_org_type=node.party_org_type,
    )
    # First in, last taken back: an undo moves the children home before it removes the new node.
    origin = {"origin": node.pk}
    act.record(offshoot, Kind.SPLIT, before=origin, after=standing(offshoot))
    act.hand_over(parting, offshoot, note=f"自{node.title}分设")
    after = {"offshoot": offshoot.pk, "offshoot_name": offshoot.name}
    act.record(node, Kind.SPLIT, before=standing(node), after=after)
    write_audit(actor=actor, action="organization.split", record=node, into=offshoot.code)
    act.mark(node, offshoot, node.parent)
    return reread(offshoot)


def _checked_parts(
    node: Organization, chosen: Sequence[Organization], day: datetime.date
) -> list[Organization]:
    """Return the children that go, once each."""
    check_standing(node)
    check_heir_day(node, day)
    children, keys = living_children(node), {child.pk for child in chosen}
    check_parts(children, keys)
    parting = [child for child in children if child.pk in keys]
    for child in parting:
        check_day(day, child)
    return parting


@transaction.atomic
def dissolve_organization(
    *,
    actor: User,
    organization: Organization,
    successor: Organization | None,
    effective_on: datetime.date,
    version: int | None = None,
) -> Organization:
    """End the node on a day; its living children move to the successor. Returns the node.

    A successor of the same tier is required for an established street or community, when living
    children hang on the node, and when it has taken over others itself. Refuses
    `organization.successor`, `.merge_self`, `.tier`, `.district`, `.dissolved`, `.date`,
    `record.stale`.
    """
    lock_tree()
    node = reread(organization)
    heir = successor and reread(successor)
    for seat in filter(None, (node, heir)):
        scope.require(actor, keeping(node.tier), seat)
    node.require_version(version)
    children = living_children(node)
    check_successor(node, heir, children)
    check_end(node, effective_on)
    if heir:
        check_heir_day(heir, effective_on)
    act = Act(actor, effective_on)
    act.hand_over(children, heir, note=f"{node.title}撤销")
    node = reread(node)
    act.end(node, Kind.DISSOLVED, heir)
    into = heir.code if heir else ""
    write_audit(actor=actor, action="organization.dissolve", record=node, into=into)
    act.mark(node, heir, node.parent)
    return node
