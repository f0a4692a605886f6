"""What the rows that several of a user's places reach have in common."""

from typing import Any, Self

from orgs.policy import Action
from orgs.scope import ScopedQuerySet


class OneRowEachQuerySet(ScopedQuerySet):
    """Rows that a user may reach on several ways, as by two sides; each of them stands once."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        reached = super().visible_to(user, *actions).values("pk")
        return self.filter(pk__in=reached)
