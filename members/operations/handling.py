"""What the community does with a check-in: accept, return, close."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.text import normalise_text
from common.violations import require
from members.models import CheckIn, Member
from members.operations.accounts import forget_chosen_password, open_account_on_acceptance
from members.operations.households import end_links_of
from members.operations.locks import lock_check_in
from members.operations.opening import require_pending, tell
from members.operations.rules import (
    check_community,
    check_free,
    check_home,
    check_phone_free,
    standing_community,
)
from members.operations.transfers import end_by_transfer, stay_registered
from orgs import scope
from orgs.models import Organization
from orgs.operations.months import mark_month, mark_months, months_since
from orgs.policy import Action

Status = CheckIn.Status
Reason = CheckIn.CloseReason
LEAVING = {
    Reason.RETIRED: Member.LeftReason.RETIRED,
    Reason.LEFT_UNIT: Member.LeftReason.LEFT,
}


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

    A transfer ends the old community's check-in the same moment. What waits at a dissolved
    community is accepted by the one that took it over, into its own register. Refuses
    `check_in.not_pending`, `.registered`, `.phone`, `.community`, `.home`, `record.stale`.
    """
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.HANDLE_CHECK_INS, check_in)
    require_pending(check_in)
    check_in.require_version(version)
    member, community = check_in.member, standing_community(check_in.community)
    check_free(member, besides=check_in)
    check_phone_free(member)
    check_community(member, community)
    grid, building = check_home(community, grid, building)
    if check_in.is_arriving:
        end_by_transfer(actor, check_in.previous)
    check_in.change(
        actor,
        community=community,
        status=Status.REGISTERED,
        accepted_at=clock.now(),
        accepted_by=actor,
        grid=grid,
        building=building,
    )
    mark_month(community, Month.of(clock.today()))
    write_audit(actor=actor, action="check_in.accept", record=check_in, community=community.pk)
    open_account_on_acceptance(actor=actor, member=member, check_in=check_in)
    tell(check_in, f"{community.name}已接收您的报到。")
    return check_in


@transaction.atomic
def return_check_in(
    *, actor: User, check_in: CheckIn, reason: str, version: int | None = None
) -> CheckIn:
    """Send a waiting check-in back with a reason: 待接收 → 退回. Refuses `check_in.not_pending`."""
    reason = normalise_text(reason, label="退回原因", limit=200, field="reason")
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.HANDLE_CHECK_INS, check_in)
    require_pending(check_in)
    check_in.require_version(version)
    if check_in.is_arriving:
        stay_registered(actor, check_in.previous, refusal=reason)
    check_in.change(actor, status=Status.RETURNED, return_reason=reason)
    forget_chosen_password(check_in)
    write_audit(actor=actor, action="check_in.return", record=check_in)
    tell(check_in, _words_of_return(check_in))
    return check_in


def _words_of_return(check_in: CheckIn) -> str:
    """Return what the member is told; one who is moving still stands where the move began."""
    if check_in.previous_id and check_in.previous.status == Status.REGISTERED:
        stays = check_in.previous.community.name
        return f"{check_in.community.name}退回了您的转入，您仍在{stays}在册，请查看原因。"
    return f"{check_in.community.name}退回了您的报到，请查看原因后重新提交。"


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
    _require_closable(check_in)
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
    end_links_of(actor=actor, member=check_in.member, day=closed_on)
    changed = _learn_of_member(actor, check_in)
    # Every stock since then is another one, and a mistake leaves the months since acceptance.
    since = accepted_on if close_reason in CheckIn.NEVER_COUNTED else closed_on
    months = months_since(Month.of(since), Month.of(clock.today()))
    mark_months(_communities_of(check_in), months)
    write_audit(
        actor=actor, action="check_in.close", record=check_in,
        reason=close_reason, on=closed_on.isoformat(), changed=changed,
    )  # fmt: skip
    if close_reason != Reason.OTHER:  # a death is closed as 其他: nobody is written to
        tell(check_in, f"您在{check_in.community.name}的报到已注销。")
    return check_in


def _require_closable(check_in: CheckIn) -> None:
    require(
        check_in.status != Status.TRANSFERRING,
        "这份报到正在办理转出；确需注销的，请先撤回转出。",
        code="check_in.transferring",
    )
    require(
        check_in.status == Status.REGISTERED,
        f"这份报到现在是“{check_in.get_status_display()}”，只有在册的才能注销。",
        code="check_in.not_registered",
    )


def _communities_of(check_in: CheckIn) -> list[int]:
    """Return where the figures change; a mistake gives the person back to where a move began."""
    places = [check_in.community_id]
    if check_in.close_reason in CheckIn.NEVER_COUNTED:
        while (check_in := check_in.previous) and check_in.status == Status.TRANSFERRED:
            places.append(check_in.community_id)
    return places


def _learn_of_member(actor: User, check_in: CheckIn) -> list[str]:
    """Note on the member what the reason says; returns the names of what changed.

    The unit keeps its list: the member's unit stays, and what it noted itself is not overwritten.
    """
    member, reason = check_in.member, check_in.close_reason
    facts: dict[str, Any] = {}
    if reason in LEAVING:
        facts = {
            "on_job": False,
            "left_unit_on": member.left_unit_on or check_in.closed_on,
            "left_reason": member.left_reason or LEAVING[reason],
        }
    if reason == Reason.RELATION_MOVED:
        facts = {"org_relation": Member.OrgRelation.COMMUNITY}
    changed = {name: value for name, value in facts.items() if getattr(member, name) != value}
    if changed:
        member.change(actor, **changed)
    return list(changed)


def forget_leaving(actor: User, closed: CheckIn) -> None:
    """Take back what closing noted on the held member; what the unit itself said stays."""
    noted = (closed.closed_on, LEAVING.get(closed.close_reason))
    member = closed.member
    if not member.on_job and (member.left_unit_on, member.left_reason) == noted:
        member.change(actor, on_job=True, left_unit_on=None, left_reason="")
