"""What members correct about themselves; name and unit are their unit's to correct."""

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.phones import blind_index
from common.text import normalise_line, normalise_phone
from common.violations import require
from members.models import Member
from members.operations.locks import lock_member
from members.operations.members import change_mobile
from orgs import scope
from orgs.policy import Action


@transaction.atomic
def change_own_facts(
    *,
    actor: User,
    member: Member,
    mobile: str,
    gender: str = Member.Gender.UNSTATED,
    education: str = Member.Education.UNSTATED,
    specialties: str = "",
    version: int | None = None,
) -> Member:
    """Correct one's own number and what is optional; "" empties it.

    Refuses `phone.invalid`, `member.gender`, `.education`, `.known`, `text.*`, `record.stale`.
    """
    phone = normalise_phone(mobile)
    specialties = normalise_line(
        specialties, label="特长", limit=200, required=False, field="specialties"
    )
    member = lock_member(member, blind_index(phone))
    scope.require(actor, Action.SUBMIT_CHECK_IN, member)
    member.require_version(version)
    known = gender in Member.Gender.values
    require(known, "请选择性别。", code="member.gender", field="gender")
    known = education in Member.Education.values
    require(known, "请选择学历。", code="member.education", field="education")
    change_mobile(actor=actor, member=member, phone=phone)
    _change_optional(actor, member, gender, education, specialties)
    return member


@transaction.atomic
def clear_own_facts(*, actor: User, member: Member) -> Member:
    """Delete what one need not have said: gender, education, specialties."""
    member = lock_member(member)
    scope.require(actor, Action.SUBMIT_CHECK_IN, member)
    _change_optional(actor, member, Member.Gender.UNSTATED, Member.Education.UNSTATED, "")
    return member


def _change_optional(
    actor: User, member: Member, gender: str, education: str, specialties: str
) -> None:
    facts = {"gender": gender, "education": education, "specialties": specialties}
    changed = {name: value for name, value in facts.items() if getattr(member, name) != value}
    if changed:
        member.change(actor, **changed)
        labels = [str(Member._meta.get_field(name).verbose_name) for name in changed]
        write_audit(actor=actor, action="member.change_own", record=member, changed=labels)
