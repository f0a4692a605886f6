"""台账: the registers of covenants and projects as the office prints them, at any length.

A ledger is read once, row by row; what it sums up is known behind its last row.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count, islice
from typing import IO, Any, Protocol

from django.db.models import QuerySet

from common.documents import WIDE, OfficialDocument
from common.long_documents import Filling, Place, write_filled
from covenants.models import Covenant, CovenantParty, Project
from reports.prints.sheets import Closing, reporting

CHUNK = 1_000
COVENANTS, PROJECTS = "共驻共建协议台账", "共建项目台账"
# In millimetres of the wide sheet: four digits and a day stay on one line, in a wider font too.
COVENANT_COLUMNS = {
    "序号": 13, "编号": 30, "协议名称": 40, "甲方": 24, "乙方": 34, "签订日期": 27,
    "生效日期": 27, "到期日期": 27, "状态": 19, "备注": 16,
}  # fmt: skip
PROJECT_COLUMNS = {
    "序号": 13, "编号": 30, "项目名称": 26, "五共事项": 17, "五共目标": 17, "牵头社区": 19,
    "实施社区": 20, "参与单位": 20, "确定日期": 27, "完成日期": 27, "资金（元）": 26, "状态": 15,
}  # fmt: skip
COVENANT_FIELDS = (
    "no", "title", "organization__name", "signed_on", "effective_from", "effective_to", "status",
    "terminated_on", "reason", "renews", "amends",
)  # fmt: skip
WITH, WITHOUT = "一、有协议依据的项目", "二、没有协议依据的项目"


class Tally(Protocol):
    """Turns records into cells and counts them on the way."""

    def look_at(self, batch: list[Any]) -> None: ...

    def line(self, number: int, record: Any) -> tuple[str, ...]: ...

    def told(self) -> str: ...


@dataclass
class Section:
    """One table of a ledger: its heading ("" for none), its rows, the sum below them."""

    heading: str
    records: QuerySet
    tally: Tally

    def lines(self) -> Iterator[tuple[str, ...]]:
        """Return the rows as they are read; so many at a time are held."""
        records, number = self.records.iterator(CHUNK), count(1)
        while batch := list(islice(records, CHUNK)):
            self.tally.look_at(batch)
            yield from (self.tally.line(next(number), record) for record in batch)

    def total(self) -> str:
        """Return the sum of what was read."""
        return self.tally.told()


@dataclass(frozen=True)
class Ledger:
    """A register to print: which rows it holds in words, its columns with their widths."""

    title: str
    scope: str
    reporter: str
    day: datetime.date
    columns: dict[str, int]
    sections: Sequence[Section]

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(self.columns)

    @property
    def widths(self) -> tuple[int, ...]:
        return tuple(self.columns.values())

    @property
    def shares(self) -> list[float]:
        """The widths as hundredths."""
        return [round(100 * width / sum(self.widths), 1) for width in self.widths]

    @property
    def head(self) -> str:
        return f"范围：{self.scope}　　截至 {self.day.year}年{self.day.month}月{self.day.day}日"

    @property
    def closing(self) -> Closing:
        return reporting(self.reporter, self.day)

    @property
    def file_name(self) -> str:
        return f"{self.title}-{self.day:%Y%m%d}.docx"


def write_docx(target: IO[bytes], ledger: Ledger) -> None:
    """Write the ledger as a docx, row by row."""
    document = OfficialDocument(ledger.title, layout=WIDE)
    document.note(ledger.head)
    fillings = []
    for number, section in enumerate(ledger.sections):
        place = Place(number, len(ledger.headers))
        if section.heading:
            document.note(section.heading, is_with_next=True)
        document.table(ledger.headers, [place.cells], ledger.widths, is_small=True)
        document.note(place.below)
        fillings.append(Filling(place, section.lines(), section.total))
    document.closing(*ledger.closing.parts)
    write_filled(target, document.to_bytes(), fillings)


def covenant_sections(covenants: QuerySet[Covenant], day: datetime.date) -> list[Section]:
    """Return the one table of the 协议台账, in the order of the given rows."""
    rows = covenants.prefetch_related(None).only(*COVENANT_FIELDS)
    return [Section("", rows, CovenantTally(day))]


def project_sections(projects: QuerySet[Project]) -> list[Section]:
    """Return the two tables of the 项目台账: what rests on a covenant, and apart what does not."""
    rows = projects.defer("outcome").prefetch_related("partners", "funding")
    return [
        Section(WITH, rows.with_covenant(True), ProjectTally()),
        Section(WITHOUT, rows.with_covenant(False), ProjectTally()),
    ]


@dataclass
class CovenantTally:
    """How the covenants stand on the day."""

    day: datetime.date
    standings: Counter[str] = field(default_factory=Counter)
    units: dict[int, list[str]] = field(default_factory=dict)

    def look_at(self, batch: list[Covenant]) -> None:
        """Read the units that sign, by their names alone: ten thousand rows need no records."""
        sides = CovenantParty.objects.filter(covenant__in=batch).exclude(unit=None)
        self.units = defaultdict(list)
        for key, name in sides.order_by("position", "pk").values_list("covenant", "unit__name"):
            self.units[key].append(name)

    def line(self, number: int, covenant: Covenant) -> tuple[str, ...]:
        standing = covenant.standing_label(self.day)
        self.standings[standing] += 1
        return (
            str(number),
            covenant.no,
            covenant.title,
            covenant.organization.name,
            "、".join(self.units[covenant.pk]),
            _day(covenant.signed_on),
            _day(covenant.effective_from),
            _day(covenant.effective_to),
            standing,
            _remark(covenant),
        )

    def told(self) -> str:
        return _sum("份", "没有符合条件的协议。", self.standings)


@dataclass
class ProjectTally:
    """How the projects stand, by which code, and with how much money."""

    states: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    money: Decimal = Decimal(0)

    def look_at(self, batch: list[Project]) -> None:
        """Everything came with the records."""

    def line(self, number: int, project: Project) -> tuple[str, ...]:
        money = sum((row.amount for row in project.funding.all()), Decimal(0))
        state, code = project.get_status_display(), project.get_code_b_display()
        self.states[state] += 1
        self.codes[code] += 1
        self.money += money
        return (
            str(number),
            project.no,
            project.name,
            code,
            project.get_code_a_display(),
            project.lead.name,
            _names(project.communities.all()),
            _names(project.partners.all()),
            _day(project.confirmed_on),
            _day(project.finished_on),
            f"{money:,.2f}" if money else "",
            state,
        )

    def told(self) -> str:
        total = _sum("个", "没有符合条件的项目。", self.states)
        if not self.states:
            return total
        return f"{total}按五共事项：{_parts(self.codes)}。资金合计 {self.money:,.2f} 元。"


def _sum(measure: str, nothing: str, counts: Counter[str]) -> str:
    if not counts:
        return nothing
    return f"合计 {counts.total()} {measure}：{_parts(counts)}。"


def _parts(counts: Counter[str]) -> str:
    return "，".join(f"{name} {count}" for name, count in counts.most_common())


def _remark(covenant: Covenant) -> str:
    origin = "续签" if covenant.renews_id else "补充协议" if covenant.amends_id else ""
    return "；".join(filter(None, [origin, covenant.reason]))


def _names(rows: Iterable[Any]) -> str:
    return "、".join(row.name for row in rows)


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""
