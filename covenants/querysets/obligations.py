"""Vocabulary over obligations and their fulfilment."""

import datetime
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q, Subquery

from orgs.models import Organization, ResidentUnit, RoleGrant
from orgs.policy import Action, Role
from orgs.scope import ScopedQuerySet

BY_A_STREET = Q(organization__tier=Organization.Tier.STREET)


class ObligationQuerySet(ScopedQuerySet):
    """Obligations: whoever reads the covenant reads what every side promised."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        covenants = self.model._meta.get_field("covenant").related_model.objects
        return self.filter(covenant__in=covenants.visible_to(user, *actions).values("pk"))

    def fulfillable_by(self, user: Any) -> Self:
        """Whose fulfilment the user may enter: the duty's own side, and who keeps the covenant."""
        parties = self.model._meta.get_field("party").related_model.objects
        own = parties.visible_to(user, Action.CO_SIGN)
        kept = self.kept_by(user)
        return self.filter(Q(pk__in=kept.values("pk")) | Q(party__in=own.values("pk")))

    def kept_by(self, user: Any) -> Self:
        """Of covenants that the user keeps for the first party; a street keeps its own."""
        covenants = self.model._meta.get_field("covenant").related_model.objects
        streets = covenants.visible_to(user, Action.SIGN_STREET_COVENANTS).filter(BY_A_STREET)
        others = covenants.visible_to(user, Action.DRAFT_COVENANTS).exclude(BY_A_STREET)
        return self.filter(
            Q(covenant__in=streets.values("pk")) | Q(covenant__in=others.values("pk"))
        )

    def binding(self, day: datetime.date) -> Self:
        """Of covenants that bind on the day; a supplement binds as long as what it amends."""
        lasting = Q(covenant__effective_to=None) | Q(covenant__effective_to__gte=day)
        parent = Q(covenant__amends__effective_to=None) | Q(covenant__amends__effective_to__gte=day)
        return self.filter(
            lasting,
            Q(covenant__amends=None) | (Q(covenant__amends__status="signed") & parent),
            covenant__status="signed",
            covenant__effective_from__lte=day,
        )

    def overdue(self, day: datetime.date) -> Self:
        """逾期未履行: binding, and something should have been done before the day."""
        return self.binding(day).filter(next_due_on__lt=day)

    def due_within(self, day: datetime.date, days: int) -> Self:
        """To be done from the day on, within so many days."""
        last = day + datetime.timedelta(days=days)
        return self.binding(day).filter(next_due_on__gte=day, next_due_on__lte=last)

    def with_unit_like(self, text: str) -> Self:
        """Of either side, in covenants with a unit called like the text."""
        parties = self.model._meta.get_field("party").related_model.objects
        found = parties.filter(unit__in=ResidentUnit.objects.found_by(text).values("pk"))
        return self.filter(covenant__in=found.values("covenant"))

    def with_may_fulfil(self, user: Any) -> Self:
        """With `may_fulfil`: whether the user may enter its fulfilment."""
        mine = self.model._default_manager.all().fulfillable_by(user)
        return self.annotate(may_fulfil=Exists(mine.filter(pk=OuterRef("pk"))))

    def with_last_act(self) -> Self:
        """With `last_done_on`: the latest day on which it was done; None: never."""
        acts = self.model._meta.get_field("fulfilments").related_model.objects.counted()
        latest = acts.filter(obligation=OuterRef("pk")).order_by("-done_on", "-pk")
        return self.annotate(last_done_on=Subquery(latest.values("done_on")[:1]))

    def of_unit(self, unit: int) -> Self:
        """What the unit promised, or one that was merged into it."""
        return self.filter(Q(party__unit=unit) | Q(party__unit__merged_into=unit))

    def for_list(self) -> Self:
        """The longest overdue first; what has no day stands last, on every database."""
        return self.select_related(
            "covenant__organization", "party__unit", "party__covenant__organization"
        ).order_by(F("next_due_on").asc(nulls_last=True), "pk")


class FulfilmentQuerySet(ScopedQuerySet):
    """Fulfilments: whoever reads the covenant reads them."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        obligations = self.model._meta.get_field("obligation").related_model.objects
        return self.filter(obligation__in=obligations.visible_to(user, *actions).values("pk"))

    def counted(self) -> Self:
        return self.filter(is_void=False)

    def with_side(self) -> Self:
        """With `is_by_unit`: entered by somebody who speaks, or once spoke, for the unit.

        A duplicate's liaison speaks for the unit it was merged into, and the other way round.
        """
        unit = OuterRef("obligation__party__unit")
        merged_into = OuterRef("obligation__party__unit__merged_into")
        spoken_for = Q(unit=unit) | Q(unit__merged_into=unit) | Q(unit=merged_into)
        grants = RoleGrant.objects.filter(
            spoken_for, role=Role.LIAISON, user=OuterRef("created_by")
        )
        return self.annotate(is_by_unit=Exists(grants))

    def voidable_by(self, user: Any) -> Self:
        """What the user may take back: the covenant's keeper all, a unit what it entered."""
        obligations = self.model._meta.get_field("obligation").related_model.objects
        kept = Q(obligation__in=obligations.kept_by(user).values("pk"))
        own = Q(obligation__in=obligations.fulfillable_by(user).values("pk"), is_by_unit=True)
        return self.with_side().filter(kept | own)

    def with_may_void(self, user: Any) -> Self:
        """With `may_void`: whether the user may take it back."""
        mine = self.model._default_manager.all().voidable_by(user)
        return self.annotate(may_void=Exists(mine.filter(pk=OuterRef("pk"))))

    def for_list(self) -> Self:
        return (
            self.with_side()
            .select_related(
                "obligation__covenant__organization", "obligation__party__unit", "created_by"
            )
            .order_by("-done_on", "-pk")
        )
