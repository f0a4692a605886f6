"""Changes of the tree, one function each. Nobody else writes it.

Order in each: lock the tree → read the nodes again → require the right → check the rules →
change → event → audit → mark months.
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.operations import write_audit
from common.violations import require
from orgs import scope
from orgs.models import District, Organization, OrganizationEvent
from orgs.operations.acts import Act, keeping, living_children, mark_since, reread, standing
from orgs.operations.locks import lock_tree
from orgs.operations.rules import (
    check_after_last,
    check_day,
    check_end,
    check_heir_day,
    check_merge,
    check_move,
    checked_name,
    checked_region_code,
)

Kind = OrganizationEvent.Kind
Tier = Organization.Tier
CODE_DIGITS = {Tier.GRID: 2, Tier.BUILDING: 3, Tier.HOUSEHOLD: 4}


@transaction.atomic
def found_organization(
    *,
    actor: User,
    parent: Organization | District,
    name: str,
    region_code: str = "",
    established_on: datetime.date | None = None,
    party_org_type: str = "",
    to_be_established: bool = False,
) -> Organization:
    """Add a node below `parent` (a street below the district), established or planned.

    Refuses with `organization.*`: tier, region_code, date, dissolved_parent.
    """
    lock_tree()
    if isinstance(parent, Organization):
        parent = reread(parent)
        tier = parent.tier + 1
        require(tier <= Tier.HOUSEHOLD, "联系户下面不能再设组织。", code="organization.tier")
        require(parent.dissolved_on is None, "上级组织已撤销。", code="organization.dissolved")
    else:
        tier = Tier.STREET
    scope.require(actor, keeping(tier), parent)
    check_day(established_on, required=False)
    node = add_node(
        actor,
        parent,
        tier=tier,
        name=name,
        region_code=region_code,
        established_on=established_on,
        to_be_established=to_be_established or established_on is None,
        party_org_type=party_org_type,
    )
    if established_on is not None:
        Act(actor, established_on).record(node, Kind.FOUNDED, after=standing(node))
        mark_since(established_on, node)
    write_audit(actor=actor, action="organization.found", record=node, code=node.code)
    return node


@transaction.atomic
def establish_organization(
    *, actor: User, organization: Organization, established_on: datetime.date
) -> Organization:
    """Turn a planned node into an established one. Refuses `organization.established`, `.date`."""
    lock_tree()
    node = reread(organization)
    scope.require(actor, keeping(node.tier), node)
    require(node.established_on is None, "这个组织已经成立。", code="organization.established")
    require(node.dissolved_on is None, "这个组织已经撤销。", code="organization.dissolved")
    check_day(established_on)
    before = {"to_be_established": node.to_be_established}
    node.change(actor, established_on=established_on, to_be_established=True)
    Act(actor, established_on).record(node, Kind.FOUNDED, before=before, after=standing(node))
    write_audit(
        actor=actor, action="organization.establish", record=node, on=established_on.isoformat()
    )
    mark_since(established_on, node)
    return node


@transaction.atomic
def rename_organization(
    *,
    actor: User,
    organization: Organization,
    name: str,
    effective_on: datetime.date,
    version: int | None = None,
) -> Organization:
    """Give the node another name from a day on; the old one stays in its 沿革."""
    lock_tree()
    node = reread(organization)
    scope.require(actor, keeping(node.tier), node)
    node.require_version(version)
    require(node.dissolved_on is None, "已撤销的组织不能更名。", code="organization.dissolved")
    check_day(effective_on, node)
    name = checked_name(node.parent or node.district, name, own=node.pk)
    require(name != node.name, "新名称与原名称相同。", code="organization.same_name", field="name")
    check_after_last(node, Kind.RENAMED, effective_on)
    before = standing(node)
    node.change(actor, name=name)
    act = Act(actor, effective_on)
    act.record(node, Kind.RENAMED, before=before, after=standing(node))
    write_audit(actor=actor, action="organization.rename", record=node, before=before)
    mark_since(effective_on, node)
    return node


@transaction.atomic
def move_organization(
    *,
    actor: User,
    organization: Organization,
    parent: Organization,
    effective_on: datetime.date,
    version: int | None = None,
) -> Organization:
    """Put the node with its subtree under another parent from a day on; codes stay.

    Crossing from one street's tree to another's is allowed. Refuses `organization.own_subtree`,
    `.tier`, `.district`, `.same_parent`, `.dissolved`, `.date`, `record.stale`.
    """
    lock_tree()
    node, parent = reread(organization), reread(parent)
    for place in (node, parent):
        scope.require(actor, keeping(node.tier), place)
    node.require_version(version)
    check_move(node, parent)
    check_day(effective_on, node)
    check_day(effective_on, parent)
    old_parent = node.parent
    Act(actor, effective_on).relocate(node, parent)
    write_audit(
        actor=actor,
        action="organization.move",
        record=node,
        before=old_parent.code,
        after=parent.code,
        on=effective_on.isoformat(),
    )
    mark_since(effective_on, node, old_parent, parent)
    return node


@transaction.atomic
def merge_organizations(
    *,
    actor: User,
    organization: Organization,
    target: Organization,
    effective_on: datetime.date,
    version: int | None = None,
) -> Organization:
    """Dissolve the node into `target` on a day; its children move along. Returns the target.

    On that day the predecessor is gone and the successor is there (S1). Refuses
    `organization.merge_self`, `.tier`, `.district`, `.dissolved`, `.date`, `record.stale`.
    """
    lock_tree()
    node, target = reread(organization), reread(target)
    for place in (node, target):
        scope.require(actor, keeping(node.tier), place)
    node.require_version(version)
    check_merge(node, target)
    check_end(node, effective_on)
    check_heir_day(target, effective_on)
    act = Act(actor, effective_on)
    act.hand_over(living_children(node), target, note=f"{node.title}并入")
    node, target = reread(node), reread(target)
    act.end(node, Kind.MERGED, target)
    predecessor = {"predecessor": node.pk}
    act.record(target, Kind.MERGED, before=predecessor, note=f"{node.title}并入")
    write_audit(actor=actor, action="organization.merge", record=node, into=target.code)
    act.mark(node, target)
    return target


def add_node(
    actor: User,
    place: Organization | District,
    *,
    tier: int,
    name: str,
    region_code: str,
    **values: Any,
) -> Organization:
    """Insert a node below the place, its name and codes checked; the caller holds the lock."""
    is_root = isinstance(place, District)
    node = Organization(
        parent=None if is_root else place,
        district=place if is_root else place.district,
        tier=tier,
        name=checked_name(place, name),
        created_by=actor,
        updated_by=actor,
        **values,
    )
    node.region_code = checked_region_code(tier, region_code, node.district)
    node.code = node.region_code or next_code(place)
    node.save()
    return node


def next_code(parent: Organization) -> str:
    """Return the next free code that extends the parent's code of today."""
    digits = CODE_DIGITS[Tier(parent.tier + 1)]
    taken = Organization.objects.filter(
        code__startswith=parent.code, tier=parent.tier + 1
    ).aggregate(last=Max("code"))["last"]
    number = int(taken[len(parent.code) :]) + 1 if taken else 1
    require(number < 10**digits, "编码已用完，请联系系统管理员。", code="organization.codes_full")
    return f"{parent.code}{number:0{digits}d}"
