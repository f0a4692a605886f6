"""Entering service logs, and entering a new one in the place of a wrong one.

Order in each: lock the member → require the right → check the rules → change → audit → mark
months.
"""

import datetime
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.numbers import make_no
from common.text import normalise_line
from common.violations import require
from members.models import CheckIn, Member, ServiceIntention
from orgs import scope
from orgs.models import Organization
from orgs.policy import Action
from services.intervals import make_interval, union_minutes
from services.models import ServiceLog
from services.operations.locks import hold_logs, lock_members, mark_logs, predecessors

DAILY_MINUTES = 12 * 60
Status = ServiceLog.Status
Entry = ServiceLog.Entry


class Service(TypedDict):
    """The facts of one service, as the three entering operations take them."""

    community: Organization
    grid: NotRequired[Organization | None]
    served_on: datetime.date
    start: datetime.time
    end: datetime.time
    category: str
    text: NotRequired[str]


@transaction.atomic
def log_own_service(*, actor: User, member: Member, **service: Unpack[Service]) -> ServiceLog:
    """Enter one's own service at any established community of the district: 待确认.

    Refuses `service_log.*`: member (not 在册), community, grid, category, interval, future,
    duplicate, day (more than 12 hours).
    """
    [member] = lock_members([member.pk])
    scope.require(actor, Action.LOG_OWN_SERVICE, member)
    _require_registered(member)
    return _enter(actor, member, Entry.MEMBER, service)


@transaction.atomic
def log_service_for(*, actor: User, member: Member, **service: Unpack[Service]) -> ServiceLog:
    """Enter a service for a member 在册 in the district: 待确认.

    The right is needed at the grid when one is given, so a grid secretary names the own grid.
    Refuses the same as `log_own_service`.
    """
    [member] = lock_members([member.pk])
    scope.require(actor, Action.LOG_SERVICE, service.get("grid") or service["community"])
    _require_registered(member)
    return _enter(actor, member, Entry.COMMUNITY, service)


@transaction.atomic
def correct_service_log(
    *, actor: User, log: ServiceLog, version: int | None = None, **service: Unpack[Service]
) -> ServiceLog:
    """Enter a new record in the place of a confirmed or returned one: 待确认.

    The old record goes on counting until the new one is confirmed and makes it 作废; is the new
    one returned, the old one stays. Refuses `record.stale`, `service_log.status` and the same
    as `log_own_service`.
    """
    [log] = hold_logs([log])
    entry = Entry.COMMUNITY if scope.can(actor, Action.LOG_SERVICE, log) else Entry.MEMBER
    if entry == Entry.COMMUNITY:
        scope.require(actor, Action.LOG_SERVICE, service.get("grid") or service["community"])
    else:
        scope.require(actor, Action.LOG_OWN_SERVICE, log.member)
    log.require_version(version)
    require(
        log.is_correctable,
        "只有已确认或退回、还没有更正过的记录可以更正；待确认的请先退回。",
        code="service_log.status",
    )
    return _enter(actor, log.member, entry, service, corrects=log)


def _require_registered(member: Member) -> None:
    require(
        CheckIn.objects.filter(member=member).registered().exists(),
        "这名党员还没有在社区报到；社区接收报到后就可以登记服务。",
        code="service_log.member",
        field="member",
    )


def _enter(
    actor: User,
    member: Member,
    entry: str,
    service: Service,
    corrects: ServiceLog | None = None,
) -> ServiceLog:
    values = _clean(service)
    replaced = [*predecessors([corrects]), corrects] if corrects else []
    _require_place(member, **values)
    _require_past(**values)
    _require_room(member, replaced, **values)
    log = ServiceLog.objects.create_by(
        actor,
        no=make_no("FW", clock.today()),
        member=member,
        entry=entry,
        entered_by=actor,
        corrects=corrects,
        **values,
    )
    action = "service_log.correct" if corrects else "service_log.enter"
    write_audit(actor=actor, action=action, record=log, member=member.pk, minutes=log.minutes)
    mark_logs([log, *replaced])
    return log


def _clean(service: Service) -> dict[str, Any]:
    category = service["category"]
    known = category in ServiceIntention.Category.values
    require(known, "请选择服务类别。", code="service_log.category", field="category")
    text = normalise_line(service.get("text", ""), label="内容", limit=300, required=False)
    times = {
        name: service[name].replace(second=0, microsecond=0)  # type: ignore[literal-required]
        for name in ("start", "end")
    }
    return {**service, **times, "grid": service.get("grid"), "text": text}


def _require_place(
    member: Member,
    *,
    community: Organization,
    grid: Organization | None,
    served_on: datetime.date,
    **_: Any,
) -> None:
    require(
        community.tier == Organization.Tier.COMMUNITY
        and community.district_id == member.district_id
        and community.is_established(clock.today())
        and community.is_established(served_on),
        "请选择本区服务当天已成立的社区。",
        code="service_log.community",
        field="place",
    )
    require(
        grid is None
        or (
            grid.tier == Organization.Tier.GRID
            and grid.parent_id == community.pk
            and grid.is_established(clock.today())
        ),
        "请选择这个社区的网格。",
        code="service_log.grid",
        field="place",
    )


def _require_past(
    *, served_on: datetime.date, start: datetime.time, end: datetime.time, **_: Any
) -> None:
    require(
        end > start,
        "结束时间应晚于开始时间；跨零点的服务请分两天登记。",
        code="service_log.interval",
        field="end",
    )
    moment = timezone.localtime(clock.now())
    require(
        (served_on, end) <= (moment.date(), moment.time()),
        "服务还没有结束，请在结束后再登记。",
        code="service_log.future",
        field="served_on" if served_on > moment.date() else "end",
    )


def _require_room(
    member: Member,
    replaced: Sequence[ServiceLog],
    *,
    served_on: datetime.date,
    start: datetime.time,
    end: datetime.time,
    **_: Any,
) -> None:
    taken = ServiceLog.objects.standing().filter(member=member, served_on=served_on)
    intervals = [log.interval for log in taken.exclude(pk__in=[log.pk for log in replaced])]
    interval = make_interval(start, end)
    require(
        interval not in intervals,
        "这段服务已经登记过，不用重复登记。",
        code="service_log.duplicate",
        field="start",
    )
    require(
        union_minutes([*intervals, interval]) <= DAILY_MINUTES,
        "每人每天最多登记 12 小时服务（含待确认的），请核对起止时间。",
        code="service_log.day",
        field="end",
    )
