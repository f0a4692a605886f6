"""Judging a file of units: against the register, against the rules, against itself."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from accounts.models import User
from common import clock
from common.mobiles import MOBILE_COLUMNS
from common.text import OUTER
from common.violations import RuleViolation
from orgs.imports.cells import change_told, parse_choice, parse_count, parse_day
from orgs.imports.kinds import FAULTY, Judgement, SourceRow, Verdict
from orgs.imports.places import NamedPlaces
from orgs.imports.unit_names import KnownUnits
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.unit_rules import DISTRICT_DIRECT, check_active_from, check_declared, clean
from orgs.policy import Action

Category = ResidentUnit.Category
CATEGORY_WORDS: dict[str, str] = {
    **{label: code for code, label in Category.choices},
    "机关": Category.DISTRICT_ORGAN, "区直单位": Category.DISTRICT_ORGAN,
    "事业单位": Category.DISTRICT_INSTITUTION, "市直单位": Category.CITY_AND_ABOVE,
    "市直及以上单位": Category.CITY_AND_ABOVE, "国企": Category.STATE_ENTERPRISE,
    "国有企业单位": Category.STATE_ENTERPRISE, "民营企业": Category.PRIVATE_ECONOMY,
    "非公企业": Category.PRIVATE_ECONOMY, "非公有制经济组织": Category.PRIVATE_ECONOMY,
    "社会团体": Category.SOCIAL_ORGANIZATION, "社团": Category.SOCIAL_ORGANIZATION,
    "中学": Category.SCHOOL, "小学": Category.SCHOOL, "幼儿园": Category.SCHOOL,
    "医疗机构": Category.HOSPITAL, "卫生院": Category.HOSPITAL,
    "物业公司": Category.PROPERTY_COMPANY, "物业服务企业": Category.PROPERTY_COMPANY,
    "物业": Category.PROPERTY_COMPANY, "其它": Category.OTHER,
}  # fmt: skip
LABELS = {
    "name": "单位名称", "uscc": "统一社会信用代码", "category": "类别",
    "party_org_name": "党组织名称", "first_responsible": "党组织书记",
    "deputy_responsible": "分管领导", "liaison": "联络员", "located_in": "所在社区",
    "paired_community": "结对社区", "declared_members": "应报到人数", "declared_on": "申报日期",
    "active_from": "启用日期", "superior_unit": "主管单位",
}  # fmt: skip
PLAIN = (
    "name",
    "uscc",
    "party_org_name",
    "first_responsible",
    "deputy_responsible",
    "liaison",
    "mobile",
)
COMMUNITIES = ("located_in", "paired_community")
DAYS = ("declared_on", "active_from")


def communities_of(user: User) -> list[Organization]:
    """Return the communities in use that the user may name."""
    return list(
        Organization.objects.visible_to(user, Action.KEEP_UNITS)
        .of_tier(Organization.Tier.COMMUNITY)
        .filter(dissolved_on=None)
        .for_list()
    )


class Row:
    """One row on its way: what could be read of it, what was found, which unit it speaks of."""

    def __init__(self, source: SourceRow) -> None:
        self.source = source
        self.values: dict[str, Any] = {}
        self.findings: list[tuple[str, str]] = []
        self.conflicts: list[tuple[str, str]] = []
        self.unit: ResidentUnit | None = None

    def is_filled(self, name: str) -> bool:
        return bool(self.source.texts.get(name, "").strip(OUTER))

    def read(self, name: str, reading: Callable[[str], Any]) -> None:
        """Take a filled cell over; what is refused becomes a finding."""
        if self.is_filled(name):
            with self.finding(name):
                self.values[name] = reading(self.source.texts[name])

    @contextmanager
    def finding(self, name: str) -> Iterator[None]:
        """A violated rule becomes a finding."""
        try:
            yield
        except RuleViolation as violation:
            self.find(name, violation.message)

    def find(self, name: str, sentence: str) -> None:
        self.findings.append((name, sentence))


class UnitJudge:
    """Judges all rows of one file for one user, with a fixed number of queries."""

    def __init__(self, user: User) -> None:
        self.district = District.objects.visible_to(user, Action.KEEP_UNITS).first()
        self.places = NamedPlaces(communities_of(user))
        self.known = KnownUnits(user, self.district)
        self.today = clock.today()

    def judge(self, sources: Sequence[SourceRow]) -> list[Judgement]:
        rows = [self._read(source) for source in sources]
        for row in rows:
            self._recognise(row)
        find_twins(rows)
        self.known.take_file(rows)
        judgements = [self._judge(row) for row in rows]
        drop_orphans(judgements)
        return judgements

    def _read(self, source: SourceRow) -> Row:
        row = Row(source)
        if not row.is_filled("name"):
            row.find("name", "请填写单位名称。")
        self._read_plain(row)
        row.read("category", lambda text: parse_choice(text, CATEGORY_WORDS, label="类别"))
        row.read("declared_members", lambda text: parse_count(text, label="应报到人数"))
        for name in COMMUNITIES:
            with row.finding(name):
                text = source.texts.get(name, "")
                if place := self.places.find(text, label=LABELS[name], field=name):
                    row.values[name] = place
        for name in DAYS:
            with row.finding(name):
                if day := parse_day(source.texts.get(name, ""), label=LABELS[name]):
                    row.values[name] = day
        return row

    def _read_plain(self, row: Row) -> None:
        """The register's own normalisation, at once; cell by cell when something is refused."""
        filled = {name: row.source.texts[name] for name in PLAIN if row.is_filled(name)}
        try:
            row.values |= clean(filled)
        except RuleViolation:
            for name, text in filled.items():
                with row.finding(name):
                    row.values |= clean({name: text})

    def _recognise(self, row: Row) -> None:
        """Find the unit that a row speaks of: by its code, else by its name."""
        name, uscc = row.values.get("name", ""), row.values.get("uscc", "")
        by_code = self.known.by_uscc.get(uscc)
        by_name = self.known.by_name.get(name)
        row.unit = by_code or by_name
        if by_code and by_name and by_code.pk != by_name.pk:
            told = f"代码登记的是“{by_code.name}”，与这里的名称不是同一个单位。"
            row.conflicts.append(("uscc", told))
        elif by_name and not by_code and uscc and by_name.uscc:
            told = f"“{name}”登记的代码是 {by_name.uscc}，与表里不同。"
            row.conflicts.append(("uscc", told))

    def _judge(self, row: Row) -> Judgement:
        if row.is_filled("superior_unit"):
            with row.finding("superior_unit"):
                text = row.source.texts["superior_unit"]
                row.values["superior_unit"] = self.known.superior(text, row)
        self._check(row)
        judgement = Judgement(row.source.number, Verdict.NEW)
        judgement.findings = [*row.findings, *row.conflicts]
        if row.unit is not None:
            judgement.record_id, judgement.version = row.unit.pk, row.unit.version
        if row.findings:
            judgement.verdict = Verdict.ERROR
        elif row.conflicts:
            judgement.verdict = Verdict.CONFLICT
        elif row.unit is not None:
            self._compare(row, row.unit, judgement)
        else:
            self._register(row, judgement)
        return judgement

    def _check(self, row: Row) -> None:
        """The register's own rules, as far as the cells could be read."""
        values, unit = row.values, row.unit
        if unit is None and not row.is_filled("category"):
            row.find("category", "新增单位请填写类别。")
        if values.get("uscc") in self.known.elsewhere:
            row.find("uscc", "这个统一社会信用代码已登记在另一个单位名下。")
        if unit is not None and (reason := self.known.why_closed(unit, self.today)):
            row.find("name", reason)
        if "declared_members" in values:
            with row.finding("declared_members"):
                check_declared(values["declared_members"], self._declared_on(row))
        if "active_from" in values:
            with row.finding("active_from"):
                check_active_from(values["active_from"], unit.active_to if unit else None)

    def _declared_on(self, row: Row) -> datetime.date | None:
        """The day of the number: the file's, or the one stored with the same number."""
        unit = row.unit
        is_known = unit and unit.declared_members == row.values["declared_members"]
        return row.values.get("declared_on") or (unit.declared_on if unit and is_known else None)

    def _compare(self, row: Row, unit: ResidentUnit, judgement: Judgement) -> None:
        """Say what the file would change of a known unit."""
        values = storable(row.values, unit.row_key)
        changed = {name: new for name, new in values.items() if stored(unit, name) != new}
        if "mobile_index" not in changed:
            changed = {name: new for name, new in changed.items() if name not in MOBILE_COLUMNS}
        judgement.verdict = Verdict.UPDATE if changed else Verdict.SAME
        judgement.values = changed
        for name in (name.removesuffix("_id") for name in changed):
            if name in LABELS:
                told = change_told(LABELS[name], self.known.shown(unit, name))
                judgement.findings.append((name, told))
        if "mobile_index" in changed:
            judgement.findings.append(("mobile", "更换联络员手机号。"))

    def _register(self, row: Row, judgement: Judgement) -> None:
        key = uuid.uuid4()
        judgement.values = {**storable(row.values, key), "row_key": str(key)}
        alike = self.known.alike(row)
        if alike is not None:
            judgement.verdict = Verdict.DUPLICATE
            judgement.record_id = alike.pk
            judgement.findings.append(("name", f"与已登记的“{alike.name}”名称相近。"))


