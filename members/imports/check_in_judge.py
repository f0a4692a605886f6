"""What becomes of each row of a roster of check-ins."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from members.imports.check_in_rows import Person, RowReader
from members.imports.sealing import sealed
from members.models import CheckIn, Member
from members.selectors.people import KnownPeople
from orgs.imports.kinds import Judgement, SourceRow, Verdict
from orgs.models import ResidentUnit
from orgs.policy import Action

RIGHTS = (Action.HANDLE_CHECK_INS, Action.KEEP_MEMBERS)
REGISTERED = {CheckIn.Status.REGISTERED, CheckIn.Status.TRANSFERRING}
TAKEN = "另一名党员的报到用了同一个手机号，请与本人核对号码；确为两人的，请逐个代录。"


class Roster:
    """The rows together with the register."""

    def __init__(self, user: User, sources: Sequence[SourceRow]) -> None:
        self.user = user
        self.named = RowReader(user)
        self.rows = [self.named.read(source) for source in sources]
        self._read_people()
        self.seen: dict[str, Person] = {}
        self.met: dict[int, Person] = {}

    def judge_all(self) -> list[Judgement]:
        return [_with_notes(row, self._judge(row)) for row in self.rows]

    def _read_people(self) -> None:
        indexes = {row.index for row in self.rows}
        names = {row.values["name"] for row in self.rows if "name" in row.values}
        seen = Member.objects.visible_to(self.user, *RIGHTS).standing()
        namesakes = list(seen.filter(name__in=names).values_list("pk", "name", "unit"))
        self.namesakes = {(unit, name) for _, name, unit in namesakes}
        self.by_name: dict[str, list[int]] = defaultdict(list)
        nameless = {row.values.get("name") for row in self.rows if not row.index}
        for pk, name, _ in namesakes:
            if name in nameless:
                self.by_name[name].append(pk)
        alone = [pks[0] for pks in self.by_name.values() if len(pks) == 1]
        self.people = KnownPeople(indexes, alone)
        kept = Member.objects.visible_to(self.user, Action.KEEP_MEMBERS)
        self.kept = set(kept.filter(pk__in=self.people.by_pk).values_list("pk", flat=True))

    def _judge(self, row: Person) -> Judgement:
        number = row.source.number
        if row.findings:
            return Judgement(number, Verdict.ERROR, findings=row.findings)
        if twin := self.seen.get(row.index or row.values["name"]):
            return self._twin(row, twin)
        self.seen[row.index or row.values["name"]] = row
        if not row.index:
            return self._by_name(row)
        known = self.people.named(row.index, row.values["name"])
        return self._known(row, known) if known else self._unknown(row)

    def _twin(self, row: Person, twin: Person) -> Judgement:
        line = twin.source.number
        same = row.values["name"] == twin.values["name"]
        text = f"与第 {line} 行是同一名党员，请只留一行。"
        if not same:
            text = f"与第 {line} 行的手机号相同、姓名不同，请核对。"
        return _conflict(row, "name" if same else "mobile", text)

    def _by_name(self, row: Person) -> Judgement:
        """Without a number a member may be meant; the person at the screen says so."""
        found = self.by_name.get(row.values["name"], [])
        if len(found) != 1:
            several = f"名册里有 {len(found)} 名同名党员，请补上手机号。"
            none = "没有手机号，您能看到的名册里没有这个姓名，请补上手机号。"
            text = several if found else none
            return Judgement(row.source.number, Verdict.ERROR, findings=[("mobile", text)])
        member = self.people.by_pk[found[0]]
        judged = self._known(row, member)
        if judged.verdict == Verdict.NEW:
            judged.verdict = Verdict.DUPLICATE
            text = f"没有手机号，按姓名对应名册中{member.unit_label}的{member.name}，请核对。"
            judged.findings = [("name", text)]
        return judged

    def _known(self, row: Person, member: Member) -> Judgement:
        if member.pk in self.met:
            return self._twin(row, self.met[member.pk])
        self.met[member.pk] = row
        if found := self._out_of_reach(row, member) or self._standing(row, member):
            return found
        if told := self._pairing(row, member.unit):
            return Judgement(row.source.number, Verdict.ERROR, findings=[told])
        values = self._values(row) | {"member_id": member.pk}
        told = self._differing_unit(row, member)
        return Judgement(row.source.number, Verdict.NEW, values, [told] if told else [])

    def _out_of_reach(self, row: Person, member: Member) -> Judgement | None:
        community = row.values["community"]
        if community not in self.named.handled and member.pk not in self.kept:
            text = "名册里已有这名党员，但不在您的管理范围内。"
            return _conflict(row, "name", text)
        if member.district_id != self.named.communities[community].district_id:
            return _conflict(row, "name", "这名党员登记在其他区，不能在本区报到。")
        return None

    def _standing(self, row: Person, member: Member) -> Judgement | None:
        """A member who is in a register, or waits, is not entered a second time."""
        here = row.values["community"]
        standing = self.people.standing.get(member.pk, [])
        for one in standing:
            if one.status in REGISTERED and one.community == here:
                told = [("name", "已在本社区在册。")]
                return Judgement(row.source.number, Verdict.SAME, {}, told, one.check_in)
        if standing:
            status, is_here = standing[0].status, standing[0].community == here
            return _conflict(row, "name", _why_not(status, is_here=is_here))
        if self.people.is_number_taken(member.mobile_index, member):
            return _conflict(row, "mobile", TAKEN)
        return None

    def _unknown(self, row: Person) -> Judgement:
        number = row.source.number
        unit = self.named.units.get(row.values.get("unit") or 0)
        if unit is None:
            text = row.unit_problem or "名册里没有这名党员，请填写所在单位，登记报到时一并入册。"
            return Judgement(number, Verdict.ERROR, findings=[("unit", text)])
        if told := self._pairing(row, unit):
            return Judgement(number, Verdict.ERROR, findings=[told])
        if self.people.is_number_taken(row.index):
            return _conflict(row, "mobile", TAKEN)
        doubt = self._doubt(row, unit)
        values = self._values(row) | sealed(row.values) | {"unit_id": unit.pk}
        verdict = Verdict.DUPLICATE if doubt else Verdict.NEW
        return Judgement(number, verdict, values, doubt + self._short_unit(row, unit))

    def _short_unit(self, row: Person, unit: ResidentUnit) -> list[tuple[str, str]]:
        """Say which unit an abbreviation was taken for."""
        typed = row.source.texts.get("unit", "").strip()
        if typed in {unit.name, unit.uscc}:
            return []
        return [("unit", f"单位按“{unit.name}”登记。")]

    def _doubt(self, row: Person, unit: ResidentUnit) -> list[tuple[str, str]]:
        if self.people.holders(row.index):
            return [("mobile", "名册里另有一名党员用这个手机号，请核对是否同一人。")]
        if (unit.pk, row.values["name"]) in self.namesakes:
            return [("name", "该单位已有同名党员，手机号不同，请核对是否同一人。")]
        return []

    def _differing_unit(self, row: Person, member: Member) -> tuple[str, str] | None:
        named = row.values.get("unit")
        if named is None or named == member.unit_id:
            return None
        return "unit", f"名册中这名党员的单位是{member.unit_label}，按名册登记。"

    def _pairing(self, row: Person, unit: ResidentUnit | None) -> tuple[str, str] | None:
        if row.values.get("basis") != CheckIn.Basis.PAIRING:
            return None
        if unit is not None and unit.paired_community_id == row.values["community"]:
            return None
        return "basis", "这个社区不是单位的结对社区，报到依据请填“居住地”。"

    def _values(self, row: Person) -> dict[str, Any]:
        community, values = row.values["community"], row.values
        is_handled = community in self.named.handled
        status = CheckIn.Status.REGISTERED if is_handled else CheckIn.Status.PENDING
        return {
            "community_id": community,
            "status": status,
            "basis": values.get("basis", CheckIn.Basis.RESIDENCE),
            "grid_id": values.get("grid"),
            "building_id": values.get("building"),
            "categories": values.get("categories", []),
            "slots": values.get("slots", []),
            "max_per_month": values.get("max_per_month"),
            "emergency_ok": values.get("emergency_ok", False),
        }


def _with_notes(row: Person, judged: Judgement) -> Judgement:
    """Tell of a row that is to be entered what is left out of it, and ask where it is doubtful."""
    if judged.verdict in {Verdict.NEW, Verdict.DUPLICATE}:
        judged.verdict = Verdict.DUPLICATE if row.doubts else judged.verdict
        judged.findings = [*row.doubts, *judged.findings, *row.notes]
    return judged


def _conflict(row: Person, column: str, text: str) -> Judgement:
    return Judgement(row.source.number, Verdict.CONFLICT, findings=[(column, text)])


def _why_not(status: str, *, is_here: bool) -> str:
    if status in REGISTERED:
        return "已在其他社区在册，转入须由原社区办理转出。"
    if is_here:
        return "已有一份报到等待接收，请在收件箱接收。"
    return "已有一份报到在其他社区等待接收，请等该社区处理，或由本人先撤回。"
