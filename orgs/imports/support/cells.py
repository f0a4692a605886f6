"""Cells of these registers: numbers with two places, years, words of a list."""

import re
from decimal import Decimal

from common.text import normalise_digits
from common.violations import RuleViolation
from orgs.imports.cells import parse_choice, parse_day
from orgs.imports.support.generic import Reader

AMOUNT = re.compile(r"(-?[0-9]{1,15}(?:\.[0-9]{1,2}0*)?)(?:元|㎡|平方米|平米|平)?\Z")
YEAR = re.compile(r"([0-9]{4})(?:\.0+)?(?:年度?)?\Z")


def amount(label: str) -> Reader:
    """Read 1200, 1,200.50, ￥１２００ or 86.5平方米. Refuses `amount.invalid`."""

    def read(text: str) -> Decimal:
        typed = normalise_digits(text).replace("．", ".")
        bare = re.sub(r"[,，\s¥￥]", "", typed)
        found = AMOUNT.match(bare)
        if found is None:
            message = f"{label}“{typed[:20]}”不是数字（最多两位小数）。"
            raise RuleViolation(message, code="amount.invalid")
        return Decimal(found.group(1)).quantize(Decimal("0.01"))

    return read


def year(text: str) -> int:
    """Read 2026, 2026年 or 2026年度. Refuses `year.invalid`."""
    typed = normalise_digits(text)
    found = YEAR.match("".join(typed.split()))
    if found is None:
        message = f"年度“{typed[:20]}”请写成四位数字，如 2026。"
        raise RuleViolation(message, code="year.invalid")
    return int(found.group(1))


def day(label: str) -> Reader:
    return lambda text: parse_day(text, label=label)


def choice(words: dict[str, str], label: str) -> Reader:
    return lambda text: parse_choice(text, words, label=label)
