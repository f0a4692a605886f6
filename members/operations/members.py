"""The register of members, and the one way to a full phone number."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.operations import record_access, write_audit
from common.phones import blind_index
from common.text import normalise_line, normalise_name, normalise_phone
from common.violations import require
from members.models import Member
from members.operations.locks import lock_member, lock_phone
from orgs import scope
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.unit_rules import require_in_use
from orgs.policy import Action
from orgs.selectors.approvers import ALONE, people_seen_today


@transaction.atomic
def register_member(
    *,
    actor: User | None,
    unit: ResidentUnit | None,
    name: str,
    mobile: str,
    kind: str = Member.Kind.FULL,
    gender: str = Member.Gender.UNSTATED,
    user: User | None = None,
    district: District | None = None,
    home_organization: str = "",
) -> Member:
    """Add a person to the register of a unit. `actor` None is the system itself (set-up, demo).

    A community may add members of any unit of its district: they live here and work there; a unit
    its own. Without a unit it is an inbound member (流入党员) of the `district`, whose
    organisation elsewhere is named. Refuses `member.known` (same name and number), `member.unit`
    (out of use or merged), `member.kind`, `member.gender`, and what is no name or number.
    """
    name, phone = normalise_name(name, field="name"), normalise_phone(mobile)
    lock_phone(blind_index(phone))
    district = unit.district if unit else district
    if actor is not None and not _may_register(actor, unit, district):
        raise PermissionDenied(scope.REFUSAL)
    if unit is not None:
        unit = ResidentUnit.objects.select_related("merged_into", "district").get(pk=unit.pk)
        require_in_use([unit], code="member.unit", field="unit")
    require(kind in Member.Kind.values, "请选择党员类别。", code="member.kind", field="kind")
    require(gender in Member.Gender.values, "请选择性别。", code="member.gender", field="gender")
    require(
        find_member(name=name, phone=phone) is None,
        "名册里已有同名同手机号的党员，不用重复登记。",
        code="member.known",
        field="mobile",
    )
    member = Member(
        district=district,
        unit=unit,
        name=name,
        kind=kind,
        gender=gender,
        user=user,
        created_by=actor,
        updated_by=actor,
        **({} if unit else _inbound(home_organization)),
    )
    member.set_mobile(phone)
    member.save(force_insert=True)
    write_audit(actor=actor, action="member.register", record=member, unit=unit and unit.pk)
    return member


def _may_register(actor: User, unit: ResidentUnit | None, district: District | None) -> bool:
    """Whoever handles check-ins in the district, and who keeps the members of the unit."""
    places = Organization.objects.visible_to(actor, Action.HANDLE_CHECK_INS)
    if places.filter(district=district).exists():
        return True
    if unit is None:
        keepers = District.objects.visible_to(actor, Action.KEEP_MEMBERS)
        return keepers.filter(pk=district and district.pk).exists()
    kept = ResidentUnit.objects.visible_to(actor, Action.KEEP_MEMBERS)
    return kept.filter(pk=unit.pk).exists()


def _inbound(home_organization: str) -> dict[str, str]:
    """Return what is true of a member who lives here and belongs to an organisation elsewhere."""
    return {
        "flow": Member.Flow.INBOUND,
        "org_relation": Member.OrgRelation.ELSEWHERE,
        "home_organization": normalise_line(
            home_organization, label="组织关系所在党组织", limit=100, required=False,
            field="home_organization",
        ),
    }  # fmt: skip


def find_member(*, name: str, phone: str) -> Member | None:
    """Return the standing member with this very name and number (both normalised)."""
    known = Member.objects.standing().filter(mobile_index=blind_index(phone), name=name)
    return known.order_by("pk").first()


def change_mobile(*, actor: User, member: Member, phone: str) -> None:
    """Give a held member another number (normalised); the audit says that, not which.

    Refuses `member.known`: two rows with this name and number. That tells nothing of strangers.
    """
    if blind_index(phone) == member.mobile_index:
        return
    require(
        find_member(name=member.name, phone=phone) is None,
        "名册里已有同名同手机号的党员，请联系报到社区按重复登记办理。",
        code="member.known",
        field="mobile",
    )
    member.set_mobile(phone)
    member.change(
        actor,
        mobile_cipher=member.mobile_cipher,
        mobile_index=member.mobile_index,
        mobile_masked=member.mobile_masked,
    )
    if member.user_id is not None:
        follow_number(member)
    write_audit(actor=actor, action="member.change_mobile", record=member)


def follow_number(member: Member) -> None:
    """Let the held member's account sign in with the number, if it is nobody else's.

    Whoever writes another person's number into the own data gains nothing by it.
    """
    accounts = User.objects.filter(mobile_index=member.mobile_index).exclude(pk=member.user_id)
    others = Member.objects.standing().filter(mobile_index=member.mobile_index)
    is_shared = accounts.exists() or others.exclude(pk=member.pk).exists()
    index = "" if is_shared else member.mobile_index
    User.objects.filter(pk=member.user_id).update(mobile_index=index)


@transaction.atomic
def reveal_phone(*, actor: User, member: Member, reason: str) -> str:
    """Return the full number and leave an access record with the reason.

    The district may always; a community only while the member's check-in there is open.
    """
    member = lock_member(member)
    scope.require(actor, Action.SEE_PHONES, member)
    require(
        Member.objects.with_phone_for(actor).filter(pk=member.pk).exists(),
        "报到已经结束，不能再查看手机号；如确需联系，请通过其所在单位。",
        code="member.phone_closed",
    )
    seen = people_seen_today(actor, Member._meta.label_lower)
    require(
        member.pk in seen or len(seen) < ALONE,
        f"今天已查看 {ALONE} 人的完整手机号；还需要的，请用“导出”并请另一位同志批准。",
        code="member.phone_limit",
    )
    access = record_access(actor=actor, subject=member, reason=reason)
    write_audit(actor=actor, action="member.see_phone", record=member, access=access.pk)
    return member.open_mobile()
