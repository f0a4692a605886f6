"""The rules that several steps of a check-in share. Each holds under the member's lock."""

import datetime

from common import clock
from common.violations import RuleViolation, require
from members.models import CheckIn, DistinctPair, Member
from members.querysets import CheckInQuerySet
from orgs.models import Organization

# The notice that members agree to; a new text is a new version.
CONSENT_VERSION = "2026-01"
FOUNDED = datetime.date(1921, 7, 1)
# What a unit tells of its members besides name and number: by file, and from its own system.
FACTS = ("kind", "gender", "joined_on", "on_job", "specialties")
Status = CheckIn.Status
Tier = Organization.Tier
Home = tuple[Organization | None, Organization | None]


def check_consent(version: str) -> None:
    """Refuse a missing consent, or one to an older notice."""
    require(
        version == CONSENT_VERSION,
        "请先阅读并同意《个人信息告知书》。",
        code="check_in.consent",
        field="consent",
    )


def check_joined_on(day: datetime.date | None) -> None:
    """Refuse a day on which nobody can have joined; None is not known."""
    require(
        day is None or FOUNDED <= day <= clock.today(),
        "入党日期不能晚于今天，也不能早于 1921 年 7 月 1 日。",
        code="member.joined_on",
        field="joined_on",
    )


def check_free(member: Member, besides: CheckIn | None = None) -> None:
    """Refuse a second waiting or a second registered check-in of the person.

    `besides` is the waiting one that is to be accepted; the one it ends by a transfer is none.
    """
    held = set(_other_open(member, besides).values_list("status", flat=True))
    if held & {Status.REGISTERED, Status.TRANSFERRING}:
        message = "这名党员已在一个社区在册，不能重复报到；如已搬迁，请由原社区办理转出。"
        raise RuleViolation(message, code="check_in.registered")
    if besides is None and Status.PENDING in held:
        message = "已有一份报到等待接收，不能重复提交；请等社区处理，或由本人先撤回。"
        raise RuleViolation(message, code="check_in.pending")


def _other_open(member: Member, besides: CheckIn | None) -> CheckInQuerySet:
    """Return the person's open check-ins, those of merged rows included."""
    held = CheckIn.objects.open().of_person(member)
    if besides is None:
        return held
    ended = besides.previous_id if besides.is_arriving else None
    return held.exclude(pk__in=[besides.pk, ended or besides.pk])


def check_still_one(check_in: CheckIn) -> None:
    """Refuse to send a member on who meanwhile waits somewhere else."""
    waiting = CheckIn.objects.pending().of_person(check_in.member)
    require(
        not waiting.exists(),
        "这名党员另有一份报到等待接收，请先处理那一份，再办理转出。",
        code="check_in.pending",
    )


def standing_community(community: Organization) -> Organization:
    """Return the community, or the one that took it over."""
    return community if community.dissolved_on is None else community.successor or community


ASK_ABOUT_PHONE = (
    "另一名党员的报到用了同一个手机号，请先点“核对疑似重复”：是同一人的合并，"
    "不是同一人的说明情况后再办理。"
)


def check_phone_free(member: Member, message: str = ASK_ABOUT_PHONE) -> None:
    """Refuse while another person's open check-in carries the same number.

    Somebody decides: they are one person (merged), or two who share a number (kept apart).
    """
    require(not phone_holders(member).exists(), message, code="check_in.phone", field="mobile")


def phone_holders(member: Member) -> CheckInQuerySet:
    """Return open check-ins of others with the number, those kept apart from the member aside."""
    others = CheckIn.objects.open().filter(member__mobile_index=member.mobile_index)
    apart = DistinctPair.objects.of(member)
    others = others.exclude(member__in=[member.pk, member.merged_into_id or member.pk])
    others = others.exclude(member__in=apart.values("kept"))
    return others.exclude(member__in=apart.values("duplicate"))


def check_community(member: Member, community: Organization, basis: str | None = None) -> None:
    """Refuse a place that takes no check-ins today, and a pairing that is none."""
    place = Organization.objects.get(pk=community.pk)
    takes = place.tier == Tier.COMMUNITY and place.is_established(clock.today())
    require(
        takes and place.district_id == member.district_id,
        "这个社区现在不能接收报到，请选择本区已成立的社区。",
        code="check_in.community",
        field="community",
    )
    if basis is None:
        return
    known = basis in CheckIn.Basis.values
    require(known, "请选择报到依据。", code="check_in.basis", field="basis")
    require(
        basis != CheckIn.Basis.PAIRING
        or (member.unit is not None and member.unit.paired_community_id == place.pk),
        "这个社区不是单位的结对社区，报到依据请选“居住地”。",
        code="check_in.pairing",
        field="basis",
    )


def check_home(
    community: Organization, grid: Organization | None, building: Organization | None
) -> Home:
    """Return grid and building of the community; a building brings its grid along."""
    if building is not None and grid is None:
        grid = building.parent
    fits = grid is None or (
        grid.tier == Tier.GRID and grid.parent_id == community.pk and grid.dissolved_on is None
    )
    require(fits, "所选网格不在这个社区，请重新选择。", code="check_in.home", field="grid")
    fits = building is None or (
        building.tier == Tier.BUILDING
        and building.parent_id == grid.pk
        and building.dissolved_on is None
    )
    require(fits, "所选楼栋不在这个网格，请重新选择。", code="check_in.home", field="building")
    return grid, building
