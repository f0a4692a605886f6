"""Every figure, declared once (see `docs/architecture.md`).

The page, the monthly report, the admin, the API, the command and the tests read these
declarations; nothing else counts anything.
"""

from reports.indicators import core, covenants, support
from reports.indicators.declaration import Indicator, Number, Ratio

__all__ = [
    "CHECK_INS", "COUNTED", "COVENANTS", "COVENANT_DETAILS", "DECLARED", "FIVE_A", "FIVE_B",
    "FLOWS", "FUNDS", "INDICATORS", "ON_PLACE_PAGE", "PROJECT_STATES", "REPORTED", "STOCKS",
    "STOCK_SUM", "SUPPORT", "UNIT_KINDS", "Indicator", "Number", "Ratio",
]  # fmt: skip

DECLARED: tuple[Indicator | Ratio, ...] = (*core.DECLARED, *support.DECLARED)
INDICATORS: dict[str, Indicator | Ratio] = {item.code: item for item in DECLARED}
COUNTED: dict[str, Indicator] = {c: i for c, i in INDICATORS.items() if isinstance(i, Indicator)}
REPORTED: tuple[Indicator, ...] = tuple(item for item in COUNTED.values() if item.in_report)
STOCKS: tuple[str, ...] = tuple(
    item.code for item in COUNTED.values() if not item.is_flow and not item.group
)
FLOWS: tuple[str, ...] = tuple(
    code
    for code, item in COUNTED.items()
    if item.is_flow and not item.group and not code.startswith("S12.")
)


def _group(name: str) -> tuple[str, ...]:
    return tuple(code for code, item in INDICATORS.items() if item.group == name)


SUPPORT = _group("support")
CHECK_INS = _group("check_in")
UNIT_KINDS = ("S8", *_group("unit_kind"))
STOCK_SUM = _group("stock_sum")
COVENANTS = _group(covenants.GROUP)
PROJECT_STATES = _group(covenants.STATES)
FUNDS = _group(covenants.FUNDS)
FIVE_A, FIVE_B = _group(covenants.FIVE_A), _group(covenants.FIVE_B)
# What has a page of its own beside the place's.
COVENANT_DETAILS = (
    *_group(covenants.DETAIL), *PROJECT_STATES, *FUNDS, *FIVE_A, *FIVE_B,
)  # fmt: skip
ON_PLACE_PAGE = tuple(code for code in INDICATORS if code not in COVENANT_DETAILS)
