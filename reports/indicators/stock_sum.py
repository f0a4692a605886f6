"""在册 from the first day of a period to its last: what came, what went (S8)."""

from collections.abc import Iterable
from typing import Any

from members.models import CheckIn
from reports import check_in_records as records
from reports.indicators.anchors import AT_COMMUNITY, INTO, OUT_OF
from reports.indicators.declaration import Indicator
from reports.selectors import Records

Reason = CheckIn.CloseReason
REASONS = tuple(reason for reason in Reason if reason not in CheckIn.NEVER_COUNTED)
AS_OF_THE_END = "按统计日的区划计；期初 + 新增 + 转入 − 转出 − 注销 = 期末。"


def _flow(code: str, name: str, definition: str, rows: Records, **more: Any) -> Indicator:
    values = {"anchor": AT_COMMUNITY} | more
    return Indicator(
        code=f"S8.{code}",
        name=name,
        unit="名",
        definition=definition,
        records=rows,
        is_flow=True,
        group="stock_sum",
        **values,
    )


def _by_reason() -> Iterable[Indicator]:
    for reason in REASONS:
        yield _flow(
            f"closed.{reason.value}",
            f"注销：{reason.label}",
            f"期内注销的报到中，原因为“{reason.label}”的。",
            records.closed(reason),
        )


DECLARED: tuple[Indicator, ...] = (
    _flow("opening", "期初在册", f"期初前一日在册的报到。{AS_OF_THE_END}", records.opening),
    _flow(
        "added",
        "新增党员",
        "期内接收、不是从本区其他社区转来的报到，注销后恢复在册的也计入；"
        "期内又注销的，新增和注销各计一次。",
        records.added,
        in_report=True,
    ),
    _flow("restored", "其中恢复在册", "新增中，注销后经街道同意恢复在册的。", records.restored),
    _flow(
        "moved_in",
        "转入党员",
        "期内从本级以外的社区转来的报到；本级范围内社区之间的转接不计，因此全区为 0。",
        records.moved,
        anchor=INTO,
        in_report=True,
    ),
    _flow(
        "moved_out",
        "转出党员",
        "期内转往本级以外的社区的报到；本级范围内社区之间的转接不计，因此全区为 0。",
        records.moved,
        anchor=OUT_OF,
        key="previous",
        in_report=True,
    ),
    _flow(
        "closed",
        "注销党员",
        "期内注销的报到；已在本区另一社区转接的计入转出，重复登记和登记有误的自始不计。",
        records.closed(),
        in_report=True,
    ),
    *_by_reason(),
    _flow("closing", "期末在册", f"期末当日在册的报到。{AS_OF_THE_END}", records.closing),
)
