"""The times that the forms offer, with the codes that stand on paper and in files.

The letter is the part of the day, the figure the day: B2 is Saturday morning.
"""

import datetime
from typing import NamedTuple

Slot = tuple[str, datetime.time, datetime.time]


class Part(NamedTuple):
    """A part of the day with its hours."""

    code: str
    label: str
    start: datetime.time
    end: datetime.time


class Days(NamedTuple):
    """Days of the week, as `Availability.weekdays` holds them."""

    code: str
    label: str
    weekdays: str


# Off-work time first: 八小时外奉献社区.
PARTS = (
    Part("A", "晚上", datetime.time(18, 30), datetime.time(21, 0)),
    Part("B", "上午", datetime.time(9, 0), datetime.time(12, 0)),
    Part("C", "下午", datetime.time(14, 0), datetime.time(17, 0)),
)
DAYS = (Days("1", "工作日", "12345"), Days("2", "周六", "6"), Days("3", "周日", "7"))

# Code → slot: A1 … C3.
SLOT_CODES: dict[str, Slot] = {
    part.code + days.code: (days.weekdays, part.start, part.end) for part in PARTS for days in DAYS
}
# Code → what it says: 工作日晚上.
SLOT_LABELS: dict[str, str] = {
    part.code + days.code: days.label + part.label for part in PARTS for days in DAYS
}
CODE_OF: dict[Slot, str] = {slot: code for code, slot in SLOT_CODES.items()}
