"""Workbooks, old and new, through calamine."""

from collections.abc import Iterator
from typing import IO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from common.reading.limits import (
    DAMAGED,
    EMPTY,
    MAX_COLUMNS,
    MAX_ROWS,
    PROTECTED,
    TOO_MANY_ROWS,
    TOO_WIDE,
    Refusal,
)
from common.reading.texts import has_lost_digits, squash, squash_bare, text_of

HEAD_ROWS = 12
Row = tuple[int, list[str], list[int]]


def choose_sheet(source: IO[bytes], labels: frozenset[str]) -> CalamineSheet:
    """Return the visible sheet that has most of the known headers among its first rows."""
    try:
        book = CalamineWorkbook.from_filelike(source)
        sheets = [
            book.get_sheet_by_name(meta.name)
            for meta in book.sheets_metadata
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError:
        raise Refusal(PROTECTED) from None
    except (CalamineError, OSError, ValueError):
        raise Refusal(DAMAGED) from None
    filled = [sheet for sheet in sheets if sheet.end is not None]
    if not filled:
        raise Refusal(EMPTY)
    return max(filled, key=lambda sheet: _known_headers(sheet, labels))


def _known_headers(sheet: CalamineSheet, labels: frozenset[str]) -> int:
    rows = sheet.to_python(skip_empty_area=False, nrows=HEAD_ROWS)
    return max(
        sum(bool({squash(text), squash_bare(text)} & labels) for text in map(text_of, row))
        for row in rows
    )


def merged_in_head(sheet: CalamineSheet) -> list[list[int]]:
    """Return the merged areas that begin in the first rows."""
    return [
        [first[0] + 1, first[1], last[0] + 1, last[1]]
        for first, last in sheet.merged_cell_ranges or ()
        if first[0] < HEAD_ROWS
    ]


def rows_of(sheet: CalamineSheet) -> Iterator[Row]:
    """Return the rows that hold something, with the spreadsheet's own numbers."""
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= MAX_ROWS:
        raise Refusal(TOO_MANY_ROWS)
    if last_column >= MAX_COLUMNS:
        raise Refusal(TOO_WIDE)
    for number, values in enumerate(sheet.iter_rows(), 1):
        texts = [text_of(value) for value in values]
        if any(texts):
            yield number, texts, [at for at, value in enumerate(values) if has_lost_digits(value)]
