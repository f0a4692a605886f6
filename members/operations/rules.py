"""The rules that several steps of a check-in share. Each holds under the member's lock."""

from common import clock
from common.violations import RuleViolation, require
from members.models import CheckIn, Member
from orgs.models import Organization

# The notice that members agree to; a new text is a new version.
CONSENT_VERSION = "2026-01"
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


def check_free(member: Member, besides: CheckIn | None = None) -> None:
    """Refuse a second waiting or a second registered check-in of the member."""
    held = set(member.check_ins.open().values_list("status", flat=True))
    if held & {Status.REGISTERED, Status.TRANSFERRING}:
        message = "这名党员已在一个社区在册，不能重复报到；如已搬迁，请先由原社区办理注销。"
        raise RuleViolation(message, code="check_in.registered")
    if besides is None and Status.PENDING in held:
        message = "已有一份报到等待接收，不能重复提交；请等社区处理，或由本人先撤回。"
        raise RuleViolation(message, code="check_in.pending")


def check_phone_free(member: Member) -> None:
    """Refuse while another person's open check-in carries the same number."""
    others = CheckIn.objects.open().filter(member__mobile_index=member.mobile_index)
    require(
        not others.exclude(member=member).exists(),
        "另一名党员的报到用了同一个手机号，请与本人核对号码后再办理。",
        code="check_in.phone",
        field="mobile",
    )


def check_community(member: Member, community: Organization, basis: str | None = None) -> None:
    """Refuse a place that takes no check-ins today, and a pairing that is none."""
    place = Organization.objects.get(pk=community.pk)
    takes = place.tier == Tier.COMMUNITY and place.is_established(clock.today())
    require(
        takes and place.district_id == member.unit.district_id,
        "这个社区现在不能接收报到，请选择本区已成立的社区。",
        code="check_in.community",
        field="community",
    )
    if basis is None:
        return
    known = basis in CheckIn.Basis.values
    require(known, "请选择报到依据。", code="check_in.basis", field="basis")
    require(
        basis != CheckIn.Basis.PAIRING or member.unit.paired_community_id == place.pk,
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
