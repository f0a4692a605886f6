"""Registers of this app in the API."""

from covenants.api.covenants import CovenantViewSet
from covenants.api.duties import FulfilmentViewSet, ObligationViewSet
from covenants.api.projects import ProjectViewSet
from covenants.api.resources import ClaimViewSet, OfferViewSet, RequestViewSet

registers: list = [
    ("covenants", CovenantViewSet, "covenant"),
    ("fulfilments", FulfilmentViewSet, "fulfilment"),
    ("obligations", ObligationViewSet, "obligation"),
    ("projects", ProjectViewSet, "project"),
    ("project-claims", ClaimViewSet, "project-claim"),
    ("resource-offers", OfferViewSet, "resource-offer"),
    ("resource-requests", RequestViewSet, "resource-request"),
]
