"""Agreements that a ledger brings, drafted and signed in one go, and taking them back."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.violations import require
from covenants.models import Covenant, CovenantParty, Fulfilment, Obligation
from covenants.operations.drafting import draft_covenant
from covenants.operations.duties import DutyPlan
from covenants.operations.ending import terminate_covenant
from covenants.operations.holding import keeping_action, mark
from covenants.operations.import_notices import tell_units_of_ledger
from covenants.operations.import_rows import hold_places, untouched, write_rows
from covenants.operations.signing import sign_covenant
from covenants.selectors.ledgers import CovenantKey, registered_covenants
from orgs import scope
from orgs.imports.kinds import Judgement, Verdict, Written
from orgs.models import ImportBatch, Organization, ResidentUnit


@transaction.atomic
def import_covenants(
    *, actor: User, batch: ImportBatch, rows: Sequence[Judgement]
) -> list[Written]:
    """Write the agreements of a judged ledger, each with its own entries in the audit.

    What was registered meanwhile, or is refused by now, is left out. Every unit's liaison gets one
    message about all of them.
    """
    hold_places(rows, "organization")
    places = Organization.objects.filter(pk__in={row.values["organization"] for row in rows})
    known = registered_covenants(places)
    fresh = [
        row for row in rows if row.verdict == Verdict.DUPLICATE or _key(row.values) not in known
    ]
    written = write_rows(actor, fresh, _write)
    write_audit(actor=actor, action="covenant.import", record=batch, count=len(written))
    tell_units_of_ledger(actor, [row.record_id for row in written])
    return written


@transaction.atomic
def undo_covenant_import(*, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
    """Take agreements back that nobody touched since; return the rows that stay."""
    free = untouched(Covenant, rows, parts=(CovenantParty, Obligation))
    acts = Fulfilment.objects.filter(obligation__covenant__in=[one.pk for one in free.values()])
    fulfilled = set(acts.values_list("obligation__covenant", flat=True))
    gone = {number: one for number, one in free.items() if one.pk not in fulfilled}
    for covenant in gone.values():
        scope.require(actor, keeping_action(covenant.organization), covenant)
        ended = [covenant.terminated_on] if covenant.terminated_on else []
        mark(covenant, covenant.signed_on, covenant.effective_from, *ended)
    Covenant.objects.filter(pk__in=[covenant.pk for covenant in gone.values()]).delete()
    stayed = sorted({row.number for row in rows} - gone.keys())
    write_audit(
        actor=actor, action="covenant.undo_import", record=batch,
        count=len(gone), stayed=len(stayed),
    )  # fmt: skip
    return stayed


def _key(values: dict[str, Any]) -> CovenantKey:
    return CovenantKey(
        values["organization"], values["units"][0], _day(values["signed_on"]), values["title"]
    )


def _write(actor: User, values: dict[str, Any]) -> Covenant:
    """Draft, sign and, where the ledger says so, end one agreement."""
    first, last = _day(values["effective_from"]), _day(values.get("effective_to"))
    covenant = draft_covenant(
        actor=actor,
        organization=Organization.objects.get(pk=values["organization"]),
        title=values["title"],
        units=_units(values["units"]),
        effective_from=first,
        effective_to=last,
        text=values["text"],
        obligations=[DutyPlan(party, text, cadence=how) for party, text, how in values["duties"]],
    )
    covenant = sign_covenant(
        actor=actor,
        covenant=covenant,
        signed_on=_day(values["signed_on"]),
        effective_from=first,
        effective_to=last,
        signers={int(key): (name, post) for key, (name, post) in values["signers"].items()},
        is_told=False,
    )
    if values.get("terminated_on") is None:
        return covenant
    return terminate_covenant(
        actor=actor, covenant=covenant, terminated_on=_day(values["terminated_on"]),
        reason=values["reason"], is_told=False,
    )  # fmt: skip


def _units(keys: Sequence[int]) -> list[ResidentUnit]:
    """Return the units in the ledger's order; one that is gone refuses the row."""
    found = ResidentUnit.objects.in_bulk(keys)
    require(len(found) == len(keys), "单位已不在名册里。", code="party.unknown")
    return [found[key] for key in keys]


def _day(text: str | None) -> Any:
    return datetime.date.fromisoformat(text) if text else None
