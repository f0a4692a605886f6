"""From a draft to a signed agreement."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.violations import require
from covenants.models import Covenant, CovenantParty
from covenants.operations.dates import check_past, check_term
from covenants.operations.duties import refresh_dues
from covenants.operations.holding import hold, mark
from covenants.operations.parties import check_open, confirm_on_paper, set_signers

Status = Covenant.Status


@transaction.atomic
def submit_covenant(*, actor: User, covenant: Covenant) -> Covenant:
    """Close the text of a draft: from now on it waits for signatures. Refuses `covenant.state`."""
    covenant = hold(actor, covenant, "submit")
    covenant.change(actor, status=Status.AWAITING)
    write_audit(actor=actor, action="covenant.submit", record=covenant)
    return covenant


@transaction.atomic
def sign_covenant(
    *,
    actor: User,
    covenant: Covenant,
    signed_on: datetime.date,
    effective_from: datetime.date,
    effective_to: datetime.date | None = None,
    signers: Mapping[int, tuple[str, str]] | None = None,
) -> Covenant:
    """Enter the signatures; from its first day on the agreement binds and counts.

    `signers`: unit id → (name, post). Refuses `covenant.state`, `covenant.signed_on` (in the
    future or absurd), `covenant.dates`, `covenant.units` (none), `party.closed` (by that day).
    """
    covenant = hold(actor, covenant, "sign")
    check_past(signed_on, label="签订日期", code="covenant.signed_on")
    check_term(effective_from, effective_to)
    parties = list(CovenantParty.objects.filter(covenant=covenant).select_related("unit"))
    units = [party.unit for party in parties if party.unit is not None]
    require(bool(units), "协议还没有乙方，请先选择单位。", code="covenant.units")
    check_open(units, signed_on, field="signed_on")
    covenant.change(
        actor,
        status=Status.SIGNED,
        signed_on=signed_on,
        effective_from=effective_from,
        effective_to=effective_to,
    )
    set_signers(parties, signers or {})
    confirm_on_paper(actor, parties, signed_on)
    refresh_dues(covenant)
    write_audit(
        actor=actor, action="covenant.sign", record=covenant, signed_on=signed_on.isoformat()
    )
    mark(covenant, signed_on, effective_from)
    return covenant
