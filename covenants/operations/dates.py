"""What the dates of covenants and projects must obey."""

import datetime

from common import clock
from common.violations import require

EARLIEST = datetime.date(2000, 1, 1)  # earlier years are slips of the finger


def check_past(day: datetime.date, *, label: str, code: str) -> None:
    """Refuse a day that has not come, or an absurd one. `code` is `noun.field`."""
    field = code.rpartition(".")[2]
    require(day <= clock.today(), f"{label}不能晚于今天，请核对。", code=code, field=field)
    require(day >= EARLIEST, f"{label}早于 2000 年，请核对年份。", code=code, field=field)


def check_term(first: datetime.date | None, last: datetime.date | None) -> None:
    """Refuse a term that ends before it begins: `covenant.dates`."""
    code = "covenant.dates"
    if first is None:
        require(last is None, "请先填写生效日期。", code=code, field="effective_from")
        return
    require(
        first >= EARLIEST, "生效日期早于 2000 年，请核对年份。", code=code, field="effective_from"
    )
    require(
        last is None or first <= last,
        "到期日期不能早于生效日期，请核对。",
        code=code,
        field="effective_to",
    )
