"""Whom each row of a unit's system speaks of, and what stands in its way."""

from collections.abc import Sequence
from typing import Any, Protocol

from members.models import Member
from members.selectors.people import KnownPeople
from orgs.models import ResidentUnit


class Row(Protocol):
    """What is judged of a row: `member` and `findings` are set here."""

    number: int
    key: str
    person: dict[str, Any]
    findings: list[tuple[str, str]]
    member: Member | None


class UpsertJudge:
    """The rows of one request beside the register; the caller holds all numbers."""

    def __init__(self, unit: ResidentUnit, rows: Sequence[Row]) -> None:
        self.unit = unit
        self.rows = rows
        keys = {row.key for row in rows} - {""}
        keyed = Member.objects.filter(unit=unit, external_key__in=keys)
        # A row that was merged speaks of the one who stays.
        self.by_key = {
            key: into or pk
            for pk, into, key in keyed.values_list("pk", "merged_into", "external_key")
        }
        indexes = {row.person["mobile_index"] for row in rows if "mobile_index" in row.person}
        self.people = KnownPeople(indexes, self.by_key.values())
        names = {row.person["name"] for row in rows if "name" in row.person}
        here = Member.objects.standing().filter(unit=unit, name__in=names)
        self.namesakes = set(here.values_list("name", "external_key"))
        self.seen: dict[str, int] = {}
        self.met: dict[int, int] = {}

    def judge_all(self) -> None:
        for row in self.rows:
            if not row.findings:
                self._judge(row)

    def _judge(self, row: Row) -> None:
        marks = [row.person["mobile_index"], *([f"key {row.key}"] if row.key else [])]
        for mark in marks:
            if mark in self.seen:
                name = "mobile" if mark == row.person["mobile_index"] else "key"
                label = "手机号" if name == "mobile" else "编号"
                self._refuse(row, name, f"与第 {self.seen[mark]} 行的{label}相同，请核对。")
                return
        self.seen |= dict.fromkeys(marks, row.number)
        found = self._find(row)
        if found and found.pk in self.met:
            text = f"与第 {self.met[found.pk]} 行是同一名党员，请只留一行。"
            self._refuse(row, "name", text)
            return
        problem = self._changing(row, found) if found else self._adding(row)
        if problem:
            self._refuse(row, *problem)
        else:
            row.member = found
            if found:
                self.met[found.pk] = row.number

    def _refuse(self, row: Row, name: str, text: str) -> None:
        row.findings.append((name, text))

    def _find(self, row: Row) -> Member | None:
        """By the unit's own key; else by name and number, wherever the member is."""
        keyed = self.people.by_pk.get(self.by_key.get(row.key, 0))
        return keyed or self.people.named(row.person["mobile_index"], row.person["name"])

    def _changing(self, row: Row, member: Member) -> tuple[str, str] | None:
        index, name = row.person["mobile_index"], row.person["name"]
        is_keyed = row.key in self.by_key
        is_renumbered = member.mobile_index != index
        if member.unit_id != self.unit.pk:
            return "name", "名册里已有这名党员，但不在本单位，请先在党员页面办理“更改单位”。"
        if not is_keyed and row.key and member.external_key:
            return "key", "这名党员在本单位已有另一个编号，请核对。"
        if is_renumbered and member.name != name:
            return "key", "这个编号对应的党员姓名、手机号都不同，请核对编号。"
        if is_renumbered and member.user_id is not None:
            return "mobile", "这名党员已有账号，手机号请由本人在“我的信息”里更正。"
        if (is_renumbered or member.name != name) and self.people.holders(index, member):
            return "mobile", TAKEN
        return None

    def _adding(self, row: Row) -> tuple[str, str] | None:
        if self.people.holders(row.person["mobile_index"]):
            return "mobile", TAKEN
        # Two namesakes with a key each are two people.
        others = {key for name, key in self.namesakes if name == row.person["name"]}
        if others and (not row.key or "" in others):
            return "name", "本单位已有同名党员，手机号不同，请核对是否同一人。"
        return None


TAKEN = "名册里另有一名党员用这个手机号，请核对；确为两人的，请由社区代录。"
