"""报到党员一览表: who is 在册 in a community, in the columns in which paper is entered."""

import datetime
from collections.abc import Iterable

from members.models import CheckIn
from orgs.models import Organization
from reports.prints.codes import INTENTION_KEY, SLOT_KEY, intention_codes, slot_codes
from reports.prints.numbers import roster_no
from reports.prints.sheets import Line, Listing, Sheet, reporting

TITLE = "在职党员社区报到一览表"
COLUMNS = ("序号", "姓名", "手机号", "所在单位", "网格", "意向代码", "时间代码")
WIDTHS = (13, 24, 32, 52, 40, 38, 36, 28)
# How many rows an empty list may have; the first is the usual one.
BLANK_ROWS = (20, 10, 30)


def roster(community: Organization, check_ins: Iterable[CheckIn], day: datetime.date) -> Sheet:
    """Return the list of those who are 在册; numbers are masked."""
    rows = [_row(number, check_in) for number, check_in in enumerate(check_ins, start=1)]
    count = f"截至 {day.year}年{day.month}月{day.day}日在册党员 {len(rows)} 名。"
    body = (Listing((*COLUMNS, "备注"), rows, WIDTHS, is_small=True),) if rows else ()
    return Sheet(
        title=f"{community.name}{TITLE}",
        no=roster_no(community, day),
        is_wide=True,
        parts=(
            Line(INTENTION_KEY, "note"),
            Line(SLOT_KEY, "note"),
            Line(count, "note"),
            *body,
            reporting(community.title, day),
        ),
    )


def blank_roster(count: int) -> Sheet:
    """Return an empty list with numbered rows, to be signed by everybody on it."""
    rows = [(str(number), *[""] * len(COLUMNS)) for number in range(1, count + 1)]
    consent = "填写并签名即表示本人已阅读并同意《个人信息告知书》。意向、时间填代码，可填多个。"
    return Sheet(
        title=TITLE,
        subject=f"空白{count}行",
        is_wide=True,
        parts=(
            Line(INTENTION_KEY, "note"),
            Line(SLOT_KEY, "note"),
            Line(consent, "note"),
            Listing((*COLUMNS, "本人签名"), rows, WIDTHS, is_small=True),
            reporting("", None),
        ),
    )


def _row(number: int, check_in: CheckIn) -> tuple[str, ...]:
    member = check_in.member
    codes, other = slot_codes(check_in)
    return (
        str(number),
        member.name,
        member.mobile_masked,
        check_in.unit.name if check_in.unit else member.unit_label,
        check_in.home,
        "、".join(intention_codes(check_in)),
        "、".join([*codes, *other]),
        _remark(check_in),
    )


def _remark(check_in: CheckIn) -> str:
    limit = f"每月最多{check_in.max_per_month}次" if check_in.max_per_month else ""
    return "，".join(filter(None, ["应急时可联系" if check_in.emergency_ok else "", limit]))
