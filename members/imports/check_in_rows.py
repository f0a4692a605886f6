"""Reading one row of a roster of check-ins, as far as it goes by itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from common import clock, phones
from common.text import (
    close_up,
    normalise_digits,
    normalise_line,
    normalise_name,
    normalise_phone,
)
from common.violations import RuleViolation, require
from members.imports.places import Homes, communities_of
from members.imports.units import unknown_unit
from members.imports.wishes import read_categories, read_slots
from members.operations.intentions import MOST_PER_MONTH
from orgs.imports.cells import parse_choice, parse_count
from orgs.imports.kinds import SourceRow
from orgs.imports.pasted import MOBILE
from orgs.imports.places import NamedPlaces
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

BASES = {
    "居住地": "residence", "居住": "residence", "住址": "residence",
    "单位结对": "pairing", "结对": "pairing", "结对社区": "pairing",
}  # fmt: skip
YES_NO = {"是": "yes", "可以": "yes", "能": "yes", "√": "yes", "✓": "yes", "否": "no", "不": "no"}


@dataclass
class Person:
    """A row as far as it could be read: values by name, and what is wrong with the rest."""

    source: SourceRow
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)
    unit_problem: str = ""
    # What is told of a row that is entered all the same, and what must be asked first.
    notes: list[tuple[str, str]] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)

    def read(self, column: str, reader: Callable[[str], Any], *, name: str = "") -> None:
        """Read a cell; a blank one is left out."""
        text = self.source.texts.get(column, "")
        if text.strip():
            try:
                self.values[name or column] = reader(text)
            except RuleViolation as violation:
                self.findings.append((column, violation.message))

    def refuse(self, column: str, sentence: str) -> None:
        self.findings.append((column, sentence))

    @property
    def index(self) -> str:
        return self.values.get("mobile_index", "")


class RowReader:
    """What the rows may speak of: the user's communities with their homes, and units."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._read_places()
        self._read_units()

    def _read_places(self) -> None:
        self.communities = {node.pk: node for node in communities_of(self.user)}
        mine = Organization.objects.visible_to(self.user, Action.HANDLE_CHECK_INS)
        handled = mine.filter(pk__in=self.communities).values_list("pk", flat=True)
        self.handled = set(handled.order_by("code"))
        self.names = NamedPlaces(self.communities.values())
        self.homes = Homes(self.handled)

    def _read_units(self) -> None:
        """A community names any unit of its district, a liaison the own one."""
        inside = Organization.objects.filter(pk__in=self.handled)
        named = ResidentUnit.objects.of_districts(inside)
        named |= ResidentUnit.objects.visible_to(self.user, Action.KEEP_MEMBERS)
        in_use = named.active(clock.today()).filter(merged_into=None)
        self.units = {unit.pk: unit for unit in in_use}
        self.by_word: dict[str, int | None] = {}
        for unit in self.units.values():
            self.by_word |= {word: unit.pk for word in (unit.name, unit.uscc) if word}

    def read(self, source: SourceRow) -> Person:
        row = Person(source)
        row.read("name", normalise_name)
        row.read("mobile", _mobile)
        self._read_unit(row)
        row.read("categories", read_categories)
        row.read("slots", read_slots)
        row.read("max_per_month", _most)
        row.read("emergency_ok", _is_yes)
        row.read("basis", lambda text: parse_choice(text, BASES, label="报到依据"))
        row.read("community", self._community)
        if not source.texts.get("name", "").strip():
            row.refuse("name", "请填写姓名。")
        if "mobile" in row.values:
            row.values["mobile_index"] = phones.blind_index(row.values["mobile"])
        self._settle(row)
        _read_leftovers(row)
        return row

    def _read_unit(self, row: Person) -> None:
        """A unit matters where somebody is to be added: what is wrong with it is told then."""
        text = row.source.texts.get("unit", "")
        try:
            name = close_up(normalise_line(text, label="所在单位", limit=100, required=False))
        except RuleViolation as violation:
            row.unit_problem = violation.message
            return
        row.values["unit"] = self._unit_of(name)
        if name and row.values["unit"] is None:
            row.unit_problem = unknown_unit(self.user, name)

    def _unit_of(self, name: str) -> int | None:
        """By name or code; else the only one that it may be short for: 教体局, 区教育体育局."""
        if name not in self.by_word:
            longer = [pk for pk, unit in self.units.items() if _is_short_for(name, unit.name)]
            self.by_word[name] = longer[0] if len(longer) == 1 else None
        return self.by_word[name]

    def _community(self, text: str) -> int | None:
        return self.names.find(text, label="报到社区", field="community")

    def _settle(self, row: Person) -> None:
        """The community where none is named, and the home in it."""
        texts = row.source.texts
        if not texts.get("community", "").strip():
            if len(self.handled) != 1:
                row.refuse("community", "请填写报到社区。")
                return
            row.values["community"] = next(iter(self.handled))
        community = row.values.get("community")
        if community not in self.handled:
            return  # the community that accepts says where somebody lives
        home, told = self.homes.find(community, texts.get("grid", ""), texts.get("building", ""))
        row.values["grid"], row.values["building"] = home
        row.notes += told


def _read_leftovers(row: Person) -> None:
    """Of a pasted line: what nobody understood, and a sign beside the name that may belong to it.

    In files a gap within a name is nothing but spacing: 王 五.
    """
    texts = row.source.texts
    if "unread" not in texts:
        return
    typed = texts.get("name", "")
    if " " in typed and "name" in row.values:
        name = row.values["name"]
        row.doubts.append(("name", f"写的是“{typed}”，按“{name}”登记，请核对姓名。"))
    if unread := texts["unread"].strip():
        row.notes.append(("", f"没有读懂：{unread[:60]}，未登记。"))


def _is_short_for(text: str, name: str) -> bool:
    """Whether the name has all signs of the text in the same order, three at least."""
    signs = iter(name)
    return len(text) > 2 and text[-1] == name[-1] and all(sign in signs for sign in text)


def _mobile(text: str) -> str:
    require(
        len(MOBILE.findall(normalise_digits(text))) < 2,
        "这里有两个手机号，请只留一个。",
        code="phone.several",
    )
    return normalise_phone(text)


def _is_yes(text: str) -> bool:
    return parse_choice(text, YES_NO, label="应急时可联系") == "yes"


def _most(text: str) -> int | None:
    most = parse_count(text, label="每月最多服务次数")
    require(
        most is None or 1 <= most <= MOST_PER_MONTH,
        f"每月最多服务次数应在 1 到 {MOST_PER_MONTH} 之间，不限请空着。",
        code="intention.max",
    )
    return most
