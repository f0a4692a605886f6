"""Where people may sign covenants and lead projects."""

from typing import Any

from django.db.models import Q, QuerySet

from common import clock
from covenants.models import Project
from orgs.models import Organization
from orgs.policy import Action


def signing_organizations(user: Any) -> QuerySet[Organization]:
    """Return where the user may sign: own communities, and a street at street level."""
    communities = Organization.objects.visible_to(user, Action.DRAFT_COVENANTS)
    streets = Organization.objects.visible_to(user, Action.SIGN_STREET_COVENANTS)
    tiers = Organization.Tier
    return (
        Organization.objects.established(clock.today())
        .filter(
            Q(pk__in=communities.of_tier(tiers.COMMUNITY).values("pk"))
            | Q(pk__in=streets.of_tier(tiers.STREET).values("pk"))
        )
        .for_list()
    )


def leading_communities(user: Any) -> QuerySet[Organization]:
    """Return the communities for which the user keeps projects."""
    return (
        Organization.objects.visible_to(user, Action.KEEP_PROJECTS)
        .of_tier(Organization.Tier.COMMUNITY)
        .established(clock.today())
        .for_list()
    )


def communities_beside(places: QuerySet[Organization]) -> QuerySet[Organization]:
    """Return the communities of the places' districts: where joint work may happen."""
    return (
        Organization.objects.of_tier(Organization.Tier.COMMUNITY)
        .established(clock.today())
        .filter(district__in=places.order_by().values("district"))
        .for_list()
    )


def leavable_communities(user: Any, project: Project) -> QuerySet[Organization]:
    """Return the user's own communities that carry the project out without leading it."""
    own = Organization.objects.visible_to(user, Action.KEEP_PROJECTS)
    return own.filter(projects=project).exclude(pk=project.lead_id).for_list()
