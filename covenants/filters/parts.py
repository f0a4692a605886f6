"""What the filters of this app share."""

from django.db.models import QuerySet
from django.http import HttpRequest

from orgs.models import Organization


def places_in_sight(request: HttpRequest | None) -> QuerySet[Organization]:
    """Return the streets and communities that the user may filter by."""
    if request is None:  # the API's schema is drawn without a request
        return Organization.objects.none()
    tiers = [Organization.Tier.STREET, Organization.Tier.COMMUNITY]
    return Organization.objects.visible_to(request.user).filter(tier__in=tiers).for_list()
