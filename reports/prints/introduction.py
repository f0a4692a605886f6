"""报到单: the unit introduces a member to the community, which tears off the receipt."""

import datetime

from django.utils import timezone

from members.models import CheckIn, Member
from orgs.models import Organization
from reports.prints.numbers import introduction_no
from reports.prints.sheets import BLANK_DAY, GAP, Cut, Line, Part, Sheet, day_text


def introduction(member: Member, check_in: CheckIn | None, day: datetime.date) -> Sheet:
    """Return the 报到单 of a member; its receipt is filled in once the check-in was accepted."""
    place = _place(member, check_in)
    greeting = f"{place.title}：" if place else f"{GAP}社区大党委："
    return Sheet(
        title="在职党员社区报到单",
        no=introduction_no(member, day),
        subject=member.name,
        is_letter=True,
        parts=(
            Line(greeting, "salutation"),
            Line(
                f"兹有我单位党员{member.name}（{_description(member)}）到贵社区报到，"
                "请予接收，并将回执退回我单位。"
            ),
            Line(f"{_party(member)}（盖章）", "signature"),
            Line(day_text(day), "signature"),
            Cut(),
            *_receipt(member, check_in, place),
        ),
    )


def _receipt(
    member: Member, check_in: CheckIn | None, place: Organization | None
) -> tuple[Part, ...]:
    accepted = check_in if check_in and check_in.accepted_at else None
    day = day_text(timezone.localdate(accepted.accepted_at)) if accepted else BLANK_DAY
    home = (accepted.home if accepted else "") or GAP * 2
    no = f"，报到编号 {accepted.no}" if accepted else ""
    clerk = accepted.accepted_by.name if accepted and accepted.accepted_by else GAP
    return (
        Line("在职党员社区报到回执", "title"),
        Line(f"{_party(member)}：", "salutation"),
        Line(f"你单位党员{member.name}已于{day}到我社区报到，编入{home}{no}。"),
        Line(f"受理社区（盖章）：{place.title if place else GAP * 2}", "signature"),
        Line(f"经办人：{clerk}　　{day}", "signature"),
    )


def _place(member: Member, check_in: CheckIn | None) -> Organization | None:
    """Return where the member checks in: as chosen, else where the unit is paired."""
    if check_in is not None:
        return check_in.community
    return member.unit.paired_community if member.unit else None


def _party(member: Member) -> str:
    """Return what introduces the member: the unit's party organisation, or the one at home."""
    if member.unit is None:
        return member.home_organization or GAP * 2
    return member.unit.party_org_name or member.unit.name


def _description(member: Member) -> str:
    is_told = member.gender in {Member.Gender.MALE, Member.Gender.FEMALE}
    gender = [member.get_gender_display()] if is_told else []
    return "，".join([*gender, member.get_kind_display()])
