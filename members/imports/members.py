"""The members of the units (党员名册)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from accounts.models import User
from common import clock, phones
from common.text import close_up, normalise_line, normalise_name, normalise_phone
from common.violations import RuleViolation, require
from members.imports.facts import read_person
from members.imports.sealing import sealed
from members.imports.units import unknown_unit
from members.models import Member
from members.operations.bulk import CHANGEABLE, import_members, undo_member_import
from orgs.imports.cells import change_told
from orgs.imports.kinds import (
    Column,
    ImportKind,
    Judgement,
    SourceRow,
    Verdict,
    Written,
    register,
)
from orgs.models import ImportBatch, ResidentUnit
from orgs.policy import Action


@register
class MemberKind(ImportKind):
    """党员名册: known by name and number; the number is sealed before it is kept anywhere."""

    code = "member"
    label = "党员名册"
    action = Action.KEEP_MEMBERS
    columns = (
        Column("name", "姓名", ("党员姓名", "名字"), is_required=True, example="王建国"),
        Column(
            "mobile", "手机号", ("手机", "手机号码", "联系电话", "电话", "联系方式"),
            is_required=True, note="11 位手机号码，加密保存。", example="13800000000",
            is_private=True,
        ),
        Column(
            "unit", "所在单位", ("单位", "工作单位", "单位名称"), is_required=True,
            note="与驻区单位名册中的名称或统一社会信用代码一致。", example="浉河区教育体育局",
        ),
        Column(
            "kind", "党员类别", ("类别", "党员性质"), note="不填按正式党员。",
            example="正式党员", choices=("正式党员", "预备党员"),
        ),
        Column("gender", "性别", example="男", choices=("男", "女")),
        Column("joined_on", "入党日期", ("入党时间",), example="2010-07-01"),
        Column("on_job", "在职", ("是否在职",), example="是", choices=("是", "否")),
        Column("specialties", "特长", ("专长", "个人特长"), example="法律咨询"),
    )  # fmt: skip
    notes = ("同名且手机号相同的视为同一名党员，只更新填写了的列。",)

    def judge(self, user: User, rows: Sequence[SourceRow]) -> Iterator[Judgement]:
        return Register(user, rows).judge_all()

    def write(self, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
        return import_members(actor=actor, batch=batch, rows=rows)

    def undo(self, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
        return undo_member_import(actor=actor, batch=batch, rows=rows)


class Register:
    """What the register holds of the people in the file, read in a few queries."""

    def __init__(self, user: User, rows: Sequence[SourceRow]) -> None:
        self.rows = rows
        self.user = user
        self.units: dict[str, int] = {}
        mine = ResidentUnit.objects.visible_to(user, Action.KEEP_MEMBERS).active(clock.today())
        for pk, name, uscc in mine.filter(merged_into=None).values_list("pk", "name", "uscc"):
            self.units |= {name: pk, uscc: pk} if uscc else {name: pk}
        # Two passes: who is spoken of, all at once; then row by row what becomes of each.
        people = [self._known_by(row) for row in rows]
        indexes = {index for index, _ in people} - {""}
        # A clash of numbers is told even where the other person lies outside the scope: unnamed.
        self.by_index: dict[str, list[Member]] = {}
        for member in (
            Member.objects.standing().filter(mobile_index__in=indexes).select_related("unit")
        ):
            self.by_index.setdefault(member.mobile_index, []).append(member)
        visible = Member.objects.visible_to(user, Action.KEEP_MEMBERS)
        names = {name for _, name in people}
        self.mine = set(visible.filter(mobile_index__in=indexes).values_list("pk", flat=True))
        self.namesakes = set(
            visible.standing().filter(name__in=names).values_list("unit_id", "name")
        )
        self.first: dict[tuple[str, str], int] = {}
        self.first_with: dict[str, int] = {}

    def judge_all(self) -> Iterator[Judgement]:
        for row in self.rows:
            yield self._judge(row, *self._read(row))

    def _known_by(self, row: SourceRow) -> tuple[str, str]:
        """Return the index of the number and the name, by which people are found; "" if unread."""
        try:
            phone = normalise_phone(row.texts.get("mobile", ""))
            return phones.blind_index(phone), normalise_name(row.texts.get("name", ""))
        except RuleViolation:
            return "", ""

    def _read(self, row: SourceRow) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Return the row's values as far as they can be read, and what is wrong with the rest."""
        person, findings = read_person(row.texts)
        try:
            person["unit_id"] = self._unit(row.texts.get("unit", ""))
        except RuleViolation as violation:
            findings.append(("unit", violation.message))
        return person, findings

    def _unit(self, text: str) -> int:
        name = close_up(normalise_line(text, label="所在单位", limit=100))
        require(
            name in self.units,
            unknown_unit(self.user, name),
            code="import.unit",
        )
        return self.units[name]

    def _judge(
        self, row: SourceRow, person: dict[str, Any], findings: list[tuple[str, str]]
    ) -> Judgement:
        if findings:
            return Judgement(row.number, Verdict.ERROR, findings=findings)
        key = (person["mobile_index"], person["name"])
        if key in self.first:
            text = f"与第 {self.first[key]} 行是同一名党员，请只留一行。"
            return Judgement(row.number, Verdict.CONFLICT, findings=[("name", text)])
        self.first[key] = row.number
        twin = self.first_with.setdefault(person["mobile_index"], row.number)
        holders = self.by_index.get(person["mobile_index"], [])
        known = next((m for m in holders if m.name == person["name"]), None)
        if known is not None:
            return self._known(row, person, known)
        doubt = self._doubt(person, holders)
        if twin != row.number:
            doubt = [("mobile", f"与第 {twin} 行的手机号相同、姓名不同，请核对。")]
        verdict = Verdict.DUPLICATE if doubt else Verdict.NEW
        return Judgement(row.number, verdict, _sealed(person), doubt)

    def _known(self, row: SourceRow, person: dict[str, Any], known: Member) -> Judgement:
        if known.pk not in self.mine:
            text = "名册里已有这名党员，但不在您的管理范围内。"
            return Judgement(row.number, Verdict.CONFLICT, findings=[("name", text)])
        if known.unit_id != person["unit_id"]:
            text = f"名册中的单位是{known.unit_label}，换了单位的请在党员页面办理“更改单位”。"
            return Judgement(row.number, Verdict.CONFLICT, findings=[("unit", text)])
        facts = _facts(person)
        changed = {
            name: value for name, value in facts.items() if _plain(getattr(known, name)) != value
        }
        verdict = Verdict.UPDATE if changed else Verdict.SAME
        values = changed | {"unit_id": person["unit_id"]}
        findings = [_change_told(known, name) for name in changed]
        return Judgement(row.number, verdict, values, findings, known.pk, known.version)

    def _doubt(self, person: dict[str, Any], holders: list[Member]) -> list[tuple[str, str]]:
        if holders:
            return [("mobile", "名册里另有一名党员用这个手机号，请核对。")]
        if (person["unit_id"], person["name"]) in self.namesakes:
            return [("name", "该单位已有同名党员，手机号不同，请核对是否同一人。")]
        return []


def _change_told(known: Member, name: str) -> tuple[str, str]:
    """Say what a known member's column held before."""
    label = Member._meta.get_field(name).verbose_name
    shown = getattr(known, f"get_{name}_display", lambda: getattr(known, name))()
    if name == "on_job":
        shown = "是" if shown else "否"
    return name, change_told(label, shown)


def _facts(person: dict[str, Any]) -> dict[str, Any]:
    return {name: person[name] for name in CHANGEABLE if name in person}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _sealed(person: dict[str, Any]) -> dict[str, Any]:
    """Return what writing needs; the number itself is no longer in it."""
    return sealed(person) | _facts(person)
