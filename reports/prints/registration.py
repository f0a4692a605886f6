"""在职党员社区报到登记表: one check-in, or empty to be filled in by hand."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from members.models import CheckIn, Member
from reports.prints.codes import HOURS, intention_boxes, intention_codes, slot_boxes, slot_codes
from reports.prints.sheets import BLANK_DAY, GAP, Cell, Closing, Form, Sheet, day_text, label

TITLE = "在职党员社区报到登记表"
WIDTHS = (5, 7, 5, 7, 5, 7)
# The labels row by row; in a row of two the first value is a long one.
HEAD = (
    ("姓名", "性别", "党员类别"),
    ("入党日期", "学历", "联系电话"),
    ("所在单位", "单位类别"),
    ("报到社区", "报到依据"),
    ("所在网格", "所在楼栋", "组织关系"),
)
FOOT = ("每月最多服务次数", "应急时可联系", "报到日期")
BY_HAND = {
    "性别": "□男　□女",
    "党员类别": "□正式　□预备",
    "报到依据": "□居住地\n□单位结对",
    "组织关系": "□单位\n□本社区\n□外地",
    "每月最多服务次数": "　　　次",
    "应急时可联系": "□是",
}
CONSENT = "本人已阅读并同意《个人信息告知书》，自愿参加社区服务。"
CLERK_BY_HAND = f"\n经办人：{GAP}　　{BLANK_DAY}（盖章）"
Row = Sequence[Cell]


def registration(check_in: CheckIn) -> Sheet:
    """Return the form of a check-in; a number is printed masked, and only while it is open."""
    slots, other = slot_codes(check_in)
    form = _form(
        _values(check_in), intention_codes(check_in), slots, "；".join(other), _received(check_in)
    )
    return Sheet(title=TITLE, no=check_in.no, subject=check_in.member.name, parts=(form, _filler()))


def blank_registration() -> Sheet:
    """Return the empty form, with the codes of intentions and times to tick."""
    form = _form(BY_HAND, [], [], GAP, CLERK_BY_HAND)
    return Sheet(title=TITLE, subject="空白", parts=(form, _filler()))


def _form(
    values: Mapping[str, str], intentions: list[str], slots: list[str], other: str, community: str
) -> Form:
    times = HOURS + (f"\n其他时间：{other}" if other else "")
    return Form(
        (
            *(_row(labels, values) for labels in HEAD),
            (label("特长"), Cell(values.get("特长", ""), span=5)),
            (label("服务意向"), Cell(span=5, boxes=intention_boxes(intentions))),
            (label("服务时间"), Cell(times, span=5, boxes=slot_boxes(slots))),
            _row(FOOT, values),
            _opinion("本人意见", f"{CONSENT}\n签名：{GAP}　　{BLANK_DAY}"),
            _opinion("单位党组织意见", f"\n负责人：{GAP}　　{BLANK_DAY}（盖章）"),
            _opinion("社区党组织意见", community),
        ),
        WIDTHS,
    )


def _row(labels: tuple[str, ...], values: Mapping[str, str]) -> Row:
    spans = (3, 1) if len(labels) == 2 else (1, 1, 1)
    pairs = zip(labels, spans, strict=True)
    return [
        cell
        for name, span in pairs
        for cell in (label(name), Cell(values.get(name, ""), span=span))
    ]


def _opinion(name: str, text: str) -> Row:
    return label(name, 3), Cell(text, span=5, lines=3)


def _filler() -> Closing:
    return Closing((f"填表人：{GAP}", f"填表日期：{BLANK_DAY}"))


def _values(check_in: CheckIn) -> dict[str, str]:
    """Return what stands beside each label."""
    member, limit = check_in.member, check_in.max_per_month
    is_told = member.gender in {Member.Gender.MALE, Member.Gender.FEMALE}
    return {
        "姓名": member.name,
        "性别": member.get_gender_display() if is_told else "",
        "党员类别": member.get_kind_display(),
        "入党日期": f"{member.joined_on:%Y-%m-%d}" if member.joined_on else "",
        "学历": member.get_education_display() if member.education else "",
        "联系电话": member.mobile_masked if check_in.is_open else "",
        "所在单位": check_in.unit.name if check_in.unit else member.unit_label,
        "单位类别": check_in.get_unit_category_display() if check_in.unit else "",
        "报到社区": check_in.community.name,
        "报到依据": check_in.get_basis_display(),
        "所在网格": check_in.grid.name if check_in.grid else "",
        "所在楼栋": check_in.building.name if check_in.building else "",
        "组织关系": member.get_org_relation_display(),
        "特长": member.specialties,
        "每月最多服务次数": f"{limit}次" if limit else "不限",
        "应急时可联系": "是" if check_in.emergency_ok else "—",
        "报到日期": f"{timezone.localdate(check_in.submitted_at):%Y-%m-%d}",
    }


def _received(check_in: CheckIn) -> str:
    """Return what the community answers: since when 在册, whose hands; room for it before that."""
    if check_in.accepted_at is None:
        return CLERK_BY_HAND
    day = day_text(timezone.localdate(check_in.accepted_at))
    clerk = check_in.accepted_by.name if check_in.accepted_by else GAP
    ended = f"，{day_text(check_in.closed_on)}起不再在册" if check_in.closed_on else ""
    return f"{check_in.community.name}已接收{ended}。\n经办人：{clerk}　　{day}（盖章）"
