"""What can be imported: a kind declares its columns, judges rows, writes them, takes them back.

Each app registers its kinds in `<app>/imports.py`, which `OrgsConfig.ready` finds by itself.
The pipeline (`orgs.imports.pipeline`) does the rest: files, headers, preview, jobs, errors, undo.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from accounts.models import User
from orgs.models import ImportBatch, ImportRow
from orgs.policy import Action

Verdict = ImportRow.Verdict
# What is never written: the rows of the workbook of errors.
FAULTY = (Verdict.ERROR, Verdict.CONFLICT)
# Who finds the import at all: whoever keeps something that comes in files.
IMPORTING = (
    Action.KEEP_UNITS,
    Action.KEEP_GRIDS,
    Action.KEEP_MEMBERS,
    Action.KEEP_SUPPORT,
    Action.HANDLE_CHECK_INS,
    Action.DRAFT_COVENANTS,
    Action.SIGN_STREET_COVENANTS,
    Action.KEEP_PROJECTS,
)


@dataclass(frozen=True)
class Column:
    """One column of the template; `name` is the key under which a row carries its text.

    `is_private`: a phone or identity number; its texts are sealed in the batch and shown masked.
    """

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    note: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as it stood in the file: the spreadsheet's own number, text by column name.

    A column that the file does not have is not among the texts; a blank cell is "". Both leave a
    known record's value as it is. Texts are as people typed them: the kind normalises.
    """

    number: int
    texts: dict[str, str]


@dataclass(slots=True)
class Judgement:
    """What is to become of a row.

    `values` are JSON-able and hold all that writing needs; personal numbers are sealed before they
    enter. `findings`: (column name or "", one Chinese sentence). `record_id` with `version` is the
    row that an update, duplicate or conflict speaks of. ERROR and CONFLICT are never written;
    DUPLICATE only when the person says so.
    """

    number: int
    verdict: str
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)
    record_id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A row that was written: its record, the version now, what it held before (None: new)."""

    number: int
    record_id: int
    version: int
    before: dict[str, Any] | None = None


class ImportKind(ABC):
    """One kind of file. All methods see only what `user` may see and keep."""

    code: ClassVar[str]
    label: ClassVar[str]
    action: ClassVar[Action]
    # Another right that will do; what each of the two may bring is the kind's matter.
    other_action: ClassVar[Action | None] = None
    columns: ClassVar[tuple[Column, ...]]
    # False for rows that come from a page of their own; nobody uploads a file of them.
    is_file: ClassVar[bool] = True
    # The column whose number a row is called by; "" for the spreadsheet's own.
    numbered_by: ClassVar[str] = ""
    # How many filled cells tell in the preview which row is meant.
    shown_cells: ClassVar[int] = 4
    # What the person confirms for all rows before anything is written; "" for nothing.
    pledge: ClassVar[str] = ""
    # More sentences for the sheet 填写说明.
    notes: ClassVar[tuple[str, ...]] = ()

    @property
    def rights(self) -> tuple[Action, ...]:
        """The rights of which one is needed to bring this kind in."""
        return (self.action,) if self.other_action is None else (self.action, self.other_action)

    @abstractmethod
    def judge(self, user: User, rows: Sequence[SourceRow]) -> Iterable[Judgement]:
        """Judge the rows in their order, with a number of queries that does not grow with them.

        A row is made anew each time it is asked for; what is to be kept of it the kind keeps.
        """

    @abstractmethod
    def write(self, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
        """Write in the caller's transaction, in bulk, through operations, with ONE audit entry.

        A row whose record changed since it was judged is left out of the answer, not written.
        """

    @abstractmethod
    def undo(self, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
        """Take rows back in the caller's transaction; return the numbers that had to stay.

        A row stays when its record was changed or used by others since. New records are removed,
        updated ones get `before` back.
        """

    def choices(self, user: User) -> dict[str, Sequence[str]]:
        """Return more drop-down lists by column name: what this user may name in the file."""
        return {}


_kinds: dict[str, ImportKind] = {}


def register(kind: type[ImportKind]) -> type[ImportKind]:
    """Class decorator: make the kind known to the pipeline."""
    _kinds[kind.code] = kind()
    return kind


def kind_of(code: str) -> ImportKind:
    """Return the kind; KeyError for an unknown code."""
    return _kinds[code]


def all_kinds() -> list[ImportKind]:
    return list(_kinds.values())
