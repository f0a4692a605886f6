"""Vocabulary over projects and what belongs to one."""

import datetime
from typing import Any, Self

from django.db.models import F, OuterRef, Prefetch, Q, Subquery, Sum

from orgs.policy import Action
from orgs.scope import READING, ScopedQuerySet, ScopePaths, reach


class ProjectQuerySet(ScopedQuerySet):
    """Projects: kept where they are led; read there, where they happen, and by their partners."""

    scope = ScopePaths(
        place="lead",
        grid="lead__children",
        building="lead__children__children",
        district="lead__district",
        unit="partners",
    )
    carried_out = ScopePaths(
        place="communities",
        grid="communities__children",
        building="communities__children__children",
    )

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """One row each. To read, a place that carries the project out is enough; any other
        right holds only where the project is led."""
        led = super().visible_to(user, *actions).values("pk")
        reached = Q(pk__in=led)
        there = reach(user, self.carried_out, *(actions or READING))
        if there is not None and set(actions) <= set(READING):
            rows = self.model._default_manager.filter(there)
            reached |= Q(pk__in=rows.values("pk"))
        return self.filter(reached)

    def counted(self, day: datetime.date) -> Self:
        """项目累计确定 (S6): confirmed by the day, not proposed, rejected or void."""
        return self.filter(confirmed_on__lte=day).exclude(
            status__in=["proposed", "rejected", "void"]
        )

    def with_unit(self, unit: int) -> Self:
        """With the unit, or one that was merged into it, as a partner; one row each."""
        rows = self.model._default_manager.filter(Q(partners=unit) | Q(partners__merged_into=unit))
        return self.filter(pk__in=rows.values("pk"))

    def for_list(self) -> Self:
        """Newest first; what still waits to be confirmed stands on top, on every database."""
        return (
            self.select_related("lead", "lead_unit")
            .prefetch_related(self._named("communities", "code"), self._named("partners", "name"))
            .with_funding()
            .order_by(F("confirmed_on").desc(nulls_first=True), "-pk")
        )

    def _named(self, relation: str, order: str) -> Prefetch:
        """What a project is tied to, always in the same order."""
        rows = self.model._meta.get_field(relation).related_model.objects
        return Prefetch(relation, rows.order_by(order, "pk"))

    def with_funding(self) -> Self:
        """With `funding_total`, the money of all sources; None where none was entered."""
        sources = self.model._meta.get_field("funding").related_model.objects
        parts = sources.filter(project=OuterRef("pk")).order_by().values("project")
        return self.annotate(funding_total=Subquery(parts.values(total=Sum("amount"))))

    def overdue(self, day: datetime.date) -> Self:
        """Under way though their planned end has passed."""
        return self.filter(planned_end__lt=day, status__in=self.model.UNDER_WAY)

    def with_covenant(self, has_one: bool) -> Self:
        """Resting on a covenant, or on none, and a void one is none; one row each."""
        links = self.model.covenants.through.objects.exclude(covenant__status="void")
        resting = Q(pk__in=links.values("project"))
        return self.filter(resting if has_one else ~resting)

    def with_state_on(self, day: datetime.date) -> Self:
        """With `state_on_day`: what the last step by that day left, as it is known now.

        Steps may be entered later than they happened, so the last one taken decides, not the one
        with the latest date: finished on the 15th, though its start was entered on the 20th.
        """
        stages = self.model._meta.get_field("stages").related_model.objects
        then = stages.filter(project=OuterRef("pk"), from_on__lte=day).order_by("-pk")
        return self.annotate(state_on_day=Subquery(then.values("status")[:1]))

    def claimable(self, district: Any) -> Self:
        """项目清单: what the district's units may claim, proposed or under way."""
        return self.filter(
            lead__district=district,
            is_open_to_claims=True,
            status__in=self.model.PLANNED,
        )


class ProjectPartQuerySet(ScopedQuerySet):
    """Rows of a project: whoever reads or keeps the project reads or keeps them."""

    def visible_to(self, user: Any, *actions: Action) -> Self:
        projects = self.model._meta.get_field("project").related_model.objects
        return self.filter(project__in=projects.visible_to(user, *actions).values("pk"))
