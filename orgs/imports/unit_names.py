"""The units that a file may speak of: by code, by name, by a name that looks alike."""

import datetime
from typing import Any, Protocol

from accounts.models import User
from common.text import normalise_line
from common.violations import RuleViolation, require
from orgs.imports.kinds import SourceRow
from orgs.models import District, ResidentUnit
from orgs.operations.uscc import normalise_uscc
from orgs.policy import Action
from orgs.selectors.units import core_of

UNKNOWN = "主管单位“{}”没有找到，或不在您的管理范围内。"


class Speaking(Protocol):
    """A row as far as it could be read."""

    source: SourceRow
    values: dict[str, Any]
    unit: ResidentUnit | None


class KnownUnits:
    """The district's register in memory, and what the file adds to it."""

    def __init__(self, user: User, district: District | None) -> None:
        units = list(
            ResidentUnit.objects.visible_to(user, Action.KEEP_UNITS)
            .filter(district=district)
            .select_related("located_in", "paired_community", "superior_unit")
        )
        self.district = district
        self.by_pk = {unit.pk: unit for unit in units}
        self.by_uscc = {unit.uscc: unit for unit in units if unit.uscc}
        # A name may be taken anew when its unit was closed: the open one is meant.
        self.by_name = {
            unit.name: unit for unit in sorted(units, key=lambda unit: unit.active_to is None)
        }
        self.by_core = {self._core(unit.name): unit for unit in units if not unit.merged_into_id}
        self.elsewhere = set(
            ResidentUnit.objects.exclude(uscc="")
            .exclude(district=district)
            .values_list("uscc", flat=True)
        )
        self.above: dict[str, str] = {
            _key(unit.pk): _key(unit.superior_unit_id) for unit in units if unit.superior_unit_id
        }
        self.new_rows: dict[str, int] = {}

    def _core(self, name: str) -> str:
        return core_of(name, self.district.name if self.district else "")

    def take_file(self, rows: list[Any]) -> None:
        """Let rows that add a unit be named as a superior by other rows."""
        for row in rows:
            if row.unit is None:
                for word in (row.values.get("uscc"), row.values.get("name")):
                    if word:
                        self.new_rows.setdefault(word, row.source.number)

    def superior(self, text: str, row: Speaking) -> dict[str, int]:
        """Return what to store for a superior: {"superior_unit_id": id} or, for a unit that the
        file itself adds, {"superior_row": number}. Refuses `unit.superior`.
        """
        unit, number = self._named(text)
        require(
            unit is not None or number is not None,
            UNKNOWN.format(text.strip()[:30]),
            code="unit.superior",
        )
        own = _key(row.unit.pk) if row.unit else f"row {row.source.number}"
        other = _key(unit.pk) if unit else f"row {number}"
        require(own != other, "主管单位不能是本单位自己。", code="unit.superior")
        require(
            not self._is_above(own, other),
            "主管单位是本单位的下级，不能这样填。",
            code="unit.superior",
        )
        self.above[own] = other
        return {"superior_unit_id": unit.pk} if unit else {"superior_row": number}

    def _named(self, text: str) -> tuple[ResidentUnit | None, int | None]:
        name = normalise_line(text, label="主管单位", limit=100)
        try:
            uscc = normalise_uscc(text)
        except RuleViolation:
            uscc = ""
        unit = self.by_uscc.get(uscc) or self.by_name.get(name)
        if unit is not None and unit.merged_into_id:
            unit = self.by_pk.get(unit.merged_into_id)
        return unit, self.new_rows.get(uscc) or self.new_rows.get(name)

    def _is_above(self, unit: str, start: str) -> bool:
        """Whether the unit is met on the way up from `start`."""
        seen: set[str] = set()
        while start in self.above and start not in seen:
            seen.add(start)
            start = self.above[start]
            if start == unit:
                return True
        return False

    def alike(self, row: Speaking) -> ResidentUnit | None:
        """A registered unit whose name means the same; two codes are two units."""
        unit = self.by_core.get(self._core(row.values["name"]))
        return None if unit and unit.uscc and row.values.get("uscc") else unit

    def why_closed(self, unit: ResidentUnit, day: datetime.date) -> str:
        """Why a recognised unit cannot be changed; "" when it can."""
        if unit.merged_into_id:
            gone = self.by_pk.get(unit.merged_into_id)
            return f"该单位已并入“{gone}”，请改填“{gone}”。"
        if unit.active_to is not None and unit.active_to < day:
            return "该单位已停用，请先恢复使用。"
        return ""

    def shown(self, unit: ResidentUnit, name: str) -> str:
        """What the register holds now, as people read it; places and superiors by name."""
        if name == "category":
            return unit.get_category_display()
        value = getattr(unit, name)
        return "" if value is None else str(value)


def _key(pk: int) -> str:
    return f"unit {pk}"
