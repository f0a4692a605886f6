"""Which covenants end soon and are not renewed."""

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from covenants.models import Covenant

RENEWED = ("signed", "terminated")


def not_renewed(covenants: QuerySet[Covenant]) -> QuerySet[Covenant]:
    """Return those without a signed renewal; a draft of one renews nothing yet."""
    later = Covenant.objects.filter(renews=OuterRef("pk"), status__in=RENEWED)
    return covenants.filter(~Exists(later))


def covenants_to_warn_of(day: datetime.date, *, early: int, late: int) -> QuerySet[Covenant]:
    """Return the covenants whose sides have not been told yet that the end is near.

    Within `early` days nobody was told at all, within `late` days not a second time.
    """
    ending = Covenant.objects.expiring(day, within_days=early).filter(status="signed")
    nearer = day + datetime.timedelta(days=late)
    untold = Q(noticed_days=None) | Q(effective_to__lte=nearer, noticed_days__gt=late)
    rows = not_renewed(ending).filter(untold)
    return rows.select_related("organization").order_by(F("effective_to"), "pk")
