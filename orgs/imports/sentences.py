"""What is shown of a row: where it stands, what it says, what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.phones import mask_phone
from common.spreadsheets import column_letter
from orgs.imports.kinds import ImportKind
from orgs.imports.sealing import open_texts
from orgs.models import ImportBatch, ImportRow

# The column that an error workbook adds; read again, it is passed over in silence.
REASON = "错误原因"
SOURCE_ROW = "原行号"
# Columns that we put into the workbook of errors; nobody is told that they were not used.
OWN = (SOURCE_ROW, REASON)


@dataclass(frozen=True)
class Finding:
    """One thing found, and where: the column's letter ("" in rows that were typed) and label,
    both "" for the whole row.
    """

    letter: str
    label: str
    text: str

    def __str__(self) -> str:
        column = f"{self.letter} 列 {self.label}" if self.letter else self.label
        return f"{column}：{self.text}" if column else self.text


class BatchWords:
    """Puts the rows of one batch into words; personal numbers are masked."""

    def __init__(self, batch: ImportBatch, kind: ImportKind) -> None:
        self.batch = batch
        self.has_letters = kind.is_file
        self.shown_cells = kind.shown_cells
        self.labels: dict[int, str] = {one["index"]: one["label"] for one in batch.headers}
        private = {column.name for column in kind.columns if column.is_private}
        self.private = {one["index"] for one in batch.headers if one["column"] in private}
        own = {"", kind.numbered_by}  # a number that the row is called by is not told twice
        self.known = [one["index"] for one in batch.headers if one["column"] not in own]

    def texts_of(self, row: ImportRow) -> list[str]:
        """The row's original texts, as they stood in the file."""
        return open_texts(row.cells, batch_id=self.batch.pk, row=row.row)

    def summary(self, row: ImportRow) -> str:
        """The row's first filled cells of known columns."""
        texts = self.texts_of(row)
        cells = (
            mask_phone(text) if index in self.private else text
            for index in self.known
            if index < len(texts) and (text := texts[index].strip())
        )
        return " · ".join([cell[:40] for cell in cells][: self.shown_cells])

    def findings(self, row: ImportRow) -> list[Finding]:
        return [self._finding(*finding) for finding in row.findings]

    def _finding(self, index: int, text: str) -> Finding:
        if index < 0:
            return Finding("", "", text)
        letter = column_letter(index) if self.has_letters else ""
        return Finding(letter, self.labels.get(index, ""), text)


def ignored_labels(headers: Sequence[dict[str, Any]]) -> list[str]:
    """Return the labels of the file's columns that nobody knows."""
    return [
        one["label"]
        for one in headers
        if one["label"] and not one["column"] and one["label"] not in OWN
    ]
