"""The register of members, and the one way to a full phone number."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.operations import record_access, write_audit
from common.phones import blind_index
from common.text import normalise_name, normalise_phone
from common.violations import require
from members.models import Member
from members.operations.locks import lock_member, lock_phone
from orgs import scope
from orgs.models import Organization, ResidentUnit
from orgs.operations.unit_rules import require_in_use
from orgs.policy import Action
from orgs.selectors.approvers import ALONE, people_seen_today


@transaction.atomic
def register_member(
    *,
    actor: User | None,
    unit: ResidentUnit,
    name: str,
    mobile: str,
    kind: str = Member.Kind.FULL,
    gender: str = Member.Gender.UNSTATED,
    user: User | None = None,
) -> Member:
    """Add a person to the register of a unit. `actor` None is the system itself (set-up, demo).

    A community may add members of any unit of its district: they live here and work there.
    Refuses `member.known` (same name and number), `member.unit` (out of use or merged),
    `member.kind`, `member.gender`, and what is no name or number.
    """
    name, phone = normalise_name(name, field="name"), normalise_phone(mobile)
    lock_phone(blind_index(phone))
    if actor is not None:
        places = Organization.objects.visible_to(actor, Action.HANDLE_CHECK_INS)
        if not ResidentUnit.objects.of_districts(places).filter(pk=unit.pk).exists():
            raise PermissionDenied(scope.REFUSAL)
    unit = ResidentUnit.objects.select_related("merged_into").get(pk=unit.pk)
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
        unit=unit,
        name=name,
        kind=kind,
        gender=gender,
        user=user,
        created_by=actor,
        updated_by=actor,
    )
    member.set_mobile(phone)
    member.save(force_insert=True)
    write_audit(actor=actor, action="member.register", record=member, unit=unit.pk)
    return member


def find_member(*, name: str, phone: str) -> Member | None:
    """Return the standing member with this very name and number (both normalised)."""
    known = Member.objects.standing().filter(mobile_index=blind_index(phone), name=name)
    return known.order_by("pk").first()


def change_mobile(*, actor: User, member: Member, phone: str) -> None:
    """Give a held member another number (normalised); the audit says that, not which."""
    if blind_index(phone) == member.mobile_index:
        return
    member.set_mobile(phone)
    member.change(
        actor,
        mobile_cipher=member.mobile_cipher,
        mobile_index=member.mobile_index,
        mobile_masked=member.mobile_masked,
    )
    write_audit(actor=actor, action="member.change_mobile", record=member)


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
