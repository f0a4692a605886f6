"""Signed agreements between communities and units, and the joint work that comes of them."""

from covenants.models.covenants import Covenant, CovenantParty
from covenants.models.five_co import LIST_A, LIST_A_CHOICES, LIST_B, LIST_B_CHOICES, FiveCo
from covenants.models.kinds import ResourceKind
from covenants.models.obligations import Fulfilment, Obligation
from covenants.models.progress import Milestone, ProgressEntry, ProjectEvaluation
from covenants.models.projects import FundingSource, Project, ProjectStage, ProjectWant
from covenants.models.resources import ProjectClaim, ResourceOffer, ResourceRequest

__all__ = [
    "LIST_A",
    "LIST_A_CHOICES",
    "LIST_B",
    "LIST_B_CHOICES",
    "Covenant",
    "CovenantParty",
    "FiveCo",
    "Fulfilment",
    "FundingSource",
    "Milestone",
    "Obligation",
    "ProgressEntry",
    "Project",
    "ProjectClaim",
    "ProjectEvaluation",
    "ProjectStage",
    "ProjectWant",
    "ResourceKind",
    "ResourceOffer",
    "ResourceRequest",
]
