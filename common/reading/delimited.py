"""Text files with columns: their encoding, their separator."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from common.reading.limits import DAMAGED, ENCODING, MAX_COLUMNS, TOO_WIDE, Refusal

SEPARATORS = (",", "\t", ";", "，", "|")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_TEXT = re.compile(r"[\x01-\x08\x0e-\x1f]")
# What our own csv puts in front of a text that a spreadsheet would take for a formula.
GUARDED = re.compile(r"'(?=[ \u00a0\u3000]*[=+\-@＝＋－＠\t\r\n])")
HEAD_LINES = 10
Row = tuple[int, list[str], list[int]]


def rows_of(content: bytes) -> Iterator[Row]:
    """Return the lines that hold something, numbered as a spreadsheet numbers them."""
    text = decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for number, cells in enumerate(reader, 1):
            if len(cells) > MAX_COLUMNS:
                raise Refusal(TOO_WIDE)
            texts = [GUARDED.sub("", cell, count=1).replace("\x00", "\x01") for cell in cells]
            if any(texts):
                yield number, texts, []
    except csv.Error:
        raise Refusal(DAMAGED) from None


def decode(content: bytes) -> str:
    """Return the text: by its byte order mark, as UTF-16 without one, UTF-8, or GB18030."""
    for name in _candidates(content):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if len(NOT_TEXT.findall(text[:20_000])) > 20:
            break
        return text
    raise Refusal(ENCODING)


def _candidates(content: bytes) -> list[str]:
    marked = [name for mark, name in MARKS if content.startswith(mark)]
    if marked:
        return marked
    head = content[:4_000]
    low, high = head[0::2].count(0), head[1::2].count(0)
    if max(low, high) > len(head) / 20:
        # Separators and digits have a zero byte in UTF-16, on the side that tells the order.
        return ["utf-16-le" if high > low else "utf-16-be"]
    return ["utf-8", "gb18030"]


def _separator(text: str) -> str:
    """The separator that the first lines hold most of."""
    head = "\n".join(text.splitlines()[:HEAD_LINES]) if len(text) < 100_000 else text[:4_000]
    return max(SEPARATORS, key=head.count)
