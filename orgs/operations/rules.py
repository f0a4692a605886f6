"""What changes of the tree are allowed; each function refuses with one sentence."""

import datetime

from django.db.models import Max

from common import clock
from common.text import normalise_digits, normalise_line
from common.violations import RuleViolation, require
from orgs.models import District, Organization, OrganizationEvent

Kind = OrganizationEvent.Kind
Tier = Organization.Tier


def checked_name(parent: Organization | District, name: str, own: int | None = None) -> str:
    """Return the normalised name; two nodes of one parent never share one."""
    name = normalise_line(name, label="名称", limit=50)
    siblings = (
        Organization.objects.filter(parent=parent)
        if isinstance(parent, Organization)
        else parent.organizations.filter(parent=None)
    )
    taken = siblings.filter(name=name, dissolved_on=None).exclude(pk=own)
    require(
        not taken.exists(),
        f"{parent.title}之下已有“{name}”，请换一个名称。",
        code="organization.name_taken",
        field="name",
    )
    return name


def checked_region_code(tier: int, text: str, district: District) -> str:
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


def check_day(
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


def check_after_last(node: Organization, kind: str, day: datetime.date) -> None:
    """Changes of one kind follow one another, else the past could not be rebuilt from them."""
    last = node.events.filter(kind=kind).aggregate(last=Max("effective_on"))["last"]
    if last is not None and day < last:
        label = Kind(kind).label
        raise RuleViolation(
            f"{node.title}在 {last} 已有一次{label}，日期不能早于这一天。", code="organization.date"
        )


def check_move(node: Organization, parent: Organization) -> None:
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


def check_merge(node: Organization, target: Organization) -> None:
    require(node.pk != target.pk, "不能与自己合并。", code="organization.merge_self")
    require(node.tier == target.tier, "只有同一层级的组织才能合并。", code="organization.tier")
    require(node.district_id == target.district_id, "不能跨区合并。", code="organization.district")
    for place in (node, target):
        require(
            place.established_on is not None and place.dissolved_on is None,
            f"{place.title}未成立或已撤销，不能合并。",
            code="organization.dissolved",
        )
