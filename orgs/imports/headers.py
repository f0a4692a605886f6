"""Finding the header: in the first rows, in any order, under many names, over one row or two."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from common.reading.texts import squash, squash_bare
from common.violations import require
from orgs.imports.kinds import Column
from orgs.imports.reader import Row, Table

FIRST_ROWS = 10


@dataclass(frozen=True)
class Heading:
    """One column of the file: its label as it stood there, and our column ("" for unknown)."""

    index: int
    label: str
    column: str


@dataclass(frozen=True)
class Header:
    """Where the rows begin, and what each column is."""

    row: int
    last_row: int
    headings: list[Heading]

    @cached_property
    def known_columns(self) -> list[tuple[str, int]]:
        return list(self.known.items())

    @property
    def known(self) -> dict[str, int]:
        return {one.column: one.index for one in self.headings if one.column}


def words_of(columns: Sequence[Column]) -> dict[str, str]:
    """Return column names by every squashed word that may stand for them."""
    words: dict[str, str] = {}
    for column in columns:
        for word in (column.label, *column.synonyms):
            words.setdefault(squash(word), column.name)
            words.setdefault(squash_bare(word), column.name)
    return words


def find_header(table: Table, columns: Sequence[Column]) -> Header:
    """Return the header that knows most columns. Refuses `import.header`, `import.columns`."""
    words = words_of(columns)
    head = [row for row in table.rows if row.number <= FIRST_ROWS]
    labels = {row.number: _spread(row, table.merged) for row in head}
    for row in head:
        _spread_down(row.number, labels, table.merged)
    found = [
        Header(number, last, _match(upper, lower, words))
        for number in labels
        for last, upper, lower in _readings(number, labels)
    ]
    best = max(found, key=_worth, default=None)
    is_found = best is not None and len(best.known) >= min(2, len(columns))
    require(
        is_found,
        "前 10 行里没有找到表头。请下载模板，把内容填到模板里再导入。",
        code="import.header",
        field="file",
    )
    _require_columns(best, columns)
    return best


def _worth(header: Header) -> tuple[int, bool]:
    """The more columns it knows the better; a title above does not make it two rows."""
    return len(header.known), header.row == header.last_row


def _require_columns(header: Header, columns: Sequence[Column]) -> None:
    missing = [
        column.label for column in columns if column.is_required and column.name not in header.known
    ]
    require(
        not missing,
        f"表格缺少必填的列：{'、'.join(missing)}。请补上这些列，或改用模板。",
        code="import.columns",
        field="file",
    )


def _readings(number: int, labels: dict[int, list[str]]) -> list[tuple[int, list[str], list[str]]]:
    """Return the header read as one row, and together with the row below it."""
    one = (number, labels[number], labels[number])
    if number + 1 not in labels:
        return [one]
    return [one, (number + 1, labels[number], labels[number + 1])]


def _match(upper: list[str], lower: list[str], words: dict[str, str]) -> list[Heading]:
    """Each of our columns goes to the first of the file's columns that names it."""
    headings: list[Heading] = []
    taken: set[str] = {""}
    for index in range(max(len(upper), len(lower))):
        above, below = _at(upper, index), _at(lower, index)
        label = below or above
        candidates = (above + below, below, above)
        column = next(
            (name for text in candidates if (name := word_of(text, words)) not in taken), ""
        )
        taken.add(column)
        headings.append(Heading(index, label.strip(), column))
    return headings


def word_of(text: str, words: dict[str, str]) -> str:
    return words.get(squash(text)) or words.get(squash_bare(text)) or ""


def _at(texts: list[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""


def _spread(row: Row, merged: list[list[int]]) -> list[str]:
    """A label over several columns stands over each of them."""
    texts = list(row.texts)
    for top, left, _, right in merged:
        if top == row.number and left < len(texts):
            texts[left : right + 1] = [texts[left]] * (min(right + 1, len(texts)) - left)
    return texts


def _spread_down(number: int, labels: dict[int, list[str]], merged: list[list[int]]) -> None:
    """A label over several rows stands in each of them."""
    for top, left, bottom, _ in merged:
        if top < number <= bottom and top in labels and left < len(labels[number]):
            labels[number][left] = labels[number][left] or _at(labels[top], left)
