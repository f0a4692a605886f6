"""Vocabulary over offers, requests for them, and claims of projects."""

import datetime
from typing import Any, Self

from django.db.models import Case, Q, When

from covenants.querysets.base import OneRowEachQuerySet
from orgs.policy import Action
from orgs.scope import ScopedQuerySet, ScopePaths, grants_of

WAITING_FIRST = Case(When(state="asked", then=0), default=1)


def _not_ended(path: str, day: datetime.date) -> Q:
    """Return the condition "its last day is open, or the day or later"."""
    return Q(**{path: None}) | Q(**{f"{path}__gte": day})


class ResourceOfferQuerySet(ScopedQuerySet):
    """Offers: kept by the unit, read by every committee of its district while they stand."""

    scope = ScopePaths(unit="unit", district="unit__district")

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """To read, a place anywhere in the unit's district is enough, as long as it is offered
        or one's own place has asked for it."""
        own = super().visible_to(user, *actions).values("pk")
        if actions and set(actions) != {Action.READ}:
            return self.filter(pk__in=own)
        districts = {
            grant.organization.district_id for grant in grants_of(user) if grant.organization_id
        }
        requests = self.model._meta.get_field("requests").related_model.objects
        asked = requests.visible_to(user, Action.READ).values("offer")
        offered = Q(unit__district__in=districts, is_withdrawn=False)
        return self.filter(Q(pk__in=own) | offered | Q(pk__in=asked))

    def standing(self, day: datetime.date) -> Self:
        """Offered, not past its last day, by a unit that is in use on the day."""
        own = Q(unit__merged_into=None) & _not_ended("unit__active_to", day)
        taken_over = Q(unit__merged_into__isnull=False)
        taken_over &= _not_ended("unit__merged_into__active_to", day)
        return self.filter(_not_ended("available_to", day), own | taken_over, is_withdrawn=False)

    def available_on(self, day: datetime.date) -> Self:
        """To be had on the day."""
        return self.filter(
            Q(available_from=None) | Q(available_from__lte=day), _not_ended("available_to", day)
        )

    def of_unit(self, unit: int) -> Self:
        """The unit's, or of one that was merged into it."""
        return self.filter(Q(unit=unit) | Q(unit__merged_into=unit))

    def for_list(self) -> Self:
        return self.select_related("unit__located_in").order_by("-pk")


class ResourceRequestQuerySet(OneRowEachQuerySet):
    """Requests: read and kept where they were made, and by the unit that is asked."""

    scope = ScopePaths(
        place="community",
        grid="community__children",
        building="community__children__children",
        district="community__district",
        unit="offer__unit",
    )

    def waiting(self) -> Self:
        return self.filter(state="asked")

    def for_list(self) -> Self:
        """What waits for an answer on top, then the newest."""
        rows = self.select_related("offer__unit", "community", "project__lead")
        return rows.order_by(WAITING_FIRST, "-pk")


class ProjectClaimQuerySet(OneRowEachQuerySet):
    """Claims: decided where the project is led, kept by the unit that claims."""

    scope = ScopePaths(
        place="project__lead",
        grid="project__lead__children",
        building="project__lead__children__children",
        district="project__lead__district",
        unit="unit",
    )

    def waiting(self) -> Self:
        return self.filter(state="asked")

    def for_list(self) -> Self:
        """What waits for an answer on top, then the newest."""
        return self.select_related("project__lead", "unit").order_by(WAITING_FIRST, "-pk")
