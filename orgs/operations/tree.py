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
from common.text import normalise_digits, normalise_line
from common.violations import RuleViolation, require
from orgs import scope
from orgs.models import District, Organization, OrganizationEvent
from orgs.operations.locks import lock_tree
from orgs.operations.months import mark_months, months_since
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
    _check_day(established_on, required=False)
    node = Organization(
        parent=parent if isinstance(parent, Organization) else None,
        district=district,
        tier=tier,
        name=normalise_line(name, label="名称", limit=50),
        established_on=established_on,
        to_be_established=to_be_established or established_on is None,
        party_org_type=party_org_type,
        created_by=actor,
        updated_by=actor,
    )
    node.region_code = _region_code(tier, region_code, district)
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
    _check_day(established_on)
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
    _check_day(effective_on, node)
    name = normalise_line(name, label="名称", limit=50)
    require(name != node.name, "新名称与原名称相同。", code="organization.same_name", field="name")
    _check_after_last(node, Kind.RENAMED, effective_on)
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
    _check_move(node, parent)
    _check_day(effective_on, node)
    _check_day(effective_on, parent)
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
    _check_merge(node, target)
    for place in (node, target):
        _check_day(effective_on, place)
        _check_after_last(place, Kind.MOVED, effective_on)
    for child in node.get_children().filter(dissolved_on=None):
        _relocate(actor, _reread(child), _reread(target), effective_on, note=f"{node.title}并入")
    node, target = _reread(node), _reread(target)
    before = _standing(node)
    node.change(actor, dissolved_on=effective_on, successor=target)
    after = {"successor": target.pk}
    _write_event(actor, node, Kind.MERGED, effective_on, before=before, after=after)
    _write_event(
        actor, target, Kind.MERGED, effective_on, before={"predecessor": node.pk}, after={}
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


def _region_code(tier: int, text: str, district: District) -> str:
    if tier > Tier.COMMUNITY:
        return ""
    code = normalise_digits(text)
    holds = len(code) == 12 and code.isascii() and code.isdigit() and code.startswith(district.code)
    holds = holds and code.endswith("000") == (tier == Tier.STREET)
    if not holds:
        raise RuleViolation(
            f"请填写以 {district.code} 开头的 12 位统计用区划代码。",
            code="organization.region_code",
            field="region_code",
        )
    require(
        not Organization.objects.filter(code=code).exists(),
        "这个区划代码已经登记过。",
        code="organization.region_code",
        field="region_code",
    )
    return code


def _check_day(
    day: datetime.date | None, node: Organization | None = None, *, required: bool = True
) -> None:
    """Effective dates are today or earlier, and not before the node itself."""
    if day is None:
        require(not required, "请填写生效日期。", code="organization.date")
        return
    require(day <= clock.today(), "日期不能晚于今天。", code="organization.date")
    if node is not None and node.established_on is not None:
        require(
            day >= node.established_on,
            f"日期不能早于{node.title}的成立日期 {node.established_on}。",
            code="organization.date",
        )


def _check_after_last(node: Organization, kind: str, day: datetime.date) -> None:
    """Changes of one kind follow one another, else the past could not be rebuilt from them."""
    last = node.events.filter(kind=kind).aggregate(last=Max("effective_on"))["last"]
    if last is not None and day < last:
        label = Kind(kind).label
        raise RuleViolation(
            f"{node.title}在 {last} 已有一次{label}，日期不能早于这一天。", code="organization.date"
        )


def _check_move(node: Organization, parent: Organization) -> None:
    own = parent.tree_id == node.tree_id and node.lft <= parent.lft <= node.rght
    require(not own, "不能把组织划转到它自己或它的下级之下。", code="organization.own_subtree")
    require(
        node.tier > Tier.STREET and parent.tier == node.tier - 1,
        f"{node.get_tier_display()}只能划转到上一级组织之下。",
        code="organization.tier",
    )
    require(parent.district_id == node.district_id, "不能跨区划转。", code="organization.district")
    require(parent.pk != node.parent_id, "它已在该组织之下。", code="organization.same_parent")
    gone = parent.dissolved_on is not None or node.dissolved_on is not None
    require(not gone, "已撤销的组织不能划转，也不能接收划转。", code="organization.dissolved")


def _check_merge(node: Organization, target: Organization) -> None:
    require(node.pk != target.pk, "不能与自己合并。", code="organization.merge_self")
    require(node.tier == target.tier, "只有同一层级的组织才能合并。", code="organization.tier")
    require(node.district_id == target.district_id, "不能跨区合并。", code="organization.district")
    for place in (node, target):
        require(
            place.established_on is not None and place.dissolved_on is None,
            f"{place.title}未成立或已撤销，不能合并。",
            code="organization.dissolved",
        )


def _relocate(
    actor: User, node: Organization, parent: Organization, day: datetime.date, note: str = ""
) -> None:
    _check_after_last(node, Kind.MOVED, day)
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
