"""What a cell says, as text, exactly as far as the file knows it."""

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Any

# A number beyond this lost its last digits when the spreadsheet stored it.
MAX_EXACT = 10**15
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
NOISE = re.compile(r"[\s*:·、,.\u200b\ufeff_\-]+")


def text_of(value: Any) -> str:
    """Return a cell's value as people would have typed it."""
    if isinstance(value, str):
        # No database takes NUL; its neighbour is refused later with a sentence.
        return value.replace("\x00", "\x01")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        has_time = value.time() != datetime.time()
        return value.isoformat(" ", "seconds") if has_time else value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def number_text(value: float) -> str:
    """Return 13800000000 for 13800000000.0 and 0.3 for 0.30000000000000004; never an exponent."""
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124  NaN
        return str(value)
    if float(value).is_integer():
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def has_lost_digits(value: Any) -> bool:
    """Whether a number is too long for a spreadsheet's fifteen exact digits."""
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= MAX_EXACT
    )


def squash(text: str) -> str:
    """Return a header without width, blanks, stars and colons: how labels are compared."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def squash_bare(text: str) -> str:
    """Return the header also without what stands in brackets (必填, 18位, ...)."""
    return squash(BRACKETED.sub("", unicodedata.normalize("NFKC", text)))
