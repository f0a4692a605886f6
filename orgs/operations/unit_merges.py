"""Duplicates of a unit: merged by pointer, rows stay where they are, taken back exactly."""

from collections import defaultdict
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.violations import require
from orgs import scope
from orgs.models import ResidentUnit
from orgs.operations.unit_rules import chain_above, hold_unit, require_in_use
from orgs.policy import Action


@transaction.atomic
def merge_units(
    *, actor: User, unit: ResidentUnit, target: ResidentUnit, version: int | None = None
) -> ResidentUnit:
    """Say that the unit is a duplicate of the target: it points there from now on.

    Units that pointed to it point to the target as well. Refuses `record.stale`,
    `unit.merge_self`, `.merged`, `.merge_district`, `.merge_target` (out of use or merged itself),
    `.merge_uscc` (two codes are two bodies; the one with a code stays), `.merge_superior`.
    """
    unit = hold_unit(unit)
    target = ResidentUnit.objects.select_for_update(of=("self",)).get(pk=target.pk)
    scope.require(actor, Action.KEEP_UNITS, unit)
    scope.require(actor, Action.KEEP_UNITS, target)
    unit.require_version(version)
    check_merge(unit, target)
    for duplicate in [*unit.duplicates.select_for_update(of=("self",)).order_by("pk"), unit]:
        direct = target if duplicate.pk == unit.pk else duplicate.duplicate_of
        duplicate.change(actor, duplicate_of=direct, merged_into=target)
    write_audit(
        actor=actor, action="unit.merge", record=unit, into=target.pk, into_name=target.name
    )
    write_audit(
        actor=actor, action="unit.take_in", record=target, unit=unit.pk, unit_name=unit.name
    )
    return target


@transaction.atomic
def unmerge_unit(*, actor: User, unit: ResidentUnit) -> ResidentUnit:
    """Take a merger back: the unit stands again, and what came along with it points to it.

    Refuses `unit.not_merged`.
    """
    unit = hold_unit(unit)
    scope.require(actor, Action.KEEP_UNITS, unit)
    root = unit.merged_into
    require(root is not None, "该单位没有被合并，不用撤销。", code="unit.not_merged")
    duplicates = list(root.duplicates.select_for_update(of=("self",)).order_by("pk"))
    unit.change(actor, duplicate_of=None, merged_into=None)
    for duplicate in _below(unit, duplicates):
        duplicate.change(actor, merged_into=unit)
    write_audit(actor=actor, action="unit.unmerge", record=unit, out_of=root.pk)
    write_audit(
        actor=actor, action="unit.give_back", record=root, unit=unit.pk, unit_name=unit.name
    )
    return unit


def check_merge(unit: ResidentUnit, target: ResidentUnit) -> None:
    """Refuse a pair that cannot be one unit."""
    field: dict[str, Any] = {"field": "target"}
    require(unit.pk != target.pk, "不能与自己合并。", code="unit.merge_self", **field)
    require(
        unit.merged_into_id is None,
        f"该单位已并入“{unit.merged_into}”，不能再合并。",
        code="unit.merged",
        **field,
    )
    require(
        unit.district_id == target.district_id,
        "不能跨区合并单位。",
        code="unit.merge_district",
        **field,
    )
    require_in_use([target], code="unit.merge_target", **field)
    require(
        not (unit.uscc and target.uscc),
        "两个单位的统一社会信用代码不同，不是同一个单位；机构合并请停用其中一个。",
        code="unit.merge_uscc",
        **field,
    )
    require(
        not unit.uscc or bool(target.uscc),
        f"“{unit.name}”有统一社会信用代码，应保留；请反过来，把“{target.name}”并入它。",
        code="unit.merge_uscc",
        **field,
    )
    require(
        unit.pk not in chain_above(target),
        f"“{unit.name}”是“{target.name}”的主管单位，请先修改主管关系。",
        code="unit.merge_superior",
        **field,
    )


def _below(unit: ResidentUnit, duplicates: list[ResidentUnit]) -> list[ResidentUnit]:
    """Return those that became duplicates of the unit, or of one of these."""
    by_direct = defaultdict(list)
    for duplicate in duplicates:
        by_direct[duplicate.duplicate_of_id].append(duplicate)
    found: list[ResidentUnit] = []
    waiting = [unit.pk]
    while waiting:
        below = by_direct[waiting.pop()]
        found += below
        waiting += [duplicate.pk for duplicate in below]
    return found
