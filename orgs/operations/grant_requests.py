"""Asking for rights and deciding about them: the one who asks never decides."""

import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import notify, notify_each, write_audit
from common import clock
from common.text import normalise_line
from common.violations import RuleViolation, require
from orgs import scope
from orgs.models import GrantRequest
from orgs.operations.grants import (
    Place,
    check_entitlement,
    district_of,
    grant_role,
    lock_user,
    overlapping,
    place_values,
)
from orgs.policy import Action, Role
from orgs.selectors.people import holders_in

State = GrantRequest.State


@transaction.atomic
def ask_for_grant(
    *,
    actor: User,
    user: User,
    role: str,
    place: Place,
    reason: str,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> GrantRequest:
    """Propose a right for an account; it waits for the security administrator (待批准).

    Refuses what `grant_role` would, and `grant.own`, `grant.inactive`, `grant.past`, `grant.held`
    (the person has it on these days), `grant.asked` (the same waits already), `text.empty`.
    """
    user = lock_user(user)
    scope.require(actor, Action.MANAGE_ACCOUNTS, district_of(place))
    valid_from = valid_from or clock.today()
    wish = {"user": user, "role": role, "place": place}
    check_asked_days(valid_from)
    check_receiver(actor, user)
    check_entitlement(**wish, valid_from=valid_from, valid_to=valid_to)
    check_not_held(**wish, valid_from=valid_from, valid_to=valid_to)
    waiting = GrantRequest.objects.asked().filter(user=user, role=role, **place_values(place))
    require(not waiting.exists(), "同样的申请正在等待批准，不用重复提交。", code="grant.asked")
    return create_request(
        actor=actor,
        user=user,
        role=role,
        place=place,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=normalise_line(reason, label="申请理由", limit=200, field="reason"),
    )


@transaction.atomic
def approve_request(
    *, actor: User, request: GrantRequest, version: int | None = None
) -> GrantRequest:
    """待批准 → 已批准: the right is granted, from today if its first day has passed meanwhile.

    Refuses `grant.four_eyes`, `grant.decided`, `record.stale`, `grant.hand_over` (a hand-over is
    decided by `hand_over_post`) and whatever `grant_role` refuses by now.
    """
    request = lock_undecided(actor, request, version)
    require(request.replaces_id is None, "岗位交接申请请在交接页面批准。", code="grant.hand_over")
    valid_from = max(request.valid_from, clock.today())
    wish = {"user": request.user, "role": request.role, "place": request.place}
    check_receiver(actor, request.user)
    check_not_held(**wish, valid_from=valid_from, valid_to=request.valid_to)
    grant = grant_role(actor=actor, **wish, valid_from=valid_from, valid_to=request.valid_to)
    return settle(actor=actor, request=request, state=State.APPROVED, grant=grant)


@transaction.atomic
def refuse_request(
    *, actor: User, request: GrantRequest, reason: str, version: int | None = None
) -> GrantRequest:
    """待批准 → 未批准, with the reason. Refuses as `approve_request`."""
    request = lock_undecided(actor, request, version)
    reason = normalise_line(reason, label="未批准原因", limit=200, field="reason")
    return settle(actor=actor, request=request, state=State.REFUSED, refusal=reason)


@transaction.atomic
def withdraw_request(
    *, actor: User, request: GrantRequest, version: int | None = None
) -> GrantRequest:
    """待批准 → 已撤回, by the side that asked. Refuses `grant.decided`, `record.stale`."""
    request = GrantRequest.objects.select_for_update().get(pk=request.pk)
    scope.require(actor, Action.MANAGE_ACCOUNTS, district_of(request.place))
    _check_waiting(request, version)
    request.change(actor, state=State.WITHDRAWN)
    write_audit(actor=actor, action="grant.withdraw", record=request, user=request.user_id)
    return request


def create_request(*, actor: User, place: Place, **values: Any) -> GrantRequest:
    """Store a checked request in the caller's transaction and tell those who decide."""
    request = GrantRequest.objects.create_by(actor, **place_values(place), **values)
    role, user = request.role, request.user_id
    write_audit(actor=actor, action="grant.ask", record=request, role=role, user=user)
    deciders = holders_in(district_of(place), Role.SECURITY_ADMIN).exclude(pk=actor.pk)
    noun = "岗位交接申请" if request.replaces_id else "授权申请"
    text = f"{actor}提交了{noun}：{request}，请审批。"
    notify_each(
        texts=dict.fromkeys(deciders.values_list("pk", flat=True), text),
        url=request.get_absolute_url(),
    )
    return request


def lock_undecided(actor: User, request: GrantRequest, version: int | None) -> GrantRequest:
    """Return the locked request if the actor may decide it: never who asked for it."""
    request = GrantRequest.objects.select_for_update().get(pk=request.pk)
    scope.require(actor, Action.MANAGE_GRANTS, district_of(request.place))
    _check_waiting(request, version)
    require(
        request.created_by_id != actor.pk,
        "申请人不能审批自己的申请，请由另一位安全管理员办理。",
        code="grant.four_eyes",
    )
    return request


def settle(*, actor: User, request: GrantRequest, state: str, **values: Any) -> GrantRequest:
    """Store the decision in the caller's transaction and tell who asked and who receives."""
    request.change(actor, state=state, decided_by=actor, decided_at=clock.now(), **values)
    is_approved = state == State.APPROVED
    detail = {"reason": values["refusal"]} if "refusal" in values else {}
    write_audit(
        actor=actor,
        action="grant.approve" if is_approved else "grant.refuse",
        record=request,
        user=request.user_id,
        **detail,
    )
    result = "已批准" if is_approved else f"未批准：{request.refusal}"
    if request.created_by is not None:
        text = f"{request} 的申请{result}。"
        notify(recipient=request.created_by, text=text, url=request.get_absolute_url())
    if is_approved and request.replaces_id is None:
        days = f"，自 {request.grant.valid_from} 起生效"
        notify(
            recipient=request.user,
            text=f"您获得了“{request.get_role_display()}”授权：{request.place}{days}。",
        )
    return request


def check_receiver(actor: User, user: User) -> None:
    """Nobody asks or decides for themselves, nor for an account that is switched off."""
    require(actor.pk != user.pk, "不能办理自己的授权，请由另一位管理员办理。", code="grant.own")
    require(user.is_active, "这个账号已停用，不能授权。", code="grant.inactive", field="account")


def check_asked_days(first: datetime.date) -> None:
    """What is asked for begins today or later."""
    require(first >= clock.today(), "生效日期不能早于今天。", code="grant.past", field="valid_from")


def check_not_held(
    *,
    user: User,
    role: str,
    place: Place,
    valid_from: datetime.date,
    valid_to: datetime.date | None,
) -> None:
    """One right once a day: a renewal begins after the end of the one before."""
    held = overlapping(user, valid_from, valid_to).filter(role=role, **place_values(place)).first()
    if held is not None:
        until = f"至 {held.valid_to} " if held.valid_to else ""
        raise RuleViolation(
            f"{user}{until}已有这项授权，不用重复申请。", code="grant.held", field="valid_from"
        )


def _check_waiting(request: GrantRequest, version: int | None) -> None:
    request.require_version(version)
    require(request.state == State.ASKED, "这份申请已经办结。", code="grant.decided")
