"""Which covenants end soon and are not renewed."""

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from covenants.models import Covenant

# So many days before the end the sides are told to settle whether to renew, and told again.
NOTICE_DAYS, LAST_NOTICE_DAYS = 60, 30


def not_renewed(covenants: QuerySet[Covenant]) -> QuerySet[Covenant]:
    """Return those without a signed renewal; a draft of one renews nothing yet."""
    later = Covenant.objects.signed().filter(renews=OuterRef("pk"))
    return covenants.filter(~Exists(later))


def covenants_to_warn_of(day: datetime.date) -> QuerySet[Covenant]:
    """Return the covenants whose sides have not been told yet that the end is near.

    Within `NOTICE_DAYS` nobody was told at all, within `LAST_NOTICE_DAYS` not a second time.
    """
    ending = Covenant.objects.expiring(day, within_days=NOTICE_DAYS).filter(status="signed")
    nearer = day + datetime.timedelta(days=LAST_NOTICE_DAYS)
    untold = Q(noticed_days=None) | Q(effective_to__lte=nearer, noticed_days__gt=LAST_NOTICE_DAYS)
    rows = not_renewed(ending).filter(untold)
    return rows.select_related("organization").order_by(F("effective_to"), "pk")
