"""What a ledger says of the sides' duties, in the words of the office."""

import re
from dataclasses import dataclass, field

from common.text import OUTER, normalise_line, normalise_text
from common.violations import require
from covenants.models import Obligation
from covenants.models.covenants import STEMS
from covenants.operations.duties import LONGEST, MOST

LONGEST_TEXT = 20_000
LINES = re.compile(r"[\r\n；;]+")
SIDE = re.compile(rf"(?:([{STEMS}])方|(双方|各方))\s*[:：]\s*")
# 1. 1、（1）（一）①, but not the beginning of 1.5万元.
FIGURE = "[0-9０-９一二三四五六七八九十]{1,2}"
NUMBERING = re.compile(rf"(?:{FIGURE}\s*[.．、)）](?![0-9０-９])|[（(]{FIGURE}[)）]|[①-⑳])\s*")
Cadence = Obligation.Cadence
CADENCES = {
    "每月": Cadence.MONTHLY, "每个月": Cadence.MONTHLY, "按月": Cadence.MONTHLY,
    "每季": Cadence.QUARTERLY, "每个季度": Cadence.QUARTERLY, "按季": Cadence.QUARTERLY,
    "每半年": Cadence.HALF_YEARLY, "每年": Cadence.YEARLY, "每年度": Cadence.YEARLY,
}  # fmt: skip


@dataclass
class Told:
    """Duties as (side's place, text, cadence), and what names no side."""

    duties: list[tuple[int, str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def read_duties(text: str, side_count: int) -> Told:
    """Read one duty per line; a line without a side belongs to the side above it.

    What stands above the first side is nobody's duty: it stays words. Refuses `obligation.party`
    (no such side), `obligation.count`, and texts that are too long.
    """
    told = Told()
    sides: list[int] = []
    for line in LINES.split(normalise_text(text, label="协议事项", limit=LONGEST_TEXT)):
        named, words = _split(line.strip(OUTER))
        sides = _sides(named, side_count) if named else sides
        limit = LONGEST if sides else LONGEST_TEXT
        said = normalise_line(words, label="协议事项每一项", limit=limit, required=False)
        told.duties += [(side, said, cadence_in(said)) for side in sides if said]
        told.rest += [said] if said and not sides else []
    message = f"协议事项最多 {MOST} 项，请合并后再填。"
    require(len(told.duties) <= MOST, message, code="obligation.count", field="duties")
    return told


def cadence_in(text: str) -> str:
    """Return how often, when the words say it once; otherwise it is a duty of one time."""
    found = {code for word, code in CADENCES.items() if word in text}
    return found.pop() if len(found) == 1 else Cadence.ONCE


def _split(line: str) -> tuple[re.Match[str] | None, str]:
    """Return which side a line names, and its words without their numbering."""
    bare = _unnumbered(line)
    found = SIDE.match(bare)
    return found, _unnumbered(bare[found.end() :]) if found else bare


def _unnumbered(words: str) -> str:
    found = NUMBERING.match(words)
    return words[found.end() :] if found else words


def _sides(found: re.Match[str], side_count: int) -> list[int]:
    if found[2]:
        return list(range(side_count))
    place = STEMS.index(found[1])
    message = f"协议没有{found[1]}方，请核对协议事项。"
    require(place < side_count, message, code="obligation.party", field="duties")
    return [place]
