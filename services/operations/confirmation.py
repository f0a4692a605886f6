"""Confirming, acknowledging and returning service logs.

Order in each: lock the members → read the logs again → require the right → check the rules →
change → audit → mark months. The member's row is the lock of the member's days: what one
interval adds depends on the others, so two confirmations must not look at the same time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.text import normalise_line
from common.violations import require
from members.models import Member
from orgs import scope
from orgs.policy import Action
from services.intervals import shares
from services.models import ServiceLog
from services.operations.locks import hold_logs, mark_logs, predecessors

Status = ServiceLog.Status
CONFIRMED_FIELDS = (
    "status", "confirmed_by", "confirmed_at", "counted_minutes",
    "updated_by", "updated_at", "version",
)  # fmt: skip


@transaction.atomic
def confirm_service_log(*, actor: User, log: ServiceLog) -> ServiceLog:
    """待确认 → 已确认 by somebody other than who entered it; stores the counted minutes.

    Refuses `service_log.status`, `service_log.four_eyes`.
    """
    [log] = _confirm(actor, [log], Action.CONFIRM_SERVICE)
    write_audit(actor=actor, action="service_log.confirm", record=log, minutes=log.counted_minutes)
    return log


@transaction.atomic
def acknowledge_service_log(*, actor: User, log: ServiceLog) -> ServiceLog:
    """待确认 → 已确认 by the member for whom somebody else entered it. Refuses the same."""
    [log] = _confirm(actor, [log], Action.ACKNOWLEDGE_SERVICE)
    write_audit(
        actor=actor, action="service_log.acknowledge", record=log, minutes=log.counted_minutes
    )
    return log


@transaction.atomic
def confirm_service_logs(*, actor: User, logs: Iterable[ServiceLog]) -> list[ServiceLog]:
    """Confirm several at once, all or none, with one audit entry.

    Refuses the same as `confirm_service_log`, and `service_log.none` for an empty choice.
    """
    logs = _confirm(actor, list(logs), Action.CONFIRM_SERVICE)
    minutes = {log.pk: log.counted_minutes for log in logs}
    write_audit(actor=actor, action="service_log.confirm_batch", record=logs[0], minutes=minutes)
    return logs


@transaction.atomic
def return_service_log(
    *, actor: User, log: ServiceLog, reason: str, version: int | None = None
) -> ServiceLog:
    """待确认 → 退回 with a reason for the member. Refuses `record.stale`, `service_log.status`."""
    [log] = hold_logs([log])
    scope.require(actor, Action.CONFIRM_SERVICE, log)
    log.require_version(version)
    _require_pending(log)
    reason = normalise_line(reason, label="退回原因", limit=200)
    log.change(actor, status=Status.RETURNED, return_reason=reason)
    write_audit(actor=actor, action="service_log.return", record=log, reason=reason)
    mark_logs([log])
    _tell(actor, {log.member: f"您 {log.served_on} 的服务记录被退回：{reason}"})
    return log


def _require_pending(log: ServiceLog) -> None:
    require(
        log.status == Status.PENDING,
        f"“{log}”已经是“{log.get_status_display()}”，请刷新页面查看。",
        code="service_log.status",
    )


def _confirm(actor: User, logs: Sequence[ServiceLog], right: Action) -> list[ServiceLog]:
    require(bool(logs), "请先选择要确认的服务记录。", code="service_log.none")
    logs = hold_logs(logs)
    _require_right(actor, right, logs)
    for log in logs:
        _require_pending(log)
        _require_four_eyes(actor, log)
    replaced = predecessors(logs)
    _void(actor, replaced)
    moment = clock.now()
    for log in logs:
        log.status, log.confirmed_by, log.confirmed_at = Status.CONFIRMED, actor, moment
        log.updated_by, log.updated_at, log.version = actor, moment, log.version + 1
    moved = _share_days(logs, replaced)
    ServiceLog.objects.bulk_update(logs, CONFIRMED_FIELDS)
    ServiceLog.objects.bulk_update(moved, ["counted_minutes"])
    mark_logs([*logs, *replaced, *moved])
    _tell(actor, _confirmed_texts(logs))
    return logs


def _require_right(actor: User, right: Action, logs: Sequence[ServiceLog]) -> None:
    rows = ServiceLog.objects.filter(pk__in=[log.pk for log in logs])
    if rows.visible_to(actor, right).count() < len(logs):
        raise PermissionDenied("您没有权限进行此操作。")


def _require_four_eyes(actor: User, log: ServiceLog) -> None:
    require(
        not log.is_entered_by(actor),
        "自己登记的服务不能自己确认，请由另一位同志确认。",
        code="service_log.four_eyes",
    )


def _void(actor: User, logs: Sequence[ServiceLog]) -> None:
    ServiceLog.objects.filter(pk__in=[log.pk for log in logs]).update(
        status=Status.VOID,
        updated_by=actor,
        updated_at=clock.now(),
        version=F("version") + 1,
    )


def _share_days(logs: Sequence[ServiceLog], replaced: Sequence[ServiceLog]) -> list[ServiceLog]:
    """Share each day's union among its confirmed logs, in the order of confirmation.

    Sets `counted_minutes` of `logs`; returns the other logs whose share has changed, which
    happens when a corrected record no longer covers them.
    """
    touched = [*logs, *replaced]
    others = (
        ServiceLog.objects.confirmed()
        .filter(
            member__in={log.member_id for log in touched},
            served_on__in={log.served_on for log in touched},
        )
        .order_by("confirmed_at", "pk")
    )
    days = defaultdict(list)
    for log in [*others, *logs]:
        days[log.member_id, log.served_on].append(log)
    moved = []
    for day in days.values():
        for log, minutes in zip(day, shares([log.interval for log in day]), strict=True):
            if log.counted_minutes not in {minutes, None}:
                moved.append(log)
            log.counted_minutes = minutes
    return moved


def _confirmed_texts(logs: Sequence[ServiceLog]) -> dict[Member, str]:
    by_member = defaultdict(list)
    for log in logs:
        by_member[log.member].append(log)
    return {
        member: f"您 {own[0].served_on} 在{own[0].community.name}的服务已确认。"
        if len(own) == 1
        else f"您的 {len(own)} 条服务记录已确认。"
        for member, own in by_member.items()
    }


def _tell(actor: User, texts: dict[Member, str]) -> None:
    notify_each(
        texts={
            member.user_id: text
            for member, text in texts.items()
            if member.user_id not in {None, actor.pk}
        },
        url=reverse("services:my-log-list"),
    )
