"""What the register of units holds and refuses; each check refuses with one sentence."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from common import clock
from common.text import BLANKS, OUTER, close_up, normalise_line, normalise_name, normalise_phone
from common.violations import RuleViolation, require
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.uscc import normalise_uscc

Category = ResidentUnit.Category
DISTRICT_DIRECT = {Category.DISTRICT_ORGAN, Category.DISTRICT_INSTITUTION}
PERSONS = {
    "first_responsible": "党组织书记",
    "deputy_responsible": "分管领导",
    "liaison": "联络员",
}
COMMUNITIES = {"located_in": "所在社区", "paired_community": "结对社区"}
MOST_MEMBERS = 100_000
FIRST_DAY = datetime.date(1949, 10, 1)


def lock_register(district: District) -> District:
    """Hold the district's register of units until the end of the transaction.

    Names, superiors and mergers are rules over several rows: two writers who each look at the rows
    as they were would both be right and together be wrong. Rows that point to the district do not
    wait (FOR NO KEY UPDATE); on SQLite the transaction is the lock.
    """
    return District.objects.select_for_update(no_key=True).get(pk=district.pk)


def hold_unit(unit: ResidentUnit) -> ResidentUnit:
    """Return the unit as it stands now, with its register and itself held."""
    lock_register(unit.district)
    return ResidentUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)


def clean(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values in the one form they are stored in; refuses what is malformed."""
    cleaned = dict(values)
    for name, clean_one in CLEANERS.items():
        if name in cleaned:
            cleaned[name] = clean_one(cleaned[name])
    if "category" in cleaned:
        known = cleaned["category"] in Category.values
        require(known, "请在清单里选择单位类别。", code="unit.category", field="category")
        cleaned["is_district_direct"] = cleaned["category"] in DISTRICT_DIRECT
    return cleaned


def _line(field: str, label: str, *, required: bool) -> Callable[[str], str]:
    return lambda value: normalise_line(
        close_up(BLANKS.sub(" ", value)), label=label, limit=100, required=required, field=field
    )


def _person(field: str, label: str) -> Callable[[str], str]:
    return lambda value: (
        normalise_name(value, label=label, field=field) if value.strip(OUTER) else ""
    )


def _mobile(value: str) -> str:
    return normalise_phone(value) if value.strip(OUTER) else ""


CLEANERS: dict[str, Callable[[str], str]] = {
    "name": _line("name", "单位名称", required=True),
    "party_org_name": _line("party_org_name", "党组织名称", required=False),
    **{field: _person(field, label) for field, label in PERSONS.items()},
    "mobile": _mobile,
    "uscc": normalise_uscc,
}


def check_values(unit: ResidentUnit, values: dict[str, Any]) -> None:
    """Refuse values that do not go together with the district, the day or the other units."""
    for name, label in COMMUNITIES.items():
        if values.get(name):
            _check_community(unit.district, values[name], label=label, field=name)
    if values.get("superior_unit"):
        _check_superior(unit, values["superior_unit"])
    if "active_from" in values:
        check_active_from(values["active_from"], unit.active_to)
    if values.get("declared_members") is not None:
        check_declared(values["declared_members"], values.get("declared_on"))
    check_single(unit, name=values.get("name", ""), uscc=values.get("uscc", ""))


def check_single(unit: ResidentUnit, *, name: str = "", uscc: str = "") -> None:
    """One unit of a name in the district, one unit of a code anywhere: `unit.known`."""
    others = ResidentUnit.objects.exclude(pk=unit.pk)
    same = others.filter(district=unit.district_id, name=name, active_to=None) if name else None
    found = None if same is None else same.select_related("merged_into").first()
    if found is not None:
        gone = found.merged_into
        message = f"“{name}”已并入“{gone}”，不用再登记。" if gone else "本区已有同名单位。"
        raise RuleViolation(message, code="unit.known", field="name")
    require(
        not uscc or not others.filter(uscc=uscc).exists(),
        "这个统一社会信用代码已登记在另一个单位名下。",
        code="unit.known",
        field="uscc",
    )


def check_declared(count: int, declared_on: datetime.date | None) -> None:
    require(
        0 <= count <= MOST_MEMBERS,
        f"应报到人数应在 0 到 {MOST_MEMBERS} 之间。",
        code="unit.declared",
        field="declared_members",
    )
    require(
        declared_on is not None and FIRST_DAY <= declared_on <= clock.today(),
        "请填写申报日期，不能晚于今天。",
        code="unit.declared_on",
        field="declared_on",
    )


def check_active_from(active_from: datetime.date, active_to: datetime.date | None) -> None:
    require(
        FIRST_DAY <= active_from <= clock.today(),
        "启用日期不能晚于今天。",
        code="unit.active_from",
        field="active_from",
    )
    require(
        active_to is None or active_from <= active_to,
        f"启用日期不能晚于最后使用日 {active_to}。",
        code="unit.active_from",
        field="active_from",
    )


def require_in_use(
    units: Iterable[ResidentUnit], *, field: str | None = None, code: str = "unit.closed"
) -> None:
    """Refuse units that are out of use today or merged: they take no new members or covenants."""
    for unit in units:
        gone = unit.merged_into
        if gone is not None:
            message = f"“{unit.name}”已并入“{gone.name}”，请改选“{gone.name}”。"
            raise RuleViolation(message, code=code, field=field)
        require(
            unit.is_in_use(clock.today()),
            f"“{unit.name}”已停用，请改选其他单位。",
            code=code,
            field=field,
        )


def _check_community(district: District, place: Organization, *, label: str, field: str) -> None:
    place = Organization.objects.get(pk=place.pk)
    fits = (
        place.tier == Organization.Tier.COMMUNITY
        and place.district_id == district.pk
        and place.dissolved_on is None
    )
    require(fits, f"{label}请选择本区在用的社区。", code="unit.community", field=field)


def _check_superior(unit: ResidentUnit, superior: ResidentUnit) -> None:
    """The superior is another unit of the district, in use, and not below the unit."""
    field = "superior_unit"
    superior = ResidentUnit.objects.select_related("merged_into").get(pk=superior.pk)
    require(
        superior.district_id == unit.district_id,
        "主管单位应是本区的单位。",
        code="unit.superior",
        field=field,
    )
    require(superior.pk != unit.pk, "主管单位不能是本单位自己。", code="unit.superior", field=field)
    require_in_use([superior], field=field, code="unit.superior")
    require(
        unit.pk is None or unit.pk not in chain_above(superior),
        f"“{superior.name}”是本单位的下级，不能作主管单位。",
        code="unit.superior",
        field=field,
    )


def chain_above(unit: ResidentUnit) -> list[int]:
    """Return the ids of the units above, nearest first, each as the unit that stays."""
    chain: list[int] = []
    above = unit.superior_unit
    while above is not None and above.standing.pk not in chain:
        chain.append(above.standing.pk)
        above = above.standing.superior_unit
    return chain
