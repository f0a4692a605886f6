"""What a member does with the own check-in."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.months import Month
from common.phones import blind_index
from common.text import normalise_phone, normalise_text
from common.violations import require
from members.models import CheckIn, Member
from members.operations.households import end_links_of
from members.operations.intentions import Slot, Willingness
from members.operations.locks import lock_check_in, lock_member
from members.operations.members import change_mobile
from members.operations.opening import open_check_in, require_pending
from members.operations.rules import check_community, check_consent, check_free
from orgs import scope
from orgs.models import Organization
from orgs.operations.months import mark_month
from orgs.policy import Action, Role
from orgs.selectors.people import holders

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
    `intention.*`, `availability.*`, `phone.invalid`, `member.known`.
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
    check_in = open_check_in(
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
def withdraw_check_in(
    *, actor: User, check_in: CheckIn, reason: str, version: int | None = None
) -> CheckIn:
    """Take one's own waiting check-in back: 待接收 → 本人撤回.

    Refuses `check_in.not_pending`, `.arriving` (it came by a transfer, which is what is taken
    back), `record.stale`.
    """
    reason = normalise_text(reason, label="撤回原因", limit=200, field="reason")
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.SUBMIT_CHECK_IN, check_in)
    require_pending(check_in)
    check_in.require_version(version)
    require(
        not check_in.is_arriving,
        "这份报到由转出申请而来，请改为撤回转出申请。",
        code="check_in.arriving",
    )
    check_in.change(actor, status=Status.WITHDRAWN, own_reason=reason)
    write_audit(actor=actor, action="check_in.withdraw", record=check_in)
    return check_in


@transaction.atomic
def close_own_check_in(
    *, actor: User, check_in: CheckIn, reason: str, version: int | None = None
) -> CheckIn:
    """End one's own registration today, at one's own wish: 在册 → 已注销; the community is told.

    Refuses `check_in.transferring` (the request is taken back first), `.not_registered`,
    `record.stale`.
    """
    reason = normalise_text(reason, label="注销原因", limit=200, field="reason")
    check_in = lock_check_in(check_in)
    scope.require(actor, Action.SUBMIT_CHECK_IN, check_in)
    _require_closable(check_in)
    check_in.require_version(version)
    today = clock.today()
    check_in.change(
        actor,
        status=Status.CLOSED,
        close_reason=CheckIn.CloseReason.OWN_WISH,
        closed_on=today,
        own_reason=reason,
    )
    end_links_of(actor=actor, member=check_in.member, day=today)
    mark_month(check_in.community, Month.of(today))
    write_audit(
        actor=actor, action="check_in.close", record=check_in,
        reason=CheckIn.CloseReason.OWN_WISH, on=today.isoformat(),
    )  # fmt: skip
    _tell_community(check_in)
    return check_in


def _require_closable(check_in: CheckIn) -> None:
    require(
        check_in.status != Status.TRANSFERRING,
        "您已申请转到其他社区，请先撤回转出申请，再申请注销。",
        code="check_in.transferring",
    )
    require(
        check_in.status == Status.REGISTERED,
        f"这份报到现在是“{check_in.get_status_display()}”，不用再注销。",
        code="check_in.not_registered",
    )


def _tell_community(check_in: CheckIn) -> None:
    """Leave a message to whoever handles the community's check-ins."""
    community = check_in.community.successor_id or check_in.community_id
    text = f"{check_in.member}申请注销报到，已从今天起注销。"
    secretaries = holders(Role.COMMUNITY, community)
    notify_each(
        texts=dict.fromkeys(secretaries.values_list("pk", flat=True), text),
        url=check_in.get_absolute_url(),
    )
