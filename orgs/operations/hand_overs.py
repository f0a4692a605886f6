"""A post goes from one person to the next in one step, asked for by one and decided by another."""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.operations import notify, write_audit
from common import clock
from common.text import normalise_line
from common.violations import require
from orgs import scope
from orgs.models import GrantRequest, HandOver, RoleGrant
from orgs.operations.grant_requests import (
    check_asked_days,
    check_not_held,
    check_receiver,
    create_request,
    lock_undecided,
    settle,
)
from orgs.operations.grants import (
    check_entitlement,
    district_of,
    end_grant,
    grant_role,
    lock_user,
)
from orgs.policy import Action

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def ask_for_hand_over(
    *,
    actor: User,
    grant: RoleGrant,
    successor: User,
    handed_on: datetime.date | None = None,
    note: str = "",
    valid_to: datetime.date | None = None,
    version: int | None = None,
) -> GrantRequest:
    """Propose that somebody takes over the post of a grant from a day on (待批准).

    Refuses `hand_over.same`, `hand_over.done`, `hand_over.asked`, `grant.ended`, `record.stale` and
    as `ask_for_grant`.
    """
    grant = _lock_post(grant)
    scope.require(actor, Action.MANAGE_ACCOUNTS, district_of(grant.place))
    grant.require_version(version)
    successor = lock_user(successor)
    handed_on = handed_on or clock.today()
    check_asked_days(handed_on)
    check_receiver(actor, successor)
    _check_post(grant, successor, handed_on, valid_to)
    waiting = GrantRequest.objects.asked().filter(replaces=grant)
    require(not waiting.exists(), "这个岗位已有一份待批准的交接申请。", code="hand_over.asked")
    return create_request(
        actor=actor,
        user=successor,
        role=grant.role,
        place=grant.place,
        valid_from=handed_on,
        valid_to=valid_to,
        reason=normalise_line(note, label="交接说明", limit=200, required=False, field="note"),
        replaces=grant,
    )


@transaction.atomic
def hand_over_post(*, actor: User, request: GrantRequest, version: int | None = None) -> HandOver:
    """Carry out an asked-for hand-over: the old grant ends, the successor has the same role at the
    same place from that day (today if it has passed), both are told.

    Refuses `grant.four_eyes`, `grant.decided`, `grant.kind` (no hand-over), `grant.ended`,
    `hand_over.done`, `record.stale` and as `grant_role`.
    """
    request = lock_undecided(actor, request, version)
    require(request.replaces_id is not None, "这不是岗位交接申请。", code="grant.kind")
    old = _lock_post(request.replaces)
    day = max(request.valid_from, clock.today())
    check_receiver(actor, request.user)
    _check_post(old, request.user, day, request.valid_to)
    new = grant_role(
        actor=actor,
        user=request.user,
        role=old.role,
        place=old.place,
        valid_from=day,
        valid_to=request.valid_to,
    )
    _end_before(actor, old, day)
    hand_over = HandOver.objects.create_by(
        actor, old_grant=old, new_grant=new, handed_on=day, note=request.reason
    )
    settle(actor=actor, request=request, state=GrantRequest.State.APPROVED, grant=new)
    users = {"old": old.user_id, "new": new.user_id}
    write_audit(actor=actor, action="post.hand_over", record=hand_over, **users)
    _tell(hand_over)
    return hand_over


def _lock_post(grant: RoleGrant) -> RoleGrant:
    # The row alone: PostgreSQL locks no nullable side of a join.
    return RoleGrant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)


def _check_post(
    grant: RoleGrant, successor: User, day: datetime.date, last: datetime.date | None
) -> None:
    """The post is there to be handed over, and the successor may hold it."""
    done = HandOver.objects.filter(old_grant=grant).exists()
    require(not done, "这个岗位已经交接过了。", code="hand_over.done")
    require(not grant.is_ended(clock.today()), "这项授权已经结束。", code="grant.ended")
    same = grant.user_id == successor.pk
    require(not same, "接任人不能是原任本人。", code="hand_over.same", field="account")
    wish = {"user": successor, "role": grant.role, "place": grant.place}
    check_entitlement(**wish, valid_from=day, valid_to=last)
    check_not_held(**wish, valid_from=day, valid_to=last)


def _end_before(actor: User, grant: RoleGrant, day: datetime.date) -> None:
    """The last day of the old grant is the one before; today that means at once."""
    if day <= clock.today() or grant.valid_from >= day:
        end_grant(actor=actor, grant=grant)
        return
    last = day - ONE_DAY
    grant.change(actor, valid_to=min(grant.valid_to or last, last))
    scope.forget_grants(grant.user)


def _tell(hand_over: HandOver) -> None:
    old, new = hand_over.old_grant, hand_over.new_grant
    post = f"{new.place}“{new.get_role_display()}”"
    day, url = hand_over.handed_on, hand_over.get_absolute_url()
    notify(recipient=old.user, text=f"{post}岗位自 {day} 起由{new.user}接任。", url=url)
    text = f"您自 {day} 起接任{post}，原任{old.user}；待办事项见交接清单。"
    notify(recipient=new.user, text=text, url=url)
