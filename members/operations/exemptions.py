"""免报到 and 区外报到: from a day to a day, by the unit or the district."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.months import Month
from common.text import normalise_line
from common.violations import require
from members.models import CheckInExemption, Member
from members.operations.locks import lock_member
from orgs import scope
from orgs.operations.months import mark_months, months_since
from orgs.operations.unit_rules import FIRST_DAY
from orgs.policy import Action

Kind = CheckInExemption.Kind


@transaction.atomic
def exempt_member(
    *,
    actor: User,
    member: Member,
    kind: str,
    started_on: datetime.date,
    ended_on: datetime.date | None = None,
    reason: str = "",
    place: str = "",
    receipt: str = "",
) -> CheckInExemption:
    """Say why a member need not check in, or where outside the district they did.

    Refuses `exemption.member` (gone), `.kind`, `.reason`, `.started_on`, `.ended_on`, `.overlap`,
    `.registered` (在册 here is not 区外报到), `text.*`.
    """
    require(kind in Kind.values, "请选择种类。", code="exemption.kind", field="kind")
    ground = _ground(kind, reason, place, receipt)
    member = lock_member(member)
    scope.require(actor, Action.KEEP_MEMBERS, member)
    _check_member(member)
    _check_days(started_on, ended_on)
    _check_overlap(member, kind, started_on, ended_on)
    is_lasting = ended_on is None or ended_on >= clock.today()
    require(
        kind != Kind.OUTSIDE or not is_lasting or not member.check_ins.registered().exists(),
        "这名党员已在本区社区在册，不能登记区外报到；请先由社区办理注销。",
        code="exemption.registered",
    )
    made = CheckInExemption.objects.create_by(
        actor, member=member, kind=kind, started_on=started_on, ended_on=ended_on, **ground
    )
    _mark(member, started_on)
    write_audit(
        actor=actor, action="exemption.enter", record=made,
        member=member.pk, kind=Kind(kind).label,
    )  # fmt: skip
    return made


@transaction.atomic
def end_exemption(
    *,
    actor: User,
    exemption: CheckInExemption,
    ended_on: datetime.date,
    version: int | None = None,
) -> CheckInExemption:
    """Say on which day it is in force for the last time. Refuses `exemption.ended_on`."""
    member = lock_member(exemption.member)
    held = CheckInExemption.objects.select_for_update().get(pk=exemption.pk)
    scope.require(actor, Action.KEEP_MEMBERS, held)
    held.require_version(version)
    require(
        held.started_on <= ended_on and (held.ended_on is None or ended_on <= held.ended_on),
        "截止日期不能早于起始日期，也不能晚于原来的截止日期。",
        code="exemption.ended_on",
        field="ended_on",
    )
    return _end(actor, member, held, ended_on)


def end_exemptions_of(actor: User, member: Member, day: datetime.date) -> None:
    """Let what is in force of a held member end with the day; what begins later, on its first."""
    end_exemptions_of_many(actor, [member], day)


def end_exemptions_of_many(actor: User, members: Collection[Member], day: datetime.date) -> None:
    """The same for several held members, with one query for those who have none."""
    found = {member.pk: member for member in members}
    rows = CheckInExemption.objects.filter(member__in=found.keys()).order_by("pk")
    for held in rows.filter(Q(ended_on=None) | Q(ended_on__gt=day)).select_for_update():
        if held.started_on != held.ended_on:
            _end(actor, found[held.member_id], held, max(day, held.started_on))


def _end(
    actor: User, member: Member, held: CheckInExemption, day: datetime.date
) -> CheckInExemption:
    held.change(actor, ended_on=day)
    _mark(member, min(day, clock.today()))
    write_audit(actor=actor, action="exemption.end", record=held, member=member.pk, on=f"{day}")
    return held


def _ground(kind: str, reason: str, place: str, receipt: str) -> dict[str, str]:
    """Return what the kind asks for, and nothing of the other."""
    if kind == Kind.EXEMPT:
        known = reason in CheckInExemption.Reason.values
        require(known, "请选择免报到原因。", code="exemption.reason", field="reason")
        return {"reason": reason}
    return {
        "place": normalise_line(place, label="区外报到地", limit=100, field="place"),
        "receipt": normalise_line(receipt, label="回执编号", limit=50, field="receipt"),
    }


def _check_member(member: Member) -> None:
    require(
        member.merged_into_id is None and member.on_job,
        "这名党员已不再在职或已并入另一份登记，不用登记免报到、区外报到。",
        code="exemption.member",
    )


def _check_days(started_on: datetime.date, ended_on: datetime.date | None) -> None:
    require(
        FIRST_DAY <= started_on <= clock.today(),
        f"起始日期不能晚于今天，也不能早于 {FIRST_DAY:%Y-%m-%d}。",
        code="exemption.started_on",
        field="started_on",
    )
    require(
        ended_on is None or ended_on >= started_on,
        "截止日期不能早于起始日期。",
        code="exemption.ended_on",
        field="ended_on",
    )


def _check_overlap(
    member: Member, kind: str, started_on: datetime.date, ended_on: datetime.date | None
) -> None:
    """Refuse a second one of the kind on the same day."""
    others = member.exemptions.filter(kind=kind).filter(
        Q(ended_on=None) | Q(ended_on__gte=started_on)
    )
    if ended_on is not None:
        others = others.filter(started_on__lte=ended_on)
    require(
        not others.exists(),
        f"这段时间已登记{Kind(kind).label}，请先给原来的登记填写截止日期。",
        code="exemption.overlap",
        field="started_on",
    )


def _mark(member: Member, since: datetime.date) -> None:
    """The figures of the unit's community may be others since the day."""
    place = member.unit.located_in_id if member.unit else None
    if place is not None:
        first = max(since, clock.today() - datetime.timedelta(days=730))
        mark_months([place], months_since(Month.of(first), Month.of(clock.today())))
