"""Vocabulary over obligations and their fulfilment."""

import datetime
from typing import Any, Self

from django.db.models import Q

from orgs.policy import Action
from orgs.scope import ScopedQuerySet


class ObligationQuerySet(ScopedQuerySet):
    """Obligations: whoever reads the covenant reads what every side promised."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        covenants = self.model._meta.get_field("covenant").related_model.objects
        return self.filter(covenant__in=covenants.visible_to(user, *actions).values("pk"))

    def binding(self, day: datetime.date) -> Self:
        """Of covenants that bind on the day; a supplement binds as long as what it amends."""
        return self.filter(
            Q(covenant__effective_to=None) | Q(covenant__effective_to__gte=day),
            Q(covenant__amends=None) | Q(covenant__amends__status="signed"),
            covenant__status="signed",
            covenant__effective_from__lte=day,
        )

    def overdue(self, day: datetime.date) -> Self:
        """逾期未履行: binding, and something should have been done before the day."""
        return self.binding(day).filter(next_due_on__lt=day)

    def of_unit(self, unit: int) -> Self:
        """What the unit promised, or one that was merged into it."""
        return self.filter(Q(party__unit=unit) | Q(party__unit__merged_into=unit))

    def for_list(self) -> Self:
        """The longest overdue first."""
        return self.select_related(
            "covenant__organization", "party__unit", "party__covenant__organization"
        ).order_by("next_due_on", "pk")


class FulfilmentQuerySet(ScopedQuerySet):
    """Fulfilments: whoever reads the covenant reads them."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        obligations = self.model._meta.get_field("obligation").related_model.objects
        return self.filter(obligation__in=obligations.visible_to(user, *actions).values("pk"))

    def counted(self) -> Self:
        return self.filter(is_void=False)

    def for_list(self) -> Self:
        return self.select_related(
            "obligation__covenant__organization", "obligation__party__unit", "created_by"
        ).order_by("-done_on", "-pk")
