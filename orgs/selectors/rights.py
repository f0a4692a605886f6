"""Which grants want attention."""

import datetime

from django.db.models import QuerySet

from common import clock
from orgs.models import RoleGrant

# A right that ends within these days wants a new request.
NOTICE_DAYS = 30


def ending_soon(grants: QuerySet[RoleGrant]) -> QuerySet[RoleGrant]:
    """Return the grants in force today that end within the days of notice."""
    today = clock.today()
    return grants.active(today).filter(valid_to__lte=today + datetime.timedelta(days=NOTICE_DAYS))
