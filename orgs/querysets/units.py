"""Vocabulary over resident units."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, When

from common import clock
from common.spelling import spelt_like
from orgs.policy import Action
from orgs.scope import ScopedQuerySet, ScopePaths


class ResidentUnitQuerySet(ScopedQuerySet):
    """Resident units. A committee sees the units located in or paired with its communities."""

    scope = ScopePaths(district="district", unit="")

    def visible_to(self, user: Any, *actions: Action) -> Self:
        """The district's, one's own, and those located in or paired with the user's places."""
        located = self._located(user, *actions)
        own = super().visible_to(user, *actions)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=located.values("pk")))

    def _located(self, user: Any, *actions: Action) -> Self:
        organizations = self.model._meta.get_field("located_in").related_model
        places = organizations.objects.visible_to(user, *actions).values("pk")
        return self.model._default_manager.filter(
            Q(located_in__in=places) | Q(paired_community__in=places)
        )

    def of_districts(self, places: models.QuerySet) -> Self:
        """Units of the places' districts."""
        return self.filter(district__in=places.order_by().values("district"))

    def beside(self, places: models.QuerySet) -> Self:
        """Units in use in the places' districts, those in or paired with the places first.

        Somebody who lives in a community may work, and a community may sign, with any of them.
        """
        near = Q(located_in__in=places.order_by().values("pk"))
        near |= Q(paired_community__in=places.order_by().values("pk"))
        return (
            self.of_districts(places)
            .active(clock.today())
            .standing()
            .for_list()
            .order_by(Case(When(near, then=0), default=1), "name", "pk")
        )

    def active(self, day: datetime.date) -> Self:
        """Units in use on the day; an empty end means still in use."""
        return self.filter(active_from__lte=day).exclude(active_to__lt=day)

    def closed(self, day: datetime.date) -> Self:
        """Units whose last day in use lies before the day."""
        return self.filter(active_to__lt=day)

    def standing(self) -> Self:
        """Units that were not merged into another."""
        return self.filter(merged_into=None)

    def found_by(self, text: str) -> Self:
        """Units called like the text: a part of the name or its spelling, a code's beginning.

        Short letters must begin the name: "an" is inside too many.
        """
        text = text.strip()
        found = spelt_like(text) | Q(name__icontains=text) | Q(uscc__startswith=text.upper())
        if text.isascii() and text.isalpha() and len(text) > 2:
            letters = text.lower()
            found |= Q(name_initials__contains=letters) | Q(name_pinyin__contains=letters)
        return self.filter(found)

    def together_with(self, *units: Any) -> Self:
        """The units and what was merged into them: whose rows count as theirs."""
        keys = [unit.pk for unit in units]
        return self.filter(Q(pk__in=keys) | Q(merged_into__in=keys))

    def for_list(self) -> Self:
        return self.select_related("located_in", "paired_community").order_by("name", "pk")


class UnitCheckInQuerySet(ScopedQuerySet):
    """Registrations of units with communities."""

    scope = ScopePaths(place="community", district="unit__district", unit="unit")

    def open(self) -> Self:
        """Waiting or received."""
        return self.filter(status__in=["pending", "received"])

    def received_on(self, day: datetime.date) -> Self:
        """Received by the end of the day and not ended by then."""
        received = self.filter(
            status__in=["received", "ended"], received_at__lt=clock.end_of_day(day)
        )
        return received.filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def waiting_on(self, day: datetime.date) -> Self:
        """Sent by the end of the day, and still waiting or received later."""
        evening = clock.end_of_day(day)
        waits = Q(status="pending") | Q(received_at__gte=evening)
        return self.filter(waits, created_at__lt=evening)

    def for_list(self) -> Self:
        return self.select_related("unit", "community__parent", "received_by").order_by(
            "-checked_in_on", "-pk"
        )
