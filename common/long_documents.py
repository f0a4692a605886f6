"""Documents of any length: a finished docx whose rows are written while they are being read.

The document is laid out by `common.documents` with one row of marks in each table and a mark for
the line below it; the row is then written once for every line, straight into the packed file. What
a row looks like is so said in one place, and memory does not grow with the rows.
"""

import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import IO

from common.document_parts import plain

CONTENT = "word/document.xml"
ROW, ROW_END = "<w:tr>", "</w:tr>"
# Rows that are packed in one go.
BATCH = 200


@dataclass(frozen=True)
class Place:
    """Where the lines of one table go, and the line below it; the marks are in nobody's text."""

    number: int
    columns: int

    @property
    def cells(self) -> list[str]:
        return [f"\ue000{self.number}.{column}\ue001" for column in range(self.columns)]

    @property
    def below(self) -> str:
        return f"\ue000{self.number}\ue001"


@dataclass(frozen=True)
class Filling:
    """What goes there: the lines, and what is known once they were written."""

    place: Place
    lines: Iterable[Sequence[str]]
    below: Callable[[], str]


def write_filled(target: IO[bytes], document: bytes, fillings: Sequence[Filling]) -> None:
    """Write the document to a stream with everything filled in, in the order of the places."""
    with (
        zipfile.ZipFile(BytesIO(document)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
    ):
        for name in source.namelist():
            with source.open(name) as part, packed.open(name, "w") as place:
                if name == CONTENT:
                    for text in _filled(part.read().decode(), fillings):
                        place.write(text.encode())
                else:
                    shutil.copyfileobj(part, place)


def _filled(text: str, fillings: Sequence[Filling]) -> Iterator[str]:
    for filling in fillings:
        place = filling.place
        at = text.index(place.cells[0])
        start, end = text.rindex(ROW, 0, at), text.index(ROW_END, at) + len(ROW_END)
        yield text[:start]
        yield from _rows(_pieces(text[start:end], place.cells), filling.lines)
        before, _, text = text[end:].partition(place.below)
        yield before
        yield _written(filling.below())
    yield text


def _pieces(row: str, marks: Sequence[str]) -> list[str]:
    """Return what stands before, between and behind the cells' texts."""
    pieces = []
    for mark in marks:
        before, _, row = row.partition(mark)
        pieces.append(before)
    return [*pieces, row]


def _rows(pieces: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    *before, end = pieces
    batch: list[str] = []
    for line in lines:
        for piece, text in zip(before, line, strict=True):
            batch += (piece, _written(text))
        batch.append(end)
        if len(batch) > BATCH * 2 * len(pieces):
            yield "".join(batch)
            batch.clear()
    yield "".join(batch)


def _written(text: str) -> str:
    """Return the text as XML holds it: on one line, without what no XML may hold."""
    return escape(plain(" ".join(text.splitlines())), quote=False)
