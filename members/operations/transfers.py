"""A member who moves to another community of the district.

Asked for by the member, released by the old community, accepted by the new one
(`handling.accept_check_in`); until then the member stays in the old one's register. What the old
community asks for it has released.
"""

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.text import normalise_text
from common.violations import require
from members.models import CheckIn
from members.operations.households import end_links_of
from members.operations.locks import lock_arriving, lock_check_in
from members.operations.opening import open_following, tell
from members.operations.rules import check_community, check_still_one, standing_community
from orgs import scope
from orgs.models import Organization
from orgs.operations.months import mark_month
from orgs.policy import Action

Status = CheckIn.Status
NOTHING_ASKED = {
    "transfer_to": None,
    "transfer_basis": "",
    "transfer_reason": "",
    "transfer_asked_at": None,
}


@transaction.atomic
def ask_transfer(
    *,
    actor: User,
    check_in: CheckIn,
    community: Organization,
    basis: str,
    reason: str,
    version: int | None = None,
) -> CheckIn:
    """Ask to move on: 在册 → 转出申请. Asked for by the old community it is released at once.

    Refuses `check_in.not_registered`, `.transferring`, `.same_community`, `.community`, `.pairing`,
    `.pending`, `record.stale`.
    """
    reason = normalise_text(reason, label="转出说明", limit=200, field="reason")
    check_in = lock_check_in(check_in)
    is_community = acts_for_community(actor, check_in)
    check_in.require_version(version)
    _require_movable(check_in)
    who = "这名党员" if is_community else "您"
    require(
        community.pk not in {check_in.community_id, check_in.community.successor_id},
        f"{who}已在这个社区报到，不用转出；请选择要转往的另一个社区。",
        code="check_in.same_community",
        field="community",
    )
    check_community(check_in.member, community, basis)
    check_in.change(
        actor,
        status=Status.TRANSFERRING,
        transfer_to=community,
        transfer_basis=basis,
        transfer_reason=reason,
        transfer_asked_at=clock.now(),
        return_reason="",
    )
    write_audit(
        actor=actor, action="check_in.ask_transfer", record=check_in, community=community.pk
    )
    if is_community:
        _release(actor, check_in, CheckIn.Channel.COMMUNITY)
    return check_in


@transaction.atomic
def release_transfer(*, actor: User, check_in: CheckIn, version: int | None = None) -> CheckIn:
    """Let go of a member who asked to move; returns the waiting check-in of the other community.

    Refuses `check_in.not_transferring`, `.released`, `.community`, `record.stale`.
    """
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.HANDLE_CHECK_INS, check_in)
    check_in.require_version(version)
    _require_transferring(check_in)
    _require_not_released(check_in)
    waiting = _release(actor, check_in, CheckIn.Channel.OWN_PHONE)
    check_in.change(actor)  # whoever still looks at the unanswered wish finds it stale
    return waiting


@transaction.atomic
def refuse_transfer(
    *, actor: User, check_in: CheckIn, reason: str, version: int | None = None
) -> CheckIn:
    """The old community does not agree: 转出申请 → 在册, with a reason for the member.

    Refuses `check_in.not_transferring`, `.released`, `record.stale`.
    """
    reason = normalise_text(reason, label="未同意原因", limit=200, field="reason")
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.HANDLE_CHECK_INS, check_in)
    check_in.require_version(version)
    _require_transferring(check_in)
    _require_not_released(check_in)
    stay_registered(actor, check_in, refusal=reason)
    write_audit(actor=actor, action="check_in.refuse_transfer", record=check_in)
    tell(check_in, f"{check_in.community.name}未同意您转出，您仍在该社区在册，请查看原因。")
    return check_in


@transaction.atomic
def cancel_transfer(*, actor: User, check_in: CheckIn) -> CheckIn:
    """Take the wish back, by the member or the old community: 转出申请 → 在册.

    What waits at the other community is withdrawn. Refuses `check_in.not_transferring`.
    """
    check_in = lock_check_in(check_in)
    is_community = acts_for_community(actor, check_in)
    _require_transferring(check_in)
    waiting = lock_arriving(check_in)
    if waiting is not None:
        waiting.change(actor, status=Status.WITHDRAWN)
    stay_registered(actor, check_in)
    write_audit(actor=actor, action="check_in.cancel_transfer", record=check_in)
    if is_community:
        tell(check_in, f"{check_in.community.name}撤回了转出，您仍在该社区在册。")
    return check_in


def acts_for_community(actor: User, check_in: CheckIn) -> bool:
    """Whether the actor acts for the old community; else it must be the member (403)."""
    if scope.can(actor, Action.HANDLE_CHECK_INS, check_in):
        return True
    scope.require(actor, Action.SUBMIT_CHECK_IN, check_in)
    return False


def stay_registered(actor: User, check_in: CheckIn, refusal: str = "") -> None:
    """End a held transfer without moving: 转出申请 → 在册.

    `refusal` is why, for the member; what was refused stays on the record, what was taken back not.
    """
    asked = {} if refusal else NOTHING_ASKED
    check_in.change(actor, status=Status.REGISTERED, return_reason=refusal, **asked)


def end_by_transfer(actor: User, check_in: CheckIn) -> None:
    """End a held 转出申请 on the day on which the other community accepts: → 已转出."""
    check_in.change(
        actor,
        status=Status.TRANSFERRED,
        close_reason=CheckIn.CloseReason.MOVED_COMMUNITY,
        closed_on=clock.today(),
    )
    end_links_of(actor=actor, member=check_in.member, day=clock.today())
    mark_month(check_in.community_id, Month.of(clock.today()))
    write_audit(
        actor=actor, action="check_in.transfer", record=check_in, community=check_in.transfer_to_id
    )


def _release(actor: User, check_in: CheckIn, channel: str) -> CheckIn:
    """Open the waiting check-in at the community asked for, or at the one that took it over."""
    check_still_one(check_in)
    target = standing_community(check_in.transfer_to)
    check_community(check_in.member, target)
    waiting = open_following(
        actor,
        check_in,
        community=target,
        basis=check_in.transfer_basis,
        channel=channel,
        status=Status.PENDING,
    )
    write_audit(actor=actor, action="check_in.release", record=check_in, community=target.pk)
    tell(check_in, f"{check_in.community.name}已同意您转往{target.name}，请等{target.name}接收。")
    return waiting


def _require_transferring(check_in: CheckIn) -> None:
    require(
        check_in.status == Status.TRANSFERRING,
        f"这份报到现在是“{check_in.get_status_display()}”，没有等待办理的转出申请。",
        code="check_in.not_transferring",
    )


def _require_not_released(check_in: CheckIn) -> None:
    require(
        lock_arriving(check_in) is None,
        "已同意转出，正等待对方社区接收；不再转出的，请撤回转出。",
        code="check_in.released",
    )


def _require_movable(check_in: CheckIn) -> None:
    require(
        check_in.status != Status.PENDING,
        "这份报到还在等待接收，不能转出；请先撤回，再向新的社区报到。",
        code="check_in.not_registered",
    )
    require(
        check_in.status != Status.TRANSFERRING,
        "已有一份转出申请；要改往别的社区，请先撤回转出。",
        code="check_in.transferring",
    )
    require(
        check_in.status == Status.REGISTERED,
        f"这份报到现在是“{check_in.get_status_display()}”，只有在册的才能转出。",
        code="check_in.not_registered",
    )
