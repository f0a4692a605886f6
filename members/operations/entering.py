"""Entry on behalf of somebody at the community."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.phones import blind_index
from common.text import normalise_name, normalise_phone
from common.violations import require
from members.models import CheckIn, Member
from members.operations.intentions import Slot, Willingness
from members.operations.locks import lock_member, lock_phone
from members.operations.members import find_member, register_member
from members.operations.opening import open_check_in, tell
from members.operations.rules import (
    check_community,
    check_consent,
    check_free,
    check_home,
    check_phone_free,
)
from orgs import scope
from orgs.models import Organization, ResidentUnit
from orgs.operations.months import mark_month
from orgs.policy import Action

Status = CheckIn.Status
PHONE_TAKEN = (
    "另一名党员的报到已用了这个手机号。是同一人的，请在“党员名册”里找到后核对，不要重复登记；"
    "确是两个人的，请先由单位联络员把这一位登记到名册，在其登记页点“核对”选“不是同一人”，再代录。"
)


@transaction.atomic
def enter_check_in(
    *,
    actor: User,
    community: Organization,
    name: str,
    mobile: str,
    basis: str,
    consent_version: str,
    unit: ResidentUnit | None = None,
    kind: str = Member.Kind.FULL,
    gender: str = Member.Gender.UNSTATED,
    categories: Iterable[str] = (),
    availabilities: Iterable[Slot] = (),
    max_per_month: int | None = None,
    emergency_ok: bool = False,
    grid: Organization | None = None,
    building: Organization | None = None,
) -> CheckIn:
    """Enter on behalf of a person, at the community → 在册.

    A person in the register is found by name and number; anybody else is added to `unit`.
    Intentions may be missing (登记不全). Refuses as submission and acceptance do; `member.unit`.
    """
    wish = Willingness.of(categories, availabilities, max_per_month, emergency_ok)
    name, phone = normalise_name(name, field="name"), normalise_phone(mobile)
    lock_phone(blind_index(phone))
    scope.require(actor, Action.HANDLE_CHECK_INS, community)
    check_consent(consent_version)
    member = find_member(name=name, phone=phone)
    if member is None:
        require(
            unit is not None,
            "名册里没有这名党员，请选择其所在单位。",
            code="member.unit",
            field="unit",
        )
        member = register_member(
            actor=actor, unit=unit, name=name, mobile=phone, kind=kind, gender=gender
        )
    member = lock_member(member)
    check_free(member)
    check_phone_free(member, PHONE_TAKEN)
    check_community(member, community, basis)
    grid, building = check_home(community, grid, building)
    check_in = open_check_in(
        actor,
        member,
        wish,
        community=community,
        basis=basis,
        consent_version=consent_version,
        channel=CheckIn.Channel.COMMUNITY,
        status=Status.REGISTERED,
        accepted_at=clock.now(),
        accepted_by=actor,
        grid=grid,
        building=building,
    )
    mark_month(community, Month.of(clock.today()))
    write_audit(actor=actor, action="check_in.enter", record=check_in, community=community.pk)
    tell(check_in, f"{community.name}已为您登记报到。")
    return check_in
