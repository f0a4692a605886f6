"""The life of a check-in, one function per step (`domain.md` §3)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.operations import notify, write_audit
from common import clock
from common.months import Month
from common.numbers import make_no
from common.phones import blind_index
from common.text import normalise_name, normalise_phone, normalise_text
from common.violations import require
from members.models import CheckIn, Member
from members.operations.intentions import Slot, Willingness, register_willingness
from members.operations.locks import lock_check_in, lock_member, lock_phone
from members.operations.members import change_mobile, find_member, register_member
from members.operations.rules import (
    check_community,
    check_consent,
    check_free,
    check_home,
    check_phone_free,
)
from orgs import scope
from orgs.models import Organization, ResidentUnit
from orgs.operations.months import mark_month, mark_months, months_since
from orgs.policy import Action

Status = CheckIn.Status


@transaction.atomic
def submit_check_in(
    *,
    actor: User,
    member: Member,
    community: Organization,
    basis: str,
    categories: Iterable[str],
    availabilities: Iterable[Slot],
    consent_version: str,
    max_per_month: int | None = None,
    emergency_ok: bool = False,
    mobile: str | None = None,
) -> CheckIn:
    """Check in with a community by one's own account → 待接收.

    Refuses `check_in.pending`, `.registered`, `.community`, `.pairing`, `.consent`,
    `intention.*`, `availability.*`, `phone.invalid`.
    """
    wish = Willingness.of(categories, availabilities, max_per_month, emergency_ok)
    phone = None if mobile is None else normalise_phone(mobile)
    member = lock_member(member, blind_index(phone) if phone else None)
    scope.require(actor, Action.SUBMIT_CHECK_IN, member)
    check_consent(consent_version)
    check_free(member)
    check_community(member, community, basis)
    wish.require_complete()
    if phone:
        change_mobile(actor=actor, member=member, phone=phone)
    check_in = _open(
        actor,
        member,
        wish,
        community=community,
        basis=basis,
        consent_version=consent_version,
        channel=CheckIn.Channel.OWN_PHONE,
        status=Status.PENDING,
    )
    write_audit(actor=actor, action="check_in.submit", record=check_in, community=community.pk)
    return check_in


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
    check_phone_free(member)
    check_community(member, community, basis)
    grid, building = check_home(community, grid, building)
    check_in = _open(
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
    _tell(check_in, f"{community.name}已为您登记报到。")
    return check_in


@transaction.atomic
def accept_check_in(
    *,
    actor: User,
    check_in: CheckIn,
    grid: Organization | None = None,
    building: Organization | None = None,
    version: int | None = None,
) -> CheckIn:
    """Take a waiting check-in into the register: 待接收 → 在册.

    Refuses `check_in.not_pending`, `.registered`, `.phone`, `.community`, `.home`, `record.stale`.
    """
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.HANDLE_CHECK_INS, check_in)
    _require_pending(check_in)
    check_in.require_version(version)
    member, community = check_in.member, check_in.community
    check_free(member, besides=check_in)
    check_phone_free(member)
    check_community(member, community)
    grid, building = check_home(community, grid, building)
    check_in.change(
        actor,
        status=Status.REGISTERED,
        accepted_at=clock.now(),
        accepted_by=actor,
        grid=grid,
        building=building,
    )
    mark_month(community, Month.of(clock.today()))
    write_audit(actor=actor, action="check_in.accept", record=check_in, community=community.pk)
    _tell(check_in, f"{community.name}已接收您的报到。")
    return check_in


@transaction.atomic
def return_check_in(
    *, actor: User, check_in: CheckIn, reason: str, version: int | None = None
) -> CheckIn:
    """Send a waiting check-in back with a reason: 待接收 → 退回. Refuses `check_in.not_pending`."""
    reason = normalise_text(reason, label="退回原因", limit=200, field="reason")
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.HANDLE_CHECK_INS, check_in)
    _require_pending(check_in)
    check_in.require_version(version)
    check_in.change(actor, status=Status.RETURNED, return_reason=reason)
    write_audit(actor=actor, action="check_in.return", record=check_in)
    _tell(check_in, f"{check_in.community.name}退回了您的报到，请查看原因后重新提交。")
    return check_in


@transaction.atomic
def withdraw_check_in(*, actor: User, check_in: CheckIn) -> CheckIn:
    """Take one's own waiting check-in back: 待接收 → 本人撤回. Refuses `check_in.not_pending`."""
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.SUBMIT_CHECK_IN, check_in)
    _require_pending(check_in)
    check_in.change(actor, status=Status.WITHDRAWN)
    write_audit(actor=actor, action="check_in.withdraw", record=check_in)
    return check_in


@transaction.atomic
def close_check_in(
    *,
    actor: User,
    check_in: CheckIn,
    close_reason: str,
    closed_on: datetime.date,
    version: int | None = None,
) -> CheckIn:
    """End a registration on a day up to today: 在册 → 已注销.

    Refuses `check_in.not_registered`, `.close_reason`, `.closed_on`, `record.stale`.
    """
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.HANDLE_CHECK_INS, check_in)
    require(
        check_in.status == Status.REGISTERED,
        f"这份报到现在是“{check_in.get_status_display()}”，只有在册的才能注销。",
        code="check_in.not_registered",
    )
    check_in.require_version(version)
    known = close_reason in CheckIn.CloseReason.values
    require(known, "请选择注销原因。", code="check_in.close_reason", field="close_reason")
    accepted_on = timezone.localdate(check_in.accepted_at)
    require(
        accepted_on <= closed_on <= clock.today(),
        f"注销日期应在接收日（{accepted_on:%Y-%m-%d}）到今天之间。",
        code="check_in.closed_on",
        field="closed_on",
    )
    check_in.change(actor, status=Status.CLOSED, close_reason=close_reason, closed_on=closed_on)
    # Every stock since then is another one, and a mistake leaves the months since acceptance.
    since = accepted_on if close_reason in CheckIn.NEVER_COUNTED else closed_on
    months = months_since(Month.of(since), Month.of(clock.today()))
    mark_months([check_in.community_id], months)
    write_audit(
        actor=actor, action="check_in.close", record=check_in,
        reason=close_reason, on=closed_on.isoformat(),
    )  # fmt: skip
    _tell(check_in, f"您在{check_in.community.name}的报到已注销。")
    return check_in


def _open(actor: User, member: Member, wish: Willingness, **values: Any) -> CheckIn:
    """Write a check-in with the unit as it is on this day, and its intentions and times."""
    day = clock.today()
    check_in = CheckIn.objects.create_by(
        actor,
        no=make_no("BD", day),
        member=member,
        unit=member.unit,
        unit_category=member.unit.category,
        is_district_direct=member.unit.is_district_direct,
        max_per_month=wish.max_per_month,
        emergency_ok=wish.emergency_ok,
        **values,
    )
    register_willingness(check_in, wish, day)
    return check_in


def _require_pending(check_in: CheckIn) -> None:
    require(
        check_in.status == Status.PENDING,
        f"这份报到现在是“{check_in.get_status_display()}”，不用再处理。",
        code="check_in.not_pending",
    )


def _tell(check_in: CheckIn, text: str) -> None:
    """Leave the member a message, if there is an account to leave it to."""
    if check_in.member.user is not None:
        notify(recipient=check_in.member.user, text=text, url=reverse("members:my-check-in"))
