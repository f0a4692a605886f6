"""What people type into cells, read as days, counts and choices. Refusals are one sentence."""

import datetime
import re
from collections.abc import Mapping

from common.text import normalise_digits
from common.violations import RuleViolation

# Day 0 of the spreadsheets' calendar (their 1900 is a leap year).
EPOCH = datetime.date(1899, 12, 30)
SERIAL = re.compile(r"([1-9][0-9]{4})(?:\.[0-9]+)?\Z")
COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})\Z")
DAY = re.compile(
    r"([0-9]{4})[-/.年－／．]([0-9]{1,2})[-/.月－／．]([0-9]{1,2})日?(?:[ T][0-9:.]+)?\Z"
)
COUNT = re.compile(r"([0-9]{1,9})(?:\.0+)?[人名个户]?\Z")
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,2}\Z")


def parse_day(text: str, *, label: str, field: str | None = None) -> datetime.date | None:
    """Return the day of 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305 or 46086.

    None for a blank. Refuses `day.invalid`.
    """
    typed = normalise_digits(text)
    if not typed:
        return None
    plain = typed.replace(" 年", "年").replace("年 ", "年").replace("月 ", "月")
    try:
        if found := DAY.match(plain) or COMPACT.match(plain):
            return datetime.date(*map(int, found.groups()))
        if found := SERIAL.match(plain):
            return EPOCH + datetime.timedelta(days=int(found.group(1)))
    except ValueError:
        pass
    raise RuleViolation(
        f"{label}“{typed[:20]}”不是有效的日期，请写成 2026-03-05 的样子。",
        code="day.invalid",
        field=field,
    )


def parse_count(text: str, *, label: str, field: str | None = None) -> int | None:
    """Return a whole number such as 35, 35.0, ３５, 1,200 or 35人; None for a blank.

    Refuses `count.invalid`.
    """
    typed = normalise_digits(text)
    if not typed:
        return None
    found = COUNT.match(typed.replace(",", "").replace("，", ""))
    if found is None:
        raise RuleViolation(
            f"{label}“{typed[:20]}”不是整数，请只填数字。", code="count.invalid", field=field
        )
    return int(found.group(1))


def parse_choice(
    text: str, words: Mapping[str, str], *, label: str, field: str | None = None
) -> str:
    """Return the code of a word of a list; "" for a blank. Refuses `choice.unknown`.

    `words` leads from the words people use to codes.
    """
    typed = "".join(normalise_digits(text).split())
    if not typed:
        return ""
    if typed not in words:
        first: dict[str, str] = {}
        for word, code in words.items():
            first.setdefault(code, word)  # the label; the others are synonyms
        listed = "、".join(first.values())
        raise RuleViolation(
            f"{label}“{typed[:20]}”不在可选范围内，可填：{listed[:160]}。",
            code="choice.unknown",
            field=field,
        )
    return words[typed]


def change_told(label: str, before: object) -> str:
    """Say what a known record's column held before the file's value."""
    return f"{label}原为“{before}”。" if before not in {None, ""} else f"{label}原来没有填写。"
