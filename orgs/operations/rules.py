"""What changes of the tree are allowed; each function refuses with one sentence."""

import datetime
from collections.abc import Sequence

from django.db.models import Max, Q

from common import clock
from common.text import normalise_digits, normalise_line
from common.violations import RuleViolation, require
from orgs.models import District, Organization, OrganizationEvent

Kind = OrganizationEvent.Kind
Tier = Organization.Tier
# Nothing of the register is older than the Party.
FIRST_DAY = datetime.date(1921, 7, 1)


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
    require(day >= FIRST_DAY, "日期过早，请核对年份。", code="organization.date")
    if node is not None and node.established_on is not None:
        require(
            day >= node.established_on,
            f"日期不能早于{node.title}的成立日期 {node.established_on}。",
            code="organization.date",
        )


def check_after_last(node: Organization, kind: str, day: datetime.date) -> None:
    """Changes of one kind follow one another, else the past could not be rebuilt from them."""
    last = _last_day(node, kind=kind)
    if last is not None and day < last:
        label = Kind(kind).label
        raise RuleViolation(
            f"{node.title}在 {last} 已有一次{label}，日期不能早于这一天。", code="organization.date"
        )


def _last_day(node: Organization, **conditions: str) -> datetime.date | None:
    events = node.events.standing().filter(**conditions)
    return events.aggregate(last=Max("effective_on"))["last"]


def check_end(node: Organization, day: datetime.date) -> None:
    """Nothing happens to a node, or hangs on it, after its last day."""
    check_day(day, node)
    last = max(filter(None, (_last_day(node), *_last_days_below(node))), default=day)
    require(
        day >= last,
        f"{node.title}在 {last} 还有变动，日期不能早于这一天。",
        code="organization.date",
    )


def _last_days_below(node: Organization) -> list[datetime.date | None]:
    """Return when others last joined, left or were taken over, and when a child last ended."""
    moves = Q(kind=Kind.MOVED) & (Q(before__parent=node.pk) | Q(after__parent=node.pk))
    named = OrganizationEvent.objects.standing().filter(moves | Q(after__successor=node.pk))
    ended = Organization.objects.filter(parent=node)
    return [
        named.aggregate(last=Max("effective_on"))["last"],
        ended.aggregate(last=Max("dissolved_on"))["last"],
    ]


def check_heir_day(heir: Organization, day: datetime.date) -> None:
    """What is taken over hangs where the heir hung on that day."""
    check_day(day, heir)
    check_after_last(heir, Kind.MOVED, day)


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
    taken = Organization.objects.filter(parent=parent, name=node.name, dissolved_on=None)
    require(
        not taken.exists(),
        f"{parent.title}之下已有“{node.name}”，请先更名再划转。",
        code="organization.name_taken",
    )


def check_merge(node: Organization, target: Organization) -> None:
    _check_pair(node, target, "合并")
    for place in (node, target):
        require(
            place.established_on is not None and place.dissolved_on is None,
            f"{place.title}未成立或已撤销，不能合并。",
            code="organization.dissolved",
        )


def _check_pair(node: Organization, other: Organization, act: str) -> None:
    """One node and the one that goes on in its place are two of a tier in one district."""
    require(node.pk != other.pk, "不能选择组织自己。", code="organization.merge_self")
    require(node.tier == other.tier, f"只有同一层级的组织才能{act}。", code="organization.tier")
    require(node.district_id == other.district_id, f"不能跨区{act}。", code="organization.district")


def check_standing(node: Organization) -> None:
    require(
        node.established_on is not None and node.dissolved_on is None,
        f"{node.title}未成立或已撤销，不能办理这项变动。",
        code="organization.dissolved",
    )


def check_successor(
    node: Organization, successor: Organization | None, children: Sequence[Organization]
) -> None:
    """Somebody takes over what hangs on the node: children, records, what it took over itself."""
    require(node.dissolved_on is None, "这个组织已经撤销。", code="organization.dissolved")
    if successor is not None:
        _check_pair(node, successor, "承接")
        check_standing(successor)
        return
    keeps_records = node.tier <= Tier.COMMUNITY and node.established_on is not None
    require(
        not (children or keeps_records or node.predecessors.exists()),
        f"{node.title}有下级、业务记录或承接过其他组织，撤销时请指定承接组织。",
        code="organization.successor",
        field="successor",
    )


def check_parts(children: Sequence[Organization], chosen: set[int]) -> None:
    """A split leaves two committees with something below each."""
    known = {child.pk for child in children}
    require(
        chosen <= known,
        "划入新组织的下级须是原组织现有的直接下级，请重新选择。",
        code="organization.children",
        field="children",
    )
    require(
        0 < len(chosen) < len(known),
        "请选择部分下级划入新组织，并至少留一个在原组织。",
        code="organization.children",
        field="children",
    )
