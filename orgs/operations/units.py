"""Keeping the register of resident units."""

import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import record_access, write_audit
from common import clock
from common.mobiles import MOBILE_COLUMNS
from common.violations import require
from orgs import scope
from orgs.models import District, ResidentUnit
from orgs.operations.unit_check_ins import end_with_pairing
from orgs.operations.unit_rules import (
    DISTRICT_DIRECT,
    check_declared,
    check_single,
    check_values,
    clean,
    hold_unit,
    lock_register,
)
from orgs.operations.uscc import normalise_uscc
from orgs.policy import Action

__all__ = [
    "DISTRICT_DIRECT",
    "change_unit",
    "close_unit",
    "declare_members",
    "normalise_uscc",
    "register_unit",
    "reopen_unit",
    "reveal_unit_phone",
]


@transaction.atomic
def register_unit(
    *, actor: User, district: District, name: str, category: str, uscc: str = "", **values: Any
) -> ResidentUnit:
    """Add a resident unit. Refuses `unit.uscc`, `unit.known` (same name or code in use),
    `unit.category`, `.community`, `.superior`, `.active_from`, `.declared`, `.declared_on`.

    `values`: other fields of the register; `mobile` is the liaison's number.
    """
    district = lock_register(district)
    scope.require(actor, Action.KEEP_UNITS, district)
    values = clean(values | {"name": name, "category": category, "uscc": uscc})
    mobile = values.pop("mobile", "")
    unit = ResidentUnit(district=district, created_by=actor, updated_by=actor)
    check_values(unit, values)
    for field, value in values.items():
        setattr(unit, field, value)
    unit.set_mobile(mobile)
    unit.save(force_insert=True)
    write_audit(actor=actor, action="unit.register", record=unit)
    return unit


@transaction.atomic
def change_unit(
    *, actor: User, unit: ResidentUnit, version: int | None = None, **values: Any
) -> ResidentUnit:
    """Change what the register holds of a unit; what stays as it is leaves no trace.

    Refuses `record.stale`, `unit.merged` and as `register_unit`.
    """
    unit = hold_unit(unit)
    scope.require(actor, Action.KEEP_UNITS, unit)
    unit.require_version(version)
    _require_standing(unit)
    values = clean(values)
    mobile = values.pop("mobile", None)
    values = {name: value for name, value in values.items() if getattr(unit, name) != value}
    check_values(unit, values)
    before = {name: str(getattr(unit, name)) for name in values}
    after = {name: str(value) for name, value in values.items()}
    values |= _changed_mobile(unit, mobile)
    if not values:
        return unit
    unit.change(actor, **values)
    if "paired_community" in values:
        end_with_pairing(actor, [unit])
    is_new = {"mobile": "changed"} if "mobile_index" in values else {}
    write_audit(
        actor=actor, action="unit.change", record=unit, before=before, after=after, **is_new
    )
    return unit


@transaction.atomic
def declare_members(
    *,
    actor: User,
    unit: ResidentUnit,
    count: int,
    declared_on: datetime.date,
    version: int | None = None,
) -> ResidentUnit:
    """Enter the number of members the unit declares (应报到人数), with its date.

    The unit says it itself, or the district for it. Refuses `record.stale`, `unit.merged`,
    `.declared`, `.declared_on`.
    """
    unit = hold_unit(unit)
    if not scope.can(actor, Action.CHECK_IN_UNIT, unit):
        scope.require(actor, Action.KEEP_UNITS, unit)
    unit.require_version(version)
    _require_standing(unit)
    check_declared(count, declared_on)
    unit.change(actor, declared_members=count, declared_on=declared_on)
    write_audit(
        actor=actor, action="unit.declare_members", record=unit, count=count,
        on=declared_on.isoformat(),
    )  # fmt: skip
    return unit


@transaction.atomic
def close_unit(
    *, actor: User, unit: ResidentUnit, active_to: datetime.date, version: int | None = None
) -> ResidentUnit:
    """Take a unit out of use; `active_to` is its last day in use, today or earlier.

    What it has stays: members, covenants, projects. Refuses `record.stale`, `unit.merged`,
    `unit.closed` (already), `unit.active_to`.
    """
    unit = hold_unit(unit)
    scope.require(actor, Action.KEEP_UNITS, unit)
    unit.require_version(version)
    _require_standing(unit)
    require(
        unit.active_to is None, f"该单位已停用，最后使用日 {unit.active_to}。", code="unit.closed"
    )
    require(
        unit.active_from <= active_to <= clock.today(),
        f"最后使用日应在启用日期（{unit.active_from}）到今天之间。",
        code="unit.active_to",
        field="active_to",
    )
    unit.change(actor, active_to=active_to)
    write_audit(actor=actor, action="unit.close", record=unit, on=active_to.isoformat())
    return unit


@transaction.atomic
def reopen_unit(*, actor: User, unit: ResidentUnit, version: int | None = None) -> ResidentUnit:
    """Take a closed unit into use again. Refuses `unit.open`, `unit.merged`, `unit.known`."""
    unit = hold_unit(unit)
    scope.require(actor, Action.KEEP_UNITS, unit)
    unit.require_version(version)
    _require_standing(unit)
    require(unit.active_to is not None, "该单位正在使用，不用恢复。", code="unit.open")
    check_single(unit, name=unit.name)
    unit.change(actor, active_to=None)
    write_audit(actor=actor, action="unit.reopen", record=unit)
    return unit


@transaction.atomic
def reveal_unit_phone(*, actor: User, unit: ResidentUnit, reason: str) -> str:
    """Return the liaison's full number and leave an access record with the reason.

    Refuses `unit.no_phone`.
    """
    unit = ResidentUnit.objects.get(pk=unit.pk)
    scope.require(actor, Action.SEE_PHONES, unit)
    require(unit.mobile_masked != "", "还没有登记联络员手机号。", code="unit.no_phone")
    access = record_access(actor=actor, subject=unit, reason=reason)
    write_audit(actor=actor, action="unit.see_phone", record=unit, access=access.pk)
    return unit.open_mobile()


def _changed_mobile(unit: ResidentUnit, mobile: str | None) -> dict[str, str]:
    """Seal another number; the columns to store, empty when it stays (None: not spoken of)."""
    if mobile is None or mobile == unit.open_mobile():
        return {}
    unit.set_mobile(mobile)
    return {name: getattr(unit, name) for name in MOBILE_COLUMNS}


def _require_standing(unit: ResidentUnit) -> None:
    require(
        unit.merged_into_id is None,
        f"该单位已并入“{unit.merged_into}”，请在“{unit.merged_into}”上办理，或先撤销合并。",
        code="unit.merged",
    )
