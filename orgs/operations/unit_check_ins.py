"""单位报到: the unit submits, its paired community receives or returns, and it ends (双报到)."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.months import Month
from common.numbers import make_no
from common.text import normalise_line, normalise_name, normalise_text
from common.violations import require
from orgs import scope
from orgs.models import Organization, ResidentUnit, UnitCheckIn
from orgs.operations.months import mark_month
from orgs.operations.unit_rules import hold_unit, require_in_use
from orgs.policy import Action
from orgs.selectors.people import liaisons_of

Status = UnitCheckIn.Status
# Who may end a registration that stands: the community itself, or who keeps the units.
ENDING = (Action.HANDLE_CHECK_INS, Action.KEEP_UNITS)


@transaction.atomic
def submit_unit_check_in(
    *, actor: User, unit: ResidentUnit, contact: str = "", resources: str = ""
) -> UnitCheckIn:
    """Register the unit with its paired community → 待接收.

    Refuses `unit_check_in.unit` (out of use or merged), `.unpaired`, `.open`.
    """
    contact = contact and normalise_name(contact, label="联系人", field="contact")
    resources = normalise_text(
        resources, label="可提供的资源和服务", limit=300, required=False, field="resources"
    )
    unit = hold_unit(unit)
    scope.require(actor, Action.CHECK_IN_UNIT, unit)
    require_in_use([unit], code="unit_check_in.unit")
    community = _paired_community(unit)
    same = ResidentUnit.objects.together_with(unit)
    require(
        not UnitCheckIn.objects.open().filter(unit__in=same).exists(),
        "本单位已有一份报到，不用重复提交。",
        code="unit_check_in.open",
    )
    day = clock.today()
    made = UnitCheckIn.objects.create_by(
        actor, no=make_no("DW", day), unit=unit, community=community, checked_in_on=day,
        contact=contact, resources=resources,
    )  # fmt: skip
    write_audit(actor=actor, action="unit_check_in.submit", record=made, community=community.pk)
    return made


@transaction.atomic
def receive_unit_check_in(
    *, actor: User, unit_check_in: UnitCheckIn, version: int | None = None
) -> UnitCheckIn:
    """Take it in and give the receipt: 待接收 → 已报到. Refuses `unit_check_in.not_pending`."""
    held = _pending(actor, unit_check_in, Action.HANDLE_CHECK_INS, version)
    today = clock.today()
    held.change(
        actor,
        status=Status.RECEIVED,
        receipt_no=make_no("HZ", today),
        received_at=clock.now(),
        received_by=actor,
    )
    mark_month(held.community, Month.of(today))
    write_audit(actor=actor, action="unit_check_in.receive", record=held)
    _tell(held, f"{held.community.name}已接收{held.unit.name}的单位报到，回执 {held.receipt_no}。")
    return held


@transaction.atomic
def return_unit_check_in(
    *, actor: User, unit_check_in: UnitCheckIn, reason: str, version: int | None = None
) -> UnitCheckIn:
    """Send it back with a reason: 待接收 → 退回. Refuses `unit_check_in.not_pending`."""
    reason = normalise_text(reason, label="退回原因", limit=200, field="reason")
    held = _pending(actor, unit_check_in, Action.HANDLE_CHECK_INS, version)
    held.change(actor, status=Status.RETURNED, return_reason=reason)
    write_audit(actor=actor, action="unit_check_in.return", record=held)
    _tell(held, f"{held.community.name}退回了{held.unit.name}的单位报到，请查看原因后重新提交。")
    return held


@transaction.atomic
def withdraw_unit_check_in(*, actor: User, unit_check_in: UnitCheckIn) -> UnitCheckIn:
    """Take it back before it is received: 待接收 → 已撤回. Refuses `unit_check_in.not_pending`."""
    held = _pending(actor, unit_check_in, Action.CHECK_IN_UNIT, None)
    held.change(actor, status=Status.WITHDRAWN)
    write_audit(actor=actor, action="unit_check_in.withdraw", record=held)
    return held


@transaction.atomic
def end_unit_check_in(
    *, actor: User, unit_check_in: UnitCheckIn, reason: str, version: int | None = None
) -> UnitCheckIn:
    """End it from today on: 已报到 → 已结束. Refuses `unit_check_in.not_received`."""
    reason = normalise_line(reason, label="结束原因", limit=200, field="reason")
    held = _hold(unit_check_in)
    if not any(scope.can(actor, action, held) for action in ENDING):
        raise PermissionDenied(scope.REFUSAL)
    require(
        held.status == Status.RECEIVED,
        f"这份单位报到现在是“{held.get_status_display()}”，不用结束。",
        code="unit_check_in.not_received",
    )
    held.require_version(version)
    return _end(actor, held, reason)


def end_with_pairing(actor: User, units: Iterable[ResidentUnit]) -> None:
    """End or send back what is open elsewhere than where the held units are paired now."""
    open_ones = UnitCheckIn.objects.open().filter(unit__in=[unit.pk for unit in units])
    away = open_ones.exclude(community=F("unit__paired_community"))
    for held in away.select_for_update(of=("self",)).select_related("unit", "community"):
        if held.status == Status.RECEIVED:
            _end(actor, held, "结对社区已变更。")
            continue
        reason = "结对社区已变更，请向新的结对社区提交。"
        held.change(actor, status=Status.RETURNED, return_reason=reason)
        write_audit(actor=actor, action="unit_check_in.return", record=held)
        _tell(held, f"{held.unit.name}的结对社区已变更，请重新提交单位报到。")


def _end(actor: User, held: UnitCheckIn, reason: str) -> UnitCheckIn:
    today = clock.today()
    held.change(actor, status=Status.ENDED, ended_on=today, end_reason=reason)
    mark_month(held.community, Month.of(today))
    write_audit(actor=actor, action="unit_check_in.end", record=held, on=today.isoformat())
    _tell(held, f"{held.unit.name}在{held.community.name}的单位报到已结束：{reason}")
    return held


def _paired_community(unit: ResidentUnit) -> Organization:
    """The community that the unit is paired with today."""
    community = unit.paired_community
    require(
        community is not None and community.is_established(clock.today()),
        "还没有登记结对社区，请联系区委组织部登记后再办理单位报到。",
        code="unit_check_in.unpaired",
    )
    return community


def _hold(unit_check_in: UnitCheckIn) -> UnitCheckIn:
    rows = UnitCheckIn.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "community").get(pk=unit_check_in.pk)


def _pending(
    actor: User, unit_check_in: UnitCheckIn, action: Action, version: int | None
) -> UnitCheckIn:
    """Return the row as it stands, held, for one who has the right while it waits."""
    held = _hold(unit_check_in)
    scope.require(actor, action, held)
    require(
        held.status == Status.PENDING,
        f"这份单位报到现在是“{held.get_status_display()}”，不用再处理。",
        code="unit_check_in.not_pending",
    )
    held.require_version(version)
    return held


def _tell(held: UnitCheckIn, text: str) -> None:
    """Leave the unit's liaisons a message."""
    people = liaisons_of(held.unit).values_list("pk", flat=True)
    url = reverse("orgs:own-unit-check-in-detail", args=[held.pk])
    notify_each(texts=dict.fromkeys(people, text), url=url)
