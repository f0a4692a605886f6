"""基层保障 in the API: the four registers, and the steps that the pages offer too."""

from orgs.api.support.budgets import BudgetViewSet
from orgs.api.support.centres import CentreViewSet
from orgs.api.support.premises import PremisesViewSet
from orgs.api.support.workers import WorkerViewSet

__all__ = ["BudgetViewSet", "CentreViewSet", "PremisesViewSet", "WorkerViewSet"]
