"""The codes of intentions and times as forms print and tick them (`members.slots`)."""

from members.models import CheckIn, ServiceIntention
from members.slots import CODE_OF, PARTS, SLOT_LABELS
from reports.prints.sheets import Box

HOURS = "，".join(f"{part.label} {part.start:%H:%M}–{part.end:%H:%M}" for part in PARTS)
INTENTION_KEY = "意向代码：" + "　".join(
    f"{code} {label}" for code, label in ServiceIntention.Category.choices
)
SLOT_KEY = (
    "时间代码："
    + "　".join(f"{code} {label}" for code, label in SLOT_LABELS.items())
    + f"（{HOURS}）"
)


def intention_codes(check_in: CheckIn) -> list[str]:
    """Return the codes of what the member is willing to do now, in their order of the list."""
    return sorted(row.category for row in check_in.intentions.all() if not row.withdrawn_on)


def slot_codes(check_in: CheckIn) -> tuple[list[str], list[str]]:
    """Return the codes of the current times, and in words those that have none."""
    current = [row for row in check_in.availabilities.all() if not row.withdrawn_on]
    codes = sorted(CODE_OF[row.slot] for row in current if row.slot in CODE_OF)
    return codes, [str(row) for row in current if row.slot not in CODE_OF]


def intention_boxes(ticked: list[str]) -> tuple[Box, ...]:
    choices = ServiceIntention.Category.choices
    return tuple(Box(code, label, code in ticked) for code, label in choices)


def slot_boxes(ticked: list[str]) -> tuple[Box, ...]:
    return tuple(Box(code, label, code in ticked) for code, label in SLOT_LABELS.items())
