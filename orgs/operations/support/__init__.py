"""基层保障: workers, premises, service centres and budgets, entered where they are."""