def find_twins(rows: Sequence[Row]) -> None:
    """Rows of the file that are the same unit name one another."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        for name in ("name", "uscc"):
            if row.values.get(name):
                groups[name, row.values[name]].append(row)
        if row.unit is not None:
            groups["unit", row.unit.pk].append(row)
    for group in groups.values():
        for row in group if len(group) > 1 else ():
            others = (str(other.source.number) for other in group if other is not row)
            told = ("name", f"与第 {'、'.join(list(others)[:5])} 行是同一个单位，请只留一行。")
            if told not in row.conflicts:
                row.conflicts.append(told)


def drop_orphans(judgements: Sequence[Judgement]) -> None:
    """A unit whose superior the file adds needs that row to be right."""
    by_number = {one.number: one for one in judgements}
    waiting = [one for one in judgements if "superior_row" in one.values]
    is_done = False
    while not is_done:
        is_done = True
        for one in waiting:
            superior = by_number[one.values["superior_row"]]
            if one.verdict != Verdict.ERROR and superior.verdict in FAULTY:
                one.verdict, is_done = Verdict.ERROR, False
                told = f"主管单位在第 {superior.number} 行，那一行还有问题，请先改正。"
                one.findings.append(("superior_unit", told))


def storable(values: dict[str, Any], row_key: uuid.UUID) -> dict[str, Any]:
    """Return what is to be stored, by column of the table, as JSON holds it."""
    columns = dict(values)
    if "category" in columns:
        columns["is_district_direct"] = columns["category"] in DISTRICT_DIRECT
    for name in DAYS:
        if name in columns:
            columns[name] = columns[name].isoformat()
    for name in COMMUNITIES:
        if name in columns:
            columns[f"{name}_id"] = columns.pop(name)
    columns |= columns.pop("superior_unit", {})
    if mobile := columns.pop("mobile", ""):
        columns |= ResidentUnit.seal_mobile(mobile, row_key)
    return columns


def stored(unit: ResidentUnit, name: str) -> Any:
    value = getattr(unit, name, None)
    return value.isoformat() if isinstance(value, datetime.date) else value
