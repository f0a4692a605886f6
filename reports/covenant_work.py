"""What waits about covenants, duties, projects and resources: for committees and for units."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from common import clock
from covenants.models import Covenant, CovenantParty, Obligation, ProjectClaim, ResourceRequest
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

OF_A_STREET = Q(organization__tier=Organization.Tier.STREET)


def awaiting_first_party(user: Any, *rights: Action) -> QuerySet[Covenant]:
    """Covenants of the user's places that wait for 甲方's own signature."""
    first = CovenantParty.objects.filter(covenant=OuterRef("pk"), unit=None, confirmed_on=None)
    waiting = Covenant.objects.visible_to(user, *rights).filter(status=Covenant.Status.AWAITING)
    return waiting.filter(Exists(first)).order_by("created_at", "pk")


def awaiting_own_signature(user: Any, right: Action) -> QuerySet[Covenant]:
    """Of these: what the holder of the right signs; a street signs its own."""
    is_street = right == Action.SIGN_STREET_COVENANTS
    own = OF_A_STREET if is_street else ~OF_A_STREET
    return awaiting_first_party(user, right).filter(own)


def overdue_duties(user: Any, *rights: Action) -> QuerySet[Obligation]:
    """What any side should have done by now under covenants in the user's sight."""
    return Obligation.objects.visible_to(user, *rights).overdue(clock.today())


def unanswered_claims(user: Any, *rights: Action) -> QuerySet[ProjectClaim]:
    return ProjectClaim.objects.visible_to(user, *rights).waiting()


def unused_resources(user: Any, *rights: Action) -> QuerySet[ResourceRequest]:
    """Promised for a day that has come, and nobody has told of the use."""
    agreed = ResourceRequest.objects.visible_to(user, *rights).filter(
        state=ResourceRequest.State.AGREED
    )
    return agreed.filter(wanted_on__lte=clock.today())


def open_requests(user: Any) -> QuerySet[ResourceRequest]:
    """Not answered yet, or not used."""
    states = (ResourceRequest.State.ASKED, ResourceRequest.State.AGREED)
    return ResourceRequest.objects.visible_to(user).filter(state__in=states)


def unsigned_by(unit: ResidentUnit) -> QuerySet[CovenantParty]:
    """The unit's sides of covenants that wait for it."""
    sides = CovenantParty.objects.filter(unit__in=_together(unit), confirmed_on=None)
    return sides.filter(covenant__status=Covenant.Status.AWAITING)


def overdue_of(unit: ResidentUnit) -> QuerySet[Obligation]:
    return Obligation.objects.of_unit(unit.pk).overdue(clock.today())


def unanswered_by(unit: ResidentUnit) -> QuerySet[ResourceRequest]:
    return ResourceRequest.objects.filter(offer__unit__in=_together(unit)).waiting()


def claims_of(unit: ResidentUnit) -> QuerySet[ProjectClaim]:
    """The unit's claims that nobody has answered."""
    return ProjectClaim.objects.filter(unit__in=_together(unit)).waiting()


def _together(unit: ResidentUnit) -> QuerySet:
    return ResidentUnit.objects.together_with(unit).order_by().values("pk")
