"""Vocabulary over the records of this app."""

from covenants.querysets.covenants import CovenantPartyQuerySet, CovenantQuerySet
from covenants.querysets.obligations import FulfilmentQuerySet, ObligationQuerySet
from covenants.querysets.projects import ProjectPartQuerySet, ProjectQuerySet
from covenants.querysets.resources import (
    ProjectClaimQuerySet,
    ResourceOfferQuerySet,
    ResourceRequestQuerySet,
)

__all__ = [
    "CovenantPartyQuerySet",
    "CovenantQuerySet",
    "FulfilmentQuerySet",
    "ObligationQuerySet",
    "ProjectClaimQuerySet",
    "ProjectPartQuerySet",
    "ProjectQuerySet",
    "ResourceOfferQuerySet",
    "ResourceRequestQuerySet",
]
