"""The code in the QR picture with which a unit's members begin."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common.numbers import ALPHABET
from orgs import scope
from orgs.models import ResidentUnit
from orgs.operations.unit_rules import hold_unit, require_in_use
from orgs.policy import Action

LENGTH = 16
# The unit itself, or the district for it.
ISSUING = (Action.CHECK_IN_UNIT, Action.KEEP_UNITS)


@transaction.atomic
def issue_entry_code(*, actor: User, unit: ResidentUnit) -> ResidentUnit:
    """Give the unit a new code; posters with the one before lead nowhere from now on.

    Refuses `unit.closed` (out of use or merged).
    """
    unit = hold_unit(unit)
    if not ResidentUnit.objects.visible_to(actor, *ISSUING).filter(pk=unit.pk).exists():
        raise PermissionDenied(scope.REFUSAL)
    require_in_use([unit], code="unit.closed", field="unit")
    unit.change(actor, entry_code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
    write_audit(actor=actor, action="unit.issue_entry_code", record=unit)
    return unit
