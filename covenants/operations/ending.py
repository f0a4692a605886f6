"""Ending an agreement before its time, and taking back what was entered by mistake."""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.text import normalise_line
from common.violations import require
from covenants.models import Covenant
from covenants.operations.dates import check_termination
from covenants.operations.duties import refresh_dues
from covenants.operations.holding import hold, locked, mark, voiding_action
from covenants.operations.notices import tell_all
from covenants.transitions import require_state
from orgs import scope

Status = Covenant.Status


@transaction.atomic
def terminate_covenant(
    *,
    actor: User,
    covenant: Covenant,
    terminated_on: datetime.date,
    reason: str,
    version: int | None = None,
    is_told: bool = True,
) -> Covenant:
    """End a signed agreement before its time; on that day it no longer binds.

    Its supplements end with it, and what was only drafted of them becomes void; all sides are told
    (`is_told` False: by the caller). Refuses `covenant.state`, `record.stale` and
    `covenant.terminated_on` (in the future, before the signing, after the expiry).
    """
    covenant = hold(actor, covenant, "terminate", version)
    check_termination(
        terminated_on, signed_on=covenant.signed_on, effective_to=covenant.effective_to
    )
    reason = normalise_line(reason, label="终止原因", limit=200, field="reason")
    _end(actor, covenant, terminated_on, reason)
    _end_supplements(actor, covenant, terminated_on)
    if is_told:
        tell_all(covenant, f"“{covenant}”于 {terminated_on} 提前终止：{reason}", actor=actor)
    return covenant


@transaction.atomic
def void_covenant(
    *, actor: User, covenant: Covenant, reason: str, version: int | None = None
) -> Covenant:
    """Take back a draft; or, by the district, a signed one that was entered by mistake.

    A void covenant leaves every date that is not frozen, its supplements with it. Refuses
    `covenant.state`, `record.stale`, `covenant.renewed` (its renewal was signed: that one is to be
    voided first).
    """
    covenant = locked(covenant)
    scope.require(actor, voiding_action(covenant), covenant)
    require_state(covenant, "void")
    covenant.require_version(version)
    _check_not_renewed(covenant)
    reason = normalise_line(reason, label="作废原因", limit=200, field="reason")
    was_told = covenant.status != Status.DRAFT
    _void(actor, covenant, reason)
    for supplement in _supplements(covenant):
        _void(actor, supplement, "原协议已作废")
    if was_told:
        tell_all(covenant, f"“{covenant}”已作废：{reason}", actor=actor)
    return covenant


def _end(actor: User, covenant: Covenant, day: datetime.date, reason: str) -> None:
    covenant.change(actor, status=Status.TERMINATED, terminated_on=day, reason=reason)
    refresh_dues(covenant)
    write_audit(
        actor=actor,
        action="covenant.terminate",
        record=covenant,
        terminated_on=day.isoformat(),
        reason=reason,
    )
    mark(covenant, day)


def _void(actor: User, covenant: Covenant, reason: str) -> None:
    before = covenant.status
    covenant.change(actor, status=Status.VOID, reason=reason)
    refresh_dues(covenant)
    write_audit(actor=actor, action="covenant.void", record=covenant, before=before, reason=reason)
    if covenant.signed_on is not None:
        mark(covenant, covenant.signed_on, covenant.effective_from)


def _supplements(covenant: Covenant) -> list[Covenant]:
    """Return the supplements that still live, held; they are younger than what they amend."""
    rows = Covenant.objects.filter(amends=covenant).exclude(status=Status.VOID)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _end_supplements(actor: User, covenant: Covenant, day: datetime.date) -> None:
    for supplement in _supplements(covenant):
        if supplement.status in {Status.DRAFT, Status.AWAITING}:
            _void(actor, supplement, "原协议已提前终止")
        elif supplement.status == Status.SIGNED and not _is_over(supplement, day):
            _end(actor, supplement, day, "原协议已提前终止")


def _is_over(covenant: Covenant, day: datetime.date) -> bool:
    return covenant.effective_to is not None and covenant.effective_to < day


def _check_not_renewed(covenant: Covenant) -> None:
    renewal = covenant.renewals.signed().first()
    require(
        renewal is None,
        f"这份协议已续签为 {renewal.no if renewal else ''}，请先作废续签的那一份。",
        code="covenant.renewed",
    )
