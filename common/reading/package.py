"""Looking through an xlsx before anything unpacks it: bombs, and what calamine does not tell."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from common.reading.limits import (
    DAMAGED,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED,
    OTHER_KIND,
    PROTECTED,
    SMALL_UNPACKED,
    TOO_LARGE,
    TOO_MANY_ROWS,
    TOO_WIDE,
    Refusal,
)

BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CHUNK = 1 << 20
PREFIX = rb"<(?:\w+:)?"
# Cells beyond column ZZ or row 99,999; most files have none.
FAR = re.compile(rb'[ \t\r\n]r="([A-Z]{3,}(?=[0-9])|[A-Z]{0,2}(?=[0-9]{6}))([0-9]+)"')
HIDDEN = re.compile(PREFIX + rb'row\b[^>]*?\bhidden="(?:1|true)"[^>]*>')
ROW_NUMBER = re.compile(rb'[ \t\r\n]r="([0-9]+)"')
ERROR = re.compile(PREFIX + rb'c\b([^>]*\bt="e"[^>]*)>')
UNCOUNTED = re.compile(
    PREFIX + rb"c\b([^>]*)>\s*" + PREFIX + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:" + PREFIX + rb"v\s*/>|" + PREFIX + rb"v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]+)"')


@dataclass
class Seen:
    """What a sheet's XML says beyond its values: hidden rows, errors, formulas never counted."""

    hidden: list[int] = field(default_factory=list)
    marks: list[tuple[int, int, str]] = field(default_factory=list)


def look_through(source: IO[bytes]) -> dict[str, Seen]:
    """Refuse bombs and what is no workbook; return what is seen in each sheet, by its name."""
    try:
        with zipfile.ZipFile(source) as package:
            _check_parts(package)
            return {
                name: _scan(package, part)
                for name, part in _sheets(package).items()
                if part in package.namelist()
            }
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, EOFError, OSError, ValueError):
        raise Refusal(DAMAGED) from None
    except NotImplementedError:
        raise Refusal(OTHER_KIND) from None


def _check_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal(PROTECTED)
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    is_bomb = unpacked > SMALL_UNPACKED and unpacked / packed > MAX_RATIO
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or is_bomb:
        raise Refusal(TOO_LARGE)
    if BOOK not in package.namelist():
        raise Refusal(OTHER_KIND)


def _sheets(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet by the sheet's name."""
    relations = ElementTree.fromstring(package.read(RELATIONS))  # noqa: S314  in a limited process
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    book = ElementTree.fromstring(package.read(BOOK))  # noqa: S314  the same
    return {
        sheet.get("name", ""): _part(targets.get(sheet.get(RELATION_ID), ""))
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
    }


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _scan(package: zipfile.ZipFile, part: str) -> Seen:
    seen = Seen()
    for piece in _pieces(package, part):
        for match in FAR.finditer(piece):
            _refuse_far(*match.groups())
        for match in HIDDEN.finditer(piece):
            if number := ROW_NUMBER.search(match.group()):
                seen.hidden.append(int(number.group(1)))
        seen.marks += _marks(piece)
    return seen


def _pieces(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Return the XML in pieces that end with a row."""
    rest = b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            rest += chunk
            cut = rest.rfind(b"row>") + 4
            if cut > 4 or len(rest) > 8 * CHUNK:
                cut = cut if cut > 4 else len(rest)
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def _refuse_far(letters: bytes, digits: bytes) -> None:
    if letters and column_number(letters) >= MAX_COLUMNS:
        raise Refusal(TOO_WIDE)
    if int(digits[:9]) > MAX_ROWS:
        raise Refusal(TOO_MANY_ROWS)


def _marks(piece: bytes) -> Iterator[tuple[int, int, str]]:
    if b't="e"' in piece:
        for match in ERROR.finditer(piece):
            yield from _mark(match.group(1), "error")
    if b"<f" in piece or b":f" in piece:
        for match in UNCOUNTED.finditer(piece):
            yield from _mark(match.group(1), "formula")


def _mark(attributes: bytes, kind: str) -> Iterator[tuple[int, int, str]]:
    if place := REFERENCE.search(attributes):
        yield int(place.group(2)), column_number(place.group(1)), kind


def column_number(letters: bytes) -> int:
    """Return 0 for A, 26 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
