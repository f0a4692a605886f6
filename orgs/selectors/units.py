"""Questions about resident units: what lies below one, what happened to it, what looks doubled."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.actions import ACTION_LABELS
from accounts.models import AuditEntry
from common.spelling import spell
from orgs.models import ResidentUnit

HISTORY_LENGTH = 20
# What a name may carry or not, and mean the same body.
ADDED = re.compile(r"有限责任公司|股份有限公司|有限公司|河南省|信阳市|信阳|[\s()（）·.,，、\-—]")


def branches_of(unit: ResidentUnit) -> dict[int, list[int]]:
    """Return the ids of the unit with its duplicates, and of everything below each sub-unit.

    The keys are the unit itself and its direct sub-units. One query, whatever the depth.
    """
    rows = ResidentUnit.objects.filter(district=unit.district_id).filter(
        Q(superior_unit__isnull=False) | Q(merged_into__isnull=False)
    )
    links = list(rows.values_list("pk", "superior_unit", "merged_into"))
    standing = {pk: into for pk, _, into in links if into is not None}
    same, below = defaultdict(list), defaultdict(list)
    for pk, superior, into in links:
        if into is not None:
            same[into].append(pk)
        else:
            below[standing.get(superior, superior)].append(pk)
    children = below.pop(unit.pk, [])
    branches = {unit.pk: [unit.pk, *same[unit.pk]]}
    return branches | {child: _all_below(child, below, same) for child in children}


def _all_below(top: int, below: dict[int, list[int]], same: dict[int, list[int]]) -> list[int]:
    found: list[int] = []
    waiting = [top]
    while waiting:
        pk = waiting.pop()
        found += [pk, *same.get(pk, [])]
        waiting += below.pop(pk, [])
    return found


# What a change is told of, in the order of the register; the database keeps no order of keys.
TOLD = [
    field.name
    for field in ResidentUnit._meta.concrete_fields
    if field.editable and field.name != "is_district_direct"
]


@dataclass(frozen=True)
class Told:
    """One line of a unit's history."""

    at: datetime.datetime
    actor_name: str
    text: str


def history_of(units: Iterable[int]) -> list[Told]:
    """Return what was last changed of the units in the register, newest first."""
    entries = (
        AuditEntry.objects.filter(
            record_type=ResidentUnit._meta.label_lower, record_id__in=[str(pk) for pk in units]
        )
        .exclude(action="unit.see_phone")
        .order_by("-pk")[:HISTORY_LENGTH]
    )
    return [Told(entry.at, entry.actor_name, _told(entry)) for entry in entries]


def _told(entry: AuditEntry) -> str:
    detail = entry.detail
    before, after = detail.get("before", {}), detail.get("after", {})
    parts = [
        f"{_label(name)}由“{_shown(name, before[name])}”改为“{_shown(name, after[name])}”"
        for name in TOLD
        if name in before and name in after
    ]
    if "mobile" in detail:
        parts.append("联络员手机号已更改")
    parts += [str(detail[name]) for name in ("into_name", "unit_name", "on") if name in detail]
    if "count" in detail:
        parts.insert(0, f"{detail['count']} 人")
    label = ACTION_LABELS.get(entry.action, entry.action)
    return f"{label}：{'；'.join(parts)}" if parts else label


def _label(name: str) -> str:
    return str(ResidentUnit._meta.get_field(name).verbose_name)


def _shown(name: str, text: str) -> str:
    labels = dict(ResidentUnit._meta.get_field(name).flatchoices)
    return str(labels.get(text, "" if text == "None" else text))


@dataclass(frozen=True)
class Pair:
    """Two units that may be one, and why."""

    first: ResidentUnit
    second: ResidentUnit
    reason: str


def likely_duplicates(units: QuerySet[ResidentUnit]) -> list[Pair]:
    """Return pairs whose names mean or sound the same; only a person decides.

    Two units with a credit code each are two bodies and never a pair.
    """
    groups: dict[tuple[str, ...], list[tuple[str, ResidentUnit]]] = defaultdict(list)
    for unit in units.select_related("district", "located_in").order_by("name", "pk"):
        core = core_of(unit.name, unit.district.name)
        groups[spell(core)].append((core, unit))
    pairs = []
    for group in groups.values():
        (core, first), *others = sorted(group, key=lambda named: not named[1].uscc)
        for other_core, other in others:
            if not (first.uscc and other.uscc):
                reason = "名称相近" if core == other_core else "读音相同"
                pairs.append(Pair(first, other, reason))
    return pairs


def core_of(name: str, district: str) -> str:
    """Return the name without region, kind of company and punctuation."""
    core = ADDED.sub("", name).replace(district, "")
    for short in (district.removesuffix("区"), "区", "市"):
        core = core.removeprefix(short)
    return core or name
