"""Which kind of file it is: by what is in it, never by its name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from common.reading import delimited, package, workbook
from common.reading.limits import EMPTY, OTHER_KIND, PROTECTED, WEB_PAGE, Refusal

ZIP = b"PK"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # xls, and the wrapping of an encrypted xlsx
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WEB = (b"<html", b"<!doctype", b"<table", b"<head", b"<meta", b"<?xml", b"<body", b"mime-version")
OTHERS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf",
)  # fmt: skip
HEAD = 512

# The row's own number, its texts, and the columns whose number lost its last digits.
Row = tuple[int, list[str], list[int]]


@dataclass(frozen=True)
class Table:
    """A table: what it is, for the first line of the answer, and its rows that hold something.

    `description`: sheet (name), hidden (row numbers), merged ([row, column, row, column] of the
    first rows), marks ([row, column, "error" or "formula"] of cells that hold no plain value).
    Rows are counted from 1, columns from 0.
    """

    description: dict[str, Any]
    rows: Iterator[Row]


def open_table(source: IO[bytes], labels: frozenset[str]) -> Table:
    """Find the table in a file; `labels` are the squashed words of headers, to find its sheet."""
    head = source.read(HEAD)
    source.seek(0)
    if not head.strip(b"\x00 \t\r\n"):
        raise Refusal(EMPTY)
    if head.startswith(ZIP):
        return _open_workbook(source, labels, package.look_through(source))
    if head.startswith(COMPOUND):
        if ENCRYPTED in source.read():
            raise Refusal(PROTECTED)
        return _open_workbook(source, labels, {})
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(WEB):
        raise Refusal(WEB_PAGE)
    if head.startswith(OTHERS):
        raise Refusal(OTHER_KIND)
    return Table(_describe("", package.Seen()), delimited.rows_of(source.read()))


def _open_workbook(
    source: IO[bytes], labels: frozenset[str], seen: dict[str, package.Seen]
) -> Table:
    source.seek(0)
    sheet = workbook.choose_sheet(source, labels)
    description = _describe(sheet.name, seen.get(sheet.name, package.Seen()))
    description["merged"] = workbook.merged_in_head(sheet)
    return Table(description, workbook.rows_of(sheet))


def _describe(sheet: str, seen: package.Seen) -> dict[str, Any]:
    return {"sheet": sheet, "hidden": seen.hidden, "marks": seen.marks, "merged": []}
