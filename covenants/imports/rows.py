"""One row of a ledger as far as it could be read, and what both ledgers have in common."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from common import clock
from common.text import OUTER, normalise_digits, normalise_line
from common.violations import RuleViolation, require
from covenants.operations.parties import check_named, check_open
from orgs.imports.kinds import Judgement, SourceRow, Verdict
from orgs.imports.places import NamedPlaces
from orgs.imports.support.cells import amount
from orgs.models import Organization, ResidentUnit
from orgs.operations.uscc import normalise_uscc
from orgs.selectors.units import core_of

SEPARATORS = re.compile(r"[、，,；;\r\n]+")
TEN_THOUSANDS = re.compile(r"万元?\Z")


class LedgerRow:
    """A row on its way: values, what is wrong, and what is told of a row that is entered."""

    def __init__(self, source: SourceRow) -> None:
        self.source = source
        self.values: dict[str, Any] = {}
        self.findings: list[tuple[str, str]] = []
        self.notes: list[tuple[str, str]] = []

    def is_filled(self, column: str) -> bool:
        return bool(self.source.texts.get(column, "").strip(OUTER))

    def read(self, column: str, reading: Callable[[str], Any]) -> None:
        """Take a filled cell over; what is refused becomes a finding."""
        if self.is_filled(column):
            with self.finding(column):
                self.values[column] = reading(self.source.texts[column])

    def need(self, column: str, label: str) -> None:
        if not self.is_filled(column):
            self.findings.append((column, f"请填写{label}。"))

    @contextmanager
    def finding(self, column: str) -> Iterator[None]:
        """A violated rule becomes a finding, in the cell that the rule speaks of."""
        try:
            yield
        except RuleViolation as violation:
            is_cell = violation.field in self.source.texts
            self.findings.append((violation.field if is_cell else column, violation.message))

    def judged(self, verdict: str, *, known: int | None = None) -> Judgement:
        """Return the verdict on a row that is right; ERROR on one that is not."""
        number = self.source.number
        if self.findings:
            return Judgement(number, Verdict.ERROR, findings=self.findings)
        return Judgement(number, verdict, self.values, self.notes, known)


class NamedUnits:
    """The units of the places' districts, as people name them in ledgers."""

    def __init__(self, places: QuerySet[Organization]) -> None:
        rows = ResidentUnit.objects.of_districts(places).select_related("merged_into", "district")
        self._by_word: dict[str, list[ResidentUnit]] = defaultdict(list)
        self._by_core: dict[str, list[ResidentUnit]] = defaultdict(list)
        self._districts: dict[int, str] = {}
        for unit in rows.order_by("pk"):
            self._districts[unit.district_id] = unit.district.name
            for word in {unit.name, unit.uscc} - {""}:
                self._by_word[word].append(unit)
            if unit.is_in_use(clock.today()):
                self._by_core[core_of(unit.name, unit.district.name)].append(unit)

    def read(self, row: LedgerRow, column: str, label: str) -> list[ResidentUnit]:
        """Return the units that a cell names, in their order; each that is not found is told."""
        found = []
        for name in split_names(row.source.texts.get(column, "")):
            with row.finding(column):
                unit = self._find(name, label)
                found.append(unit)
                if name not in {unit.name, unit.uscc}:
                    row.notes.append((column, f"“{name[:30]}”按“{unit.name}”登记。"))
        with row.finding(column):
            check_named([unit.pk for unit in found], field=column)
            check_open(found, clock.today(), field=column)
        return found

    def _find(self, text: str, label: str) -> ResidentUnit:
        """Refuses `party.unknown`, `party.ambiguous`."""
        name = normalise_line(text, label=label, limit=100)
        found = self._by_word.get(name) or self._by_word.get(_code_in(text))
        found = _in_use(found or self._alike(name))
        shown = name[:30]
        require(
            bool(found),
            f"{label}“{shown}”没有找到，或不是本区的驻区单位；请核对名称，没有登记的请先登记。",
            code="party.unknown",
        )
        require(
            len(found) == 1,
            f"{label}“{shown}”对应多个单位，请填单位全称或统一社会信用代码。",
            code="party.ambiguous",
        )
        return found[0]

    def _alike(self, name: str) -> list[ResidentUnit]:
        """Units whose name means the same: 浉河区教体局 for 区教体局."""
        return [
            unit
            for district in self._districts.values()
            for unit in self._by_core.get(core_of(name, district), [])
        ]


def _code_in(text: str) -> str:
    try:
        return normalise_uscc(text)
    except RuleViolation:
        return ""


def _in_use(units: list[ResidentUnit]) -> list[ResidentUnit]:
    """A name may be taken anew when its unit was closed: the one in use is meant."""
    standing = [unit for unit in units if unit.is_in_use(clock.today())]
    return standing or units[-1:]


def split_names(text: str) -> list[str]:
    """Return the names of a cell that holds several."""
    return [name for part in SEPARATORS.split(text) if (name := part.strip(OUTER))]


def read_place(row: LedgerRow, column: str, places: NamedPlaces, only: int | None) -> int | None:
    """Return the place; who keeps only one need not name it."""
    label = {"organization": "甲方", "lead": "牵头社区"}[column]
    if not row.is_filled(column):
        if only is None:
            row.findings.append((column, f"请填写{label}。"))
        return only
    with row.finding(column):
        return places.find(row.source.texts[column], label=label, field=column)
    return None


def money(label: str) -> Callable[[str], Decimal]:
    """Read 12000, １２,０００.50, ￥12,000元 or 1.2万元. Refuses `amount.invalid`."""
    read = amount(label)

    def convert(text: str) -> Decimal:
        bare, times = TEN_THOUSANDS.subn("", normalise_digits(text))
        if not times:
            return read(text)
        try:
            return read(bare) * 10_000
        except RuleViolation:
            return read(text)  # refused too, in words that quote what was typed

    return convert
