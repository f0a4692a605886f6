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
from common import clock
from common.months import Month
from common.violations import require
from orgs import scope
from orgs.models import District, Organization, OrganizationEvent
from orgs.operations.locks import lock_tree
from orgs.operations.months import mark_months, months_since
from orgs.operations.rules import (
    check_after_last,
    check_day,
    check_merge,
    check_move,
    checked_name,
    checked_region_code,
)
from orgs.policy import Action

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
        parent = _reread(parent)
        tier, district = parent.tier + 1, parent.district
        require(tier <= Tier.HOUSEHOLD, "联系户下面不能再设组织。", code="organization.tier")
        require(parent.dissolved_on is None, "上级组织已撤销。", code="organization.dissolved")
    else:
        tier, district = Tier.STREET, parent
    scope.require(actor, _keeping(tier), parent)
    check_day(established_on, required=False)
    node = Organization(
        parent=parent if isinstance(parent, Organization) else None,
        district=district,
        tier=tier,
        name=checked_name(parent, name),
        established_on=established_on,
        to_be_established=to_be_established or established_on is None,
        party_org_type=party_org_type,
        created_by=actor,
        updated_by=actor,
    )
    node.region_code = checked_region_code(tier, region_code, district)
    node.code = node.region_code or next_code(parent)
    node.save()
    if established_on is not None:
        _write_event(actor, node, Kind.FOUNDED, established_on, after=_standing(node))
        _mark_since(established_on, node)
    write_audit(actor=actor, action="organization.found", record=node, code=node.code)
    return node


@transaction.atomic
def establish_organization(
    *, actor: User, organization: Organization, established_on: datetime.date
) -> Organization:
    """Turn a planned node into an established one. Refuses `organization.established`, `.date`."""
    lock_tree()
    node = _reread(organization)
    scope.require(actor, _keeping(node.tier), node)
    require(node.established_on is None, "这个组织已经成立。", code="organization.established")
    check_day(established_on)
    node.change(actor, established_on=established_on, to_be_established=True)
    _write_event(actor, node, Kind.FOUNDED, established_on, after=_standing(node))
    write_audit(
        actor=actor, action="organization.establish", record=node, on=established_on.isoformat()
    )
    _mark_since(established_on, node)
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
    node = _reread(organization)
    scope.require(actor, _keeping(node.tier), node)
    node.require_version(version)
    check_day(effective_on, node)
    name = checked_name(node.parent or node.district, name, own=node.pk)
    require(name != node.name, "新名称与原名称相同。", code="organization.same_name", field="name")
    check_after_last(node, Kind.RENAMED, effective_on)
    before = _standing(node)
    node.change(actor, name=name)
    _write_event(actor, node, Kind.RENAMED, effective_on, before=before, after=_standing(node))
    write_audit(actor=actor, action="organization.rename", record=node, before=before)
    _mark_since(effective_on, node)
    return node


@transaction.atomic
def move_organization(
    *, actor: User, organization: Organization, parent: Organization, effective_on: datetime.date
) -> Organization:
    """Put the node with its subtree under another parent from a day on; codes stay.

    Crossing from one street's tree to another's is allowed. Refuses `organization.own_subtree`,
    `.tier`, `.district`, `.same_parent`, `.dissolved`, `.date`.
    """
    lock_tree()
    node, parent = _reread(organization), _reread(parent)
    for place in (node, parent):
        scope.require(actor, _keeping(node.tier), place)
    check_move(node, parent)
    check_day(effective_on, node)
    check_day(effective_on, parent)
    old_parent = node.parent
    _relocate(actor, node, parent, effective_on)
    write_audit(
        actor=actor,
        action="organization.move",
        record=node,
        before=old_parent.code,
        after=parent.code,
        on=effective_on.isoformat(),
    )
    _mark_since(effective_on, node, old_parent, parent)
    return node


@transaction.atomic
def merge_organizations(
    *, actor: User, organization: Organization, target: Organization, effective_on: datetime.date
) -> Organization:
    """Dissolve the node into `target` on a day; its children move along. Returns the target.

    On that day the predecessor is gone and the successor is there (S1). Refuses
    `organization.merge_self`, `.tier`, `.district`, `.dissolved`, `.date`.
    """
    lock_tree()
    node, target = _reread(organization), _reread(target)
    for place in (node, target):
        scope.require(actor, _keeping(node.tier), place)
    check_merge(node, target)
    for place in (node, target):
        check_day(effective_on, place)
        check_after_last(place, Kind.MOVED, effective_on)
    for child in node.get_children().filter(dissolved_on=None):
        _relocate(actor, _reread(child), _reread(target), effective_on, note=f"{node.title}并入")
    node, target = _reread(node), _reread(target)
    before = _standing(node)
    node.change(actor, dissolved_on=effective_on, successor=target)
    after = {"successor": target.pk}
    _write_event(actor, node, Kind.MERGED, effective_on, before=before, after=after)
    _write_event(
        actor,
        target,
        Kind.MERGED,
        effective_on,
        before={"predecessor": node.pk},
        note=f"{node.title}并入",
    )
    write_audit(actor=actor, action="organization.merge", record=node, into=target.code)
    _mark_since(effective_on, node, target)
    return target


def next_code(parent: Organization) -> str:
    """Return the next free code that extends the parent's code of today."""
    digits = CODE_DIGITS[Tier(parent.tier + 1)]
    taken = Organization.objects.filter(
        code__startswith=parent.code, tier=parent.tier + 1
    ).aggregate(last=Max("code"))["last"]
    number = int(taken[len(parent.code) :]) + 1 if taken else 1
    require(number < 10**digits, "编码已用完，请联系系统管理员。", code="organization.codes_full")
    return f"{parent.code}{number:0{digits}d}"


def _reread(organization: Organization) -> Organization:
    return Organization.objects.select_related("district", "parent").get(pk=organization.pk)


def _keeping(tier: int) -> Action:
    return Action.KEEP_STREETS if tier <= Tier.COMMUNITY else Action.KEEP_GRIDS


def _standing(node: Organization) -> dict[str, Any]:
    """Return what an event remembers of a node: where it hangs and what it is called."""
    return {"parent": node.parent_id, "name": node.name}


def _relocate(
    actor: User, node: Organization, parent: Organization, day: datetime.date, note: str = ""
) -> None:
    check_after_last(node, Kind.MOVED, day)
    before = _standing(node)
    Organization.objects.move_node(node, parent, position="last-child")
    node.change(actor)
    _write_event(actor, node, Kind.MOVED, day, before=before, after=_standing(node), note=note)


def _write_event(
    actor: User, node: Organization, kind: str, day: datetime.date, **values: Any
) -> None:
    OrganizationEvent.objects.create(
        organization=node, kind=kind, effective_on=day, created_by=actor, **values
    )


def _mark_since(day: datetime.date, *organizations: Organization) -> None:
    mark_months(organizations, months_since(Month.of(day), Month.of(clock.today())))
