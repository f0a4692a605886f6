"""服务记录卡: what one member did in a year, as it was confirmed."""

from collections.abc import Sequence

from common import clock
from members.models import CheckIn, Member
from reports.prints.numbers import card_no
from reports.prints.sheets import Cell, Form, Line, Listing, Sheet, label, reporting
from services.intervals import duration_text
from services.models import ServiceLog

HEADERS = ("序号", "日期", "地点", "服务内容", "时长（分钟）", "确认人")
EXPLANATION = "只列已确认的服务；同一时段重复登记的，时长只计一次。"
WIDTHS = (13, 27, 38, 45, 27, 20)


def service_card(
    member: Member, check_in: CheckIn | None, year: int, logs: Sequence[ServiceLog], note: str = ""
) -> Sheet:
    """Return the card of a year: the confirmed services, each with the minutes that count."""
    rows = [_row(number, log) for number, log in enumerate(logs, start=1)]
    minutes = sum(log.counted_minutes for log in logs)
    total = f"合计 {len(rows)} 次，{minutes} 分钟（{duration_text(minutes)}）。"
    community = check_in.community.title if check_in else ""
    body = [Listing(HEADERS, rows, WIDTHS, is_small=True)] if rows else []
    return Sheet(
        title="党员社区服务记录卡",
        no=card_no(member, year),
        subject=member.name,
        parts=(
            _head(member, check_in, year),
            Line(EXPLANATION, "note"),
            *body,
            Line(total if rows else f"{year}年还没有已确认的服务。", "note"),
            *([Line(note, "note")] if note else []),
            reporting(community, clock.today()),
        ),
    )


def _head(member: Member, check_in: CheckIn | None, year: int) -> Form:
    community = check_in.community.name if check_in else "—"
    kind = member.get_kind_display()
    return Form(
        (
            (label("姓名"), Cell(member.name), label("党员类别"), Cell(kind)),
            (label("所在单位"), Cell(member.unit_label), label("报到社区"), Cell(community)),
            (label("年度"), Cell(f"{year}年", span=3)),
        ),
        (5, 13, 5, 9),
    )


def _row(number: int, log: ServiceLog) -> tuple[str, ...]:
    content = "：".join(filter(None, [log.get_category_display(), log.text]))
    return (
        str(number),
        f"{log.served_on:%Y-%m-%d}",
        log.place_label,
        content,
        str(log.counted_minutes),
        log.confirmed_by.name,
    )
