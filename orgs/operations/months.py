"""Marks of months whose figures may have changed."""

from collections.abc import Iterable

from common.months import Month
from orgs.models import DirtyMonth, Organization


def mark_month(organization: Organization | int, month: Month) -> None:
    """Append one mark, without a look whether there is one: who finds it set would be lost."""
    mark_months([organization], [month])


def mark_months(organizations: Iterable[Organization | int], months: Iterable[Month]) -> None:
    """Append a mark for each organisation and month."""
    keys = [o if isinstance(o, int) else o.pk for o in organizations]
    DirtyMonth.objects.bulk_create(
        [DirtyMonth(organization_id=key, month=month) for month in set(months) for key in set(keys)]
    )


def months_since(first: Month, last: Month) -> list[Month]:
    """Return the months from `first` to `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [first.plus(step) for step in range(count + 1)]
