"""Writing spreadsheets: text cells only, so that nothing in them is ever a formula or a number.

Rows are taken one by one and written out at once: memory does not grow with them.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

# What spreadsheets take for the beginning of a formula, full-width twins included.
DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
BOM = "\ufeff"
LONGEST_CELL = 32_000
WIDEST_COLUMN = 60
# How many rows below the header a drop-down list reaches.
CHOICE_ROWS = 5_000
CHOICES_SHEET = "选项"


@dataclass(frozen=True)
class Sheet:
    """One sheet: a header that stays in view, text columns, and rows as they come.

    `widths` are in characters; `choices` gives columns (counted from 0) a drop-down list.
    """

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def cell_text(value: Any) -> str:
    """Return what a cell says: "" for None, dates as 2026-10-01, everything else as `str` does."""
    return "" if value is None else str(value)


def safe_text(value: Any) -> str:
    """Return the text for csv: with ' in front of what a spreadsheet would take for a formula."""
    text = cell_text(value)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(DANGEROUS) else text


def write_xlsx(target: str | Path | IO[bytes], sheets: Iterable[Sheet]) -> int:
    """Write a workbook to a path or a stream; return the number of rows below the headers."""
    place = str(target) if isinstance(target, Path) else target
    written = 0
    with xlsxwriter.Workbook(place, {"constant_memory": True}) as workbook:
        text = workbook.add_format({"num_format": "@", "valign": "top"})
        bold = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#F3D9DC"})
        lists: list[Sequence[str]] = []
        for sheet in sheets:
            page = workbook.add_worksheet(sheet.name)
            _lay_out(page, sheet, text, lists)
            _write_row(page, 0, sheet.headers, bold)
            written += _write_rows(page, sheet.rows)
        if lists:
            _write_lists(workbook.add_worksheet(CHOICES_SHEET), lists)
    return written


def _lay_out(page: Worksheet, sheet: Sheet, text: Any, lists: list[Sequence[str]]) -> None:
    page.freeze_panes(1, 0)
    for column, header in enumerate(sheet.headers):
        width = sheet.widths[column] if column < len(sheet.widths) else 2 * len(header) + 4
        page.set_column(column, column, min(width, WIDEST_COLUMN), text)
    for column, choices in sheet.choices.items():
        lists.append(choices)
        letter = column_letter(len(lists) - 1)
        source = f"='{CHOICES_SHEET}'!${letter}$1:${letter}${max(len(choices), 1)}"
        page.data_validation(
            1, column, CHOICE_ROWS, column,
            {"validate": "list", "source": source, "error_type": "warning",
             "error_title": "请核对", "error_message": "这里一般从下拉列表里选择。"},
        )  # fmt: skip


def column_letter(column: int) -> str:
    """Return A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _write_rows(page: Worksheet, rows: Iterable[Sequence[Any]]) -> int:
    number = 0
    for number, row in enumerate(rows, 1):
        _write_row(page, number, row)
    return number


def _write_row(page: Worksheet, number: int, row: Sequence[Any], style: Any = None) -> None:
    for column, value in enumerate(row):
        text = value if type(value) is str else cell_text(value)
        if text:
            if text[0] == "<" or len(text) > LONGEST_CELL:
                text = _as_cell(text)
            page.write_string(number, column, text, style)


def _as_cell(text: str) -> str:
    """Return what may stand in a cell: neither too long nor taken for markup of its own.

    The library writes a text between <r> and </r> as raw XML; a blank behind it prevents that.
    """
    if len(text) > LONGEST_CELL:
        text = text[:LONGEST_CELL]
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _write_lists(page: Worksheet, lists: Sequence[Sequence[str]]) -> None:
    """Write the drop-down lists side by side into a sheet that nobody sees."""
    page.hide()
    for number in range(max(map(len, lists), default=0)):
        _write_row(page, number, [one[number] if number < len(one) else "" for one in lists])


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Return the pieces of a csv file that spreadsheets open: UTF-8 with BOM, CRLF, safe texts."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    line.write(BOM)
    writer.writerow(map(safe_text, headers))
    for row in rows:
        writer.writerow(map(safe_text, row))
        if line.tell() > 65_536:
            yield line.getvalue().encode("utf-8", "replace")
            line.seek(0)
            line.truncate()
    yield line.getvalue().encode("utf-8", "replace")


def write_csv(target: IO[bytes], headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a csv file to a stream."""
    target.writelines(csv_lines(headers, rows))
