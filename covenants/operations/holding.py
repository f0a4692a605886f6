"""What every step of a covenant begins and ends with: the row held, the right, the months."""

import datetime

from django.db.models import Q

from accounts.models import User
from common import clock
from common.months import Month
from covenants.models import Covenant
from covenants.transitions import require_state
from orgs import scope
from orgs.models import Organization
from orgs.operations.months import mark_months
from orgs.policy import Action


def keeping_action(organization: Organization) -> Action:
    """Return the right that keeping the organisation's covenants needs: a street signs its own."""
    if organization.tier == Organization.Tier.STREET:
        return Action.SIGN_STREET_COVENANTS
    return Action.DRAFT_COVENANTS


def voiding_action(covenant: Covenant) -> Action:
    """Return the right that voiding needs: what was signed only the district takes back."""
    if covenant.signed_on is not None:
        return Action.VOID_COVENANTS
    return keeping_action(covenant.organization)


def locked(covenant: Covenant) -> Covenant:
    """Lock and re-read the covenant, and before it what it renews or amends.

    Always in the order of the keys, so that two steps never wait for each other; what a covenant
    came from is older than itself and never changes.
    """
    family = Q(pk=covenant.pk) | Q(renewals=covenant.pk) | Q(amendments=covenant.pk)
    keys = list(Covenant.objects.filter(family).order_by("pk").values_list("pk", flat=True))
    rows = Covenant.objects.select_for_update(of=("self",)).select_related("organization")
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    held = found[covenant.pk]
    if held.renews_id is not None:
        held.renews = found[held.renews_id]
    if held.amends_id is not None:
        held.amends = found[held.amends_id]
    return held


def hold(actor: User, covenant: Covenant, step: str, version: int | None = None) -> Covenant:
    """Lock and re-read the covenant, require the first party's right, the state and the version."""
    covenant = locked(covenant)
    scope.require(actor, keeping_action(covenant.organization), covenant)
    require_state(covenant, step)
    covenant.require_version(version)
    return covenant


def mark(covenant: Covenant, *days: datetime.date) -> None:
    """Mark the months of the days, as far as they have come."""
    reached = {Month.of(day) for day in days if day <= clock.today()}
    mark_months([covenant.organization_id], reached)
