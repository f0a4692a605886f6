"""Covenants with duties, and what was done of them."""

import datetime
from typing import Any

from accounts.models import User
from covenants.models import Covenant, Fulfilment, Obligation
from covenants.operations.duties import DutyPlan
from covenants.operations.fulfilments import fulfil_obligation
from orgs.models import Organization, ResidentUnit
from tests.makers.covenants import make_signed

CLINIC = DutyPlan(party=1, text="义诊", cadence="quarterly")
HALL = DutyPlan(party=0, text="提供活动室", cadence="yearly")


def make_promised(
    actor: User,
    organization: Organization,
    *units: ResidentUnit,
    duties: tuple[DutyPlan, ...] = (HALL, CLINIC),
    **values: Any,
) -> Covenant:
    """A signed covenant: unless told otherwise a room every year for a clinic every quarter."""
    return make_signed(actor, organization, *units, obligations=duties, **values)


def duty_of(covenant: Covenant, text: str = CLINIC.text) -> Obligation:
    return covenant.obligations.get(text=text)


def make_act(actor: User, obligation: Obligation, day: str, text: str = "义诊一次") -> Fulfilment:
    done_on = datetime.date.fromisoformat(day)
    return fulfil_obligation(actor=actor, obligation=obligation, done_on=done_on, text=text)
