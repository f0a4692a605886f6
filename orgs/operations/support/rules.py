"""What the four registers have in common."""

import datetime
from decimal import Decimal

from django.db import models

from accounts.models import User
from common import clock
from common.violations import require
from orgs import scope
from orgs.models import Organization
from orgs.policy import Action

Tier = Organization.Tier


def check_place(
    actor: User, organization: Organization, *, tiers: tuple[int, ...] = (Tier.COMMUNITY,)
) -> Organization:
    """Return the place as it stands now, held; the actor keeps its register and it still exists."""
    place = lock_place(organization)
    scope.require(actor, Action.KEEP_SUPPORT, place)
    require(
        place.tier in tiers,
        f"请选择{'或'.join(Tier(tier).label for tier in tiers)}。",
        code="support.place",
        field="organization",
    )
    require(
        place.dissolved_on is None,
        f"{place.title}已撤销，不能再登记。",
        code="support.place",
        field="organization",
    )
    return place


def lock_place(organization: Organization) -> Organization:
    """Hold a place: two entries of the same name come one after the other."""
    nodes = Organization.objects.select_for_update(of=("self",), no_key=True)
    return nodes.select_related("parent", "district").get(pk=organization.pk)


def held(actor: User, record: models.Model, version: int | None) -> models.Model:
    """Return the record as it stands now, held; the actor keeps it, nobody changed it meanwhile."""
    record = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    scope.require(actor, Action.KEEP_SUPPORT, record)
    record.require_version(version)
    return record


def check_past(day: datetime.date, *, label: str, field: str) -> None:
    require(day <= clock.today(), f"{label}不能晚于今天。", code="support.day", field=field)


def check_amount(value: Decimal, *, label: str, limit: int, field: str) -> Decimal:
    """Return the number with two places; it is neither negative nor absurd."""
    require(
        value.is_finite() and 0 <= value < limit,
        f"{label}应在 0 到 {limit:,} 之间。",
        code="support.amount",
        field=field,
    )
    return value.quantize(Decimal("0.01"))
