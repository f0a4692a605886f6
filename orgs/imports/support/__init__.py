"""基层保障 from files: workers, premises, service centres with their items, budgets."""

from orgs.imports.support import budgets, centres, premises, workers

__all__ = ["budgets", "centres", "premises", "workers"]
