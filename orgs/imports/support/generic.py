"""What the four kinds have in common: a place, a key, cells that are read one by one."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from accounts.models import User
from common.records import Record
from common.text import OUTER
from common.violations import RuleViolation, require
from orgs.imports.cells import change_told
from orgs.imports.kinds import Column, ImportKind, Judgement, SourceRow, Verdict, Written
from orgs.imports.places import NamedPlaces
from orgs.models import ImportBatch, Organization
from orgs.operations.support.imports import Row, import_support, plain, typed, undo_support_import
from orgs.policy import Action

Tier = Organization.Tier
Reader = Callable[[str], Any]
Key = tuple[Any, ...]
COMMUNITY = Column(
    "organization", "社区", ("所属社区", "社区名称", "社区大党委"), is_required=True,
    note="您管理范围内社区的名称或编码。", example="大拱桥社区",
)  # fmt: skip


class SupportImport(ImportKind):
    """A register of 基层保障: a row speaks of the record with the same key, or adds one.

    `key` names the columns that tell records apart, `needed` those that a new record must have.
    """

    action = Action.KEEP_SUPPORT
    model: ClassVar[type[Record]]
    noun: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    needed: ClassVar[tuple[str, ...]] = ()
    tiers: ClassVar[tuple[int, ...]] = (Tier.COMMUNITY,)
    adding: ClassVar[Callable[..., Record]]
    changing: ClassVar[Callable[..., Record]]

    @abstractmethod
    def readers(self, user: User) -> dict[str, Reader]:
        """Return how each column's filled cell is read, but for the place."""

    @abstractmethod
    def known(self, places: Sequence[Organization]) -> Iterable[Record]:
        """Return the records that a row may speak of; of two with one key the last is meant."""

    @abstractmethod
    def clean(self, record: Record | None, values: dict[str, Any]) -> dict[str, Any]:
        """Ask the register's rules of a row's values beside those of the known record."""

    def key_of(self, record: Record) -> Key:
        return tuple(getattr(record, name) for name in ("organization_id", *self.key))

    def judge(self, user: User, rows: Sequence[SourceRow]) -> list[Judgement]:
        return SupportJudge(self, user).judge(rows)

    def write(self, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
        return import_support(actor=actor, batch=batch, rows=list(rows), write=self.write_row)

    def write_row(self, actor: User, row: Judgement) -> Row:
        """Write one row by the register's operation."""
        values = typed(self.model, row.values)
        if row.verdict == Verdict.NEW:
            return type(self).adding(actor=actor, **values), None
        record = self.model._default_manager.get(pk=row.record_id)
        before = {name: plain(getattr(record, name)) for name in values}
        step = {"actor": actor, self.noun: record, "version": row.version}
        return type(self).changing(**step, **values), before

    def undo(self, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
        return undo_support_import(actor=actor, batch=batch, rows=rows, model=self.model)

    def choices(self, user: User) -> dict[str, Any]:
        return {"organization": NamedPlaces(self.places(user)).choices()}

    def places(self, user: User) -> list[Organization]:
        """Return the places whose registers the user keeps."""
        mine = Organization.objects.visible_to(user, Action.KEEP_SUPPORT)
        standing = mine.filter(tier__in=self.tiers, dissolved_on=None)
        return list(standing.select_related("parent").in_order())


class SupportJudge:
    """Judges the rows of one file for one user, with a fixed number of queries."""

    def __init__(self, kind: SupportImport, user: User) -> None:
        self.kind = kind
        places = kind.places(user)
        self.places = NamedPlaces(places)
        self.labels = {column.name: column.label for column in kind.columns}
        self.readers = {"organization": self._place, **kind.readers(user)}
        self.records = {kind.key_of(record): record for record in kind.known(places)}
        self.first: dict[Key, int] = {}

    def judge(self, rows: Sequence[SourceRow]) -> list[Judgement]:
        return [self._judge(row) for row in rows]

    def _place(self, text: str) -> int | None:
        label = self.labels["organization"]
        return self.places.find(text, label=label, field="organization")

    def _judge(self, row: SourceRow) -> Judgement:
        values, findings = self._read(row)
        if findings:
            return Judgement(row.number, Verdict.ERROR, findings=findings)
        key = tuple(values[name] for name in ("organization", *self.kind.key))
        if key in self.first:
            text = f"与第 {self.first[key]} 行重复，请只留一行。"
            return Judgement(row.number, Verdict.CONFLICT, findings=[(self.kind.key[-1], text)])
        self.first[key] = row.number
        try:
            return self.settle(row, key, values)
        except RuleViolation as violation:
            column = violation.field if violation.field in self.labels else ""
            found = [(column or "", violation.message)]
            return Judgement(row.number, Verdict.ERROR, findings=found)

    def _read(self, row: SourceRow) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Read the filled cells; those of the key must be filled."""
        values: dict[str, Any] = {}
        findings = []
        for name, read in self.readers.items():
            text = row.texts.get(name, "")
            is_key = name in {"organization", *self.kind.key}
            try:
                if text.strip(OUTER):
                    values[name] = read(text)
                elif is_key:
                    values[name] = self._blank(name)
            except RuleViolation as violation:
                findings.append((name, violation.message))
        return values, findings

    def _blank(self, name: str) -> str:
        """A blank cell of the key; most must be filled."""
        column = next(column for column in self.kind.columns if column.name == name)
        require(not column.is_required, f"请填写{column.label}。", code="text.empty")
        return ""

    def settle(self, row: SourceRow, key: Key, values: dict[str, Any]) -> Judgement:
        """Compare with the known record, or ask a new one for all that it needs."""
        record = self.records.get(key)
        if record is None:
            self._require_needed(values)
            cleaned = self.kind.clean(None, values)
            return Judgement(row.number, Verdict.NEW, {n: plain(v) for n, v in cleaned.items()})
        cleaned = self.kind.clean(record, values)
        changed = {
            name: value
            for name, value in cleaned.items()
            if name not in {"organization", *self.kind.key} and getattr(record, name) != value
        }
        verdict = Verdict.UPDATE if changed else Verdict.SAME
        findings = [(name, change_told(self.labels[name], shown(record, name))) for name in changed]
        plains = {name: plain(value) for name, value in changed.items()}
        return Judgement(row.number, verdict, plains, findings, record.pk, record.version)

    def _require_needed(self, values: dict[str, Any]) -> None:
        for name in self.kind.needed:
            is_there = values.get(name) not in {None, ""}
            label = self.labels[name]
            require(is_there, f"新增时请填写{label}。", code="text.empty", field=name)


def shown(record: Record, name: str) -> str:
    """Return what the register holds now, as people read it."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return "" if value is None else str(value)
