"""Keeping the register of resident units."""

import datetime
from typing import Any

from django.db import transaction
from stdnum.cn import uscc as uscc_standard
from stdnum.exceptions import InvalidChecksum, ValidationError

from accounts.models import User
from accounts.operations import write_audit
from common.text import normalise_digits, normalise_line
from common.violations import RuleViolation, require
from orgs import scope
from orgs.models import District, ResidentUnit
from orgs.policy import Action

Category = ResidentUnit.Category
DISTRICT_DIRECT = {Category.DISTRICT_ORGAN, Category.DISTRICT_INSTITUTION}
TEXTS = {
    "party_org_name": ("党组织名称", 100),
    "first_responsible": ("党组织书记", 50),
    "deputy_responsible": ("分管领导", 50),
    "liaison": ("联络员", 50),
}


@transaction.atomic
def register_unit(
    *, actor: User, district: District, name: str, category: str, uscc: str = "", **values: Any
) -> ResidentUnit:
    """Add a resident unit. Refuses `unit.uscc`, `unit.known` (same name or code in use)."""
    scope.require(actor, Action.KEEP_UNITS, district)
    name = normalise_line(name, label="单位名称", limit=100)
    uscc = normalise_uscc(uscc)
    _check_single(district, name=name, uscc=uscc)
    unit = ResidentUnit.objects.create_by(
        actor,
        district=district,
        name=name,
        category=category,
        is_district_direct=category in DISTRICT_DIRECT,
        uscc=uscc,
        **_clean(values),
    )
    write_audit(actor=actor, action="unit.register", record=unit)
    return unit


@transaction.atomic
def change_unit(
    *, actor: User, unit: ResidentUnit, version: int | None = None, **values: Any
) -> ResidentUnit:
    """Change what the register holds of a unit. Refuses `record.stale` and as `register_unit`."""
    unit = ResidentUnit.objects.select_for_update().get(pk=unit.pk)
    scope.require(actor, Action.KEEP_UNITS, unit)
    unit.require_version(version)
    if "uscc" in values:
        values["uscc"] = normalise_uscc(values["uscc"])
    if "category" in values:
        values["is_district_direct"] = values["category"] in DISTRICT_DIRECT
    values = _clean(values)
    _check_single(
        unit.district, name=values.get("name", ""), uscc=values.get("uscc", ""), other_than=unit
    )
    before = {name: str(getattr(unit, name)) for name in values}
    unit.change(actor, **values)
    write_audit(actor=actor, action="unit.change", record=unit, before=before)
    return unit


@transaction.atomic
def declare_members(
    *, actor: User, unit: ResidentUnit, count: int, declared_on: datetime.date
) -> ResidentUnit:
    """Enter the number of members the unit declares (应报到人数), with its date."""
    unit = ResidentUnit.objects.select_for_update().get(pk=unit.pk)
    scope.require(actor, Action.KEEP_UNITS, unit)
    require(0 <= count <= 100_000, "应报到人数应在 0 到 100000 之间。", code="unit.declared")
    unit.change(actor, declared_members=count, declared_on=declared_on)
    write_audit(actor=actor, action="unit.declare_members", record=unit, count=count)
    return unit


def normalise_uscc(value: str) -> str:
    """Return the 18-digit 统一社会信用代码 (GB 32100) or "" when there is none."""
    code = normalise_digits(value).replace(" ", "").upper()
    if not code:
        return ""
    try:
        return uscc_standard.validate(code)
    except InvalidChecksum:
        expected = uscc_standard.calc_check_digit(code[:-1])
        message = f"统一社会信用代码的校验位不对：第 18 位应为 {expected}，请核对。"
    except ValidationError:
        message = "统一社会信用代码应为 18 位数字和大写字母，请核对。"
    raise RuleViolation(message, code="unit.uscc", field="uscc")


def _check_single(
    district: District, *, name: str, uscc: str, other_than: ResidentUnit | None = None
) -> None:
    """One unit of a name in the district, one unit of a code anywhere."""
    others = ResidentUnit.objects.exclude(pk=other_than.pk if other_than else None)
    same_name = others.filter(district=district, name=name, active_to=None)
    require(
        not name or not same_name.exists(), "本区已有同名单位。", code="unit.known", field="name"
    )
    require(
        not uscc or not others.filter(uscc=uscc).exists(),
        "这个统一社会信用代码已登记在另一个单位名下。",
        code="unit.known",
        field="uscc",
    )


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(values)
    for name, (label, limit) in TEXTS.items():
        if name in cleaned:
            cleaned[name] = normalise_line(
                cleaned[name], label=label, limit=limit, required=False, field=name
            )
    if "name" in cleaned:
        cleaned["name"] = normalise_line(cleaned["name"], label="单位名称", limit=100)
    return cleaned
