"""Ending an agreement before its time, and taking back what was entered by mistake."""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.text import normalise_line
from common.violations import require
from covenants.models import Covenant
from covenants.operations.dates import check_past
from covenants.operations.duties import refresh_dues
from covenants.operations.holding import hold, locked, mark, voiding_action
from covenants.transitions import require_state
from orgs import scope

Status = Covenant.Status


@transaction.atomic
def terminate_covenant(
    *, actor: User, covenant: Covenant, terminated_on: datetime.date, reason: str
) -> Covenant:
    """End a signed agreement before its time; on that day it no longer binds.

    Refuses `covenant.state`, `covenant.terminated_on` (in the future, before the signing, after
    the expiry).
    """
    covenant = hold(actor, covenant, "terminate")
    _check_termination(covenant, terminated_on)
    reason = normalise_line(reason, label="终止原因", limit=200)
    covenant.change(actor, status=Status.TERMINATED, terminated_on=terminated_on, reason=reason)
    refresh_dues(covenant)
    write_audit(
        actor=actor,
        action="covenant.terminate",
        record=covenant,
        terminated_on=terminated_on.isoformat(),
        reason=reason,
    )
    mark(covenant, terminated_on)
    return covenant


@transaction.atomic
def void_covenant(*, actor: User, covenant: Covenant, reason: str) -> Covenant:
    """Take back a draft; or, by the district, a signed one that was entered by mistake.

    A void covenant leaves every date that is not frozen. Refuses `covenant.state`.
    """
    covenant = locked(covenant)
    scope.require(actor, voiding_action(covenant), covenant)
    require_state(covenant, "void")
    reason = normalise_line(reason, label="作废原因", limit=200)
    before = covenant.status
    covenant.change(actor, status=Status.VOID, reason=reason)
    write_audit(actor=actor, action="covenant.void", record=covenant, before=before, reason=reason)
    if covenant.signed_on is not None:
        mark(covenant, covenant.signed_on, covenant.effective_from)
    return covenant


def _check_termination(covenant: Covenant, day: datetime.date) -> None:
    code, field = "covenant.terminated_on", "terminated_on"
    check_past(day, label="终止日期", code=code)
    require(day >= covenant.signed_on, "终止日期不能早于签订日期，请核对。", code=code, field=field)
    require(
        covenant.effective_to is None or day <= covenant.effective_to,
        "协议到那天已经到期，不需要终止。",
        code=code,
        field=field,
    )
