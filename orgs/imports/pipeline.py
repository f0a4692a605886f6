"""From a file to judged rows: the same for the page, the API and the command."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO

from accounts.models import User
from common.violations import require
from orgs.imports.cells import SCIENTIFIC
from orgs.imports.headers import Header, find_header, words_of
from orgs.imports.kinds import ImportKind, Judgement, SourceRow, Verdict
from orgs.imports.reader import Row, Table, read_table

NUMBER = re.compile(r"[1-9][0-9]{0,5}\Z")
TOTALS = {"合计", "总计", "小计", "共计"}
MARKED = {
    "error": "这个单元格是错误值，请改成正确的内容。",
    "formula": "这个公式没有计算结果，请用表格软件打开、保存后再导入。",
    "digits": "数字超过 15 位，表格软件已丢掉末尾几位，请把这一列设为“文本”格式后重新填写。",
    "scientific": "这个数字被写成了科学计数法，请把这一列设为“文本”格式后重新填写。",
}


@dataclass(frozen=True)
class Preview:
    """What a file would do. `judged` pairs each row of the file with what is to become of it.

    The rows are judged while they are read off, once, so that a long file is held once only;
    `counts` is complete after that.
    """

    sheet: str
    header: Header
    row_count: int
    judged: Iterator[tuple[Row, Judgement]]
    counts: Counter[str]


class Sources(Sequence[SourceRow]):
    """The rows as a kind sees them, each made when it is asked for."""

    def __init__(self, rows: list[Row], header: Header, numbered_by: str) -> None:
        self.rows = rows
        self.header = header
        self.numbers = self._numbers(numbered_by)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> SourceRow:  # type: ignore[override]  no slices
        row = self.rows[index]
        number = self.numbers[index] if self.numbers else row.number
        return SourceRow(number, self._texts(row))

    def _texts(self, row: Row) -> dict[str, str]:
        texts, width = row.texts, len(row.texts)
        return {
            column: texts[index] if index < width else ""
            for column, index in self.header.known_columns
        }

    def _numbers(self, column: str) -> list[int]:
        """Return the numbers that stand in the column, where these tell the rows apart."""
        if column not in self.header.known:
            return []
        typed = [self._texts(row)[column] for row in self.rows]
        numbers = [int(text) for text in typed if NUMBER.match(text)]
        return numbers if len(set(numbers)) == len(self.rows) else []


def preview_file(
    kind: ImportKind, user: User, file: IO[bytes], progress: Callable[[int], None]
) -> Preview:
    """Read and judge a file as the user may. Refuses `import.unreadable`, `.header`, `.columns`,
    `.empty`; `progress` hears how many rows there are before they are judged.
    """
    table = read_table(file, words_of(kind.columns))
    header = find_header(table, kind.columns)
    rows, counts = _rows_below(table, header)
    require(bool(rows), "表头下面没有可导入的内容。", code="import.empty", field="file")
    progress(len(rows))
    judgements = kind.judge(user, Sources(rows, header, kind.numbered_by))
    judged = _paired(rows, judgements, header, table, counts)
    return Preview(table.sheet, header, len(rows), judged, counts)


def _paired(
    rows: list[Row],
    judgements: Iterable[Judgement],
    header: Header,
    table: Table,
    counts: Counter[str],
) -> Iterator[tuple[Row, Judgement]]:
    for row, found in zip(rows, judgements, strict=True):
        judgement = _overrule(found, _marks_of(row, header, table))
        counts[judgement.verdict] += 1
        yield replace(row, number=judgement.number), judgement


def _rows_below(table: Table, header: Header) -> tuple[list[Row], Counter[str]]:
    """Return the rows that count, and how many were hidden, blank or sums."""
    rows: list[Row] = []
    counts: Counter[str] = Counter()
    last = header.last_row
    for row in table.rows:
        if row.number <= header.last_row:
            continue
        counts["blank"] += row.number - last - 1
        last = row.number
        if row.number in table.hidden:
            counts["hidden"] += 1
        elif _first_text(row) in TOTALS:
            counts["total"] += 1
        elif not any(text.strip() for text in row.texts):
            counts["blank"] += 1
        else:
            rows.append(row)
    return rows, counts


def _first_text(row: Row) -> str:
    texts = ("".join(text.split()).rstrip(":：") for text in row.texts)
    return next((text for text in texts if text), "")


def _marks_of(row: Row, header: Header, table: Table) -> dict[str, str]:
    """Return what is wrong with cells before anybody reads them, by column name."""
    marked = {**dict.fromkeys(row.lost, "digits"), **table.marks.get(row.number, {})}
    found = {}
    for column, index in header.known_columns:
        text = row.texts[index] if index < len(row.texts) else ""
        if index in marked:
            found[column] = MARKED[marked[index]]
        elif "+" in text and SCIENTIFIC.match(text):
            found[column] = MARKED["scientific"]
    return found


def _overrule(judgement: Judgement, marks: dict[str, str]) -> Judgement:
    """A cell without a plain value makes its row an error, whatever else was found."""
    if marks:
        others = [finding for finding in judgement.findings if finding[0] not in marks]
        judgement.findings = [*marks.items(), *others]
        judgement.verdict = Verdict.ERROR
    return judgement
