"""The sides of a covenant: whose turn it is, how each signed, which papers have no scan."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from covenants.models import Covenant, CovenantParty
from orgs.models import Attachment
from orgs.policy import Action


def side_to_confirm(covenant: Covenant, user: Any) -> CovenantParty | None:
    """Return the unit's side for which the user may confirm, one that has not signed yet first."""
    sides = CovenantParty.objects.visible_to(user, Action.CO_SIGN)
    own = sides.filter(covenant=covenant, unit__isnull=False).select_related(
        "unit", "covenant__organization"
    )
    return own.order_by(F("confirmed_on").asc(nulls_first=True), "position").first()


def waiting_sides(covenant: Covenant) -> list[CovenantParty]:
    """Return the sides that have not signed yet, from the parties as they were fetched."""
    return [party for party in covenant.parties.all() if party.confirmed_on is None]


def without_scan(covenants: QuerySet[Covenant]) -> QuerySet[Covenant]:
    """Return the covenants that were signed on paper and whose paper nobody uploaded."""
    paper = CovenantParty.objects.filter(
        covenant=OuterRef("pk"), confirmed_way=CovenantParty.Way.PAPER
    )
    scans = Attachment.objects.filter(
        record_type=Covenant._meta.label_lower, record_id=OuterRef("pk"), is_removed=False
    )
    return covenants.signed().filter(Exists(paper), ~Exists(scans))
