"""What the dates of covenants and projects must obey."""

import datetime

from common import clock
from common.violations import require

# Earlier and later years are slips of the finger.
EARLIEST = datetime.date(2000, 1, 1)
LATEST = datetime.date(2099, 12, 31)


def check_past(day: datetime.date, *, label: str, code: str) -> None:
    """Refuse a day that has not come, or an absurd one. `code` is `noun.field`."""
    field = code.rpartition(".")[2]
    require(day <= clock.today(), f"{label}不能晚于今天，请核对。", code=code, field=field)
    require(day >= EARLIEST, f"{label}早于 2000 年，请核对年份。", code=code, field=field)


def check_term(first: datetime.date | None, last: datetime.date | None) -> None:
    """Refuse a term that ends before it begins, or lies in absurd years: `covenant.dates`."""
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
    check_latest(first, label="生效日期", code=code, field="effective_from")
    check_latest(last, label="到期日期", code=code, field="effective_to")


def check_latest(day: datetime.date | None, *, label: str, code: str, field: str) -> None:
    """Refuse a day in an absurdly late year."""
    require(
        day is None or day <= LATEST, f"{label}晚于 2099 年，请核对年份。", code=code, field=field
    )


def check_not_over(signed_on: datetime.date, effective_to: datetime.date | None) -> None:
    """Refuse a signing after the last day on which the agreement would bind."""
    require(
        effective_to is None or signed_on <= effective_to,
        "签订时协议的有效期已经过去，请核对日期；有效期要改的，请先退回修改。",
        code="covenant.signed_on",
        field="signed_on",
    )


def check_termination(
    day: datetime.date, *, signed_on: datetime.date, effective_to: datetime.date | None
) -> None:
    """Refuse an end before the signing or after the expiry: `covenant.terminated_on`."""
    code, field = "covenant.terminated_on", "terminated_on"
    check_past(day, label="终止日期", code=code)
    require(day >= signed_on, "终止日期不能早于签订日期，请核对。", code=code, field=field)
    require(
        effective_to is None or day <= effective_to,
        "协议到那天已经到期，不需要终止。",
        code=code,
        field=field,
    )


def check_confirmation(confirmed_on: datetime.date, planned_end: datetime.date | None) -> None:
    """Refuse a decision in the future, or for work planned to end before it."""
    check_past(confirmed_on, label="确定日期", code="project.confirmed_on")
    require(
        planned_end is None or planned_end >= confirmed_on,
        "计划完成日期不能早于确定日期，请核对。",
        code="project.planned_end",
        field="planned_end",
    )


def check_finish(finished_on: datetime.date, confirmed_on: datetime.date) -> None:
    """Refuse an end in the future or before the decision: `project.finished_on`."""
    check_past(finished_on, label="完成日期", code="project.finished_on")
    require(
        finished_on >= confirmed_on,
        "完成日期不能早于确定日期，请核对。",
        code="project.finished_on",
        field="finished_on",
    )
