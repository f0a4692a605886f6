"""What every operation on service logs holds, looks up and marks."""

from collections.abc import Iterable, Sequence

from common.months import Month
from members.models import Member
from orgs.operations.months import mark_months
from services.models import ServiceLog


def lock_members(ids: Iterable[int]) -> list[Member]:
    """Hold the members' rows, in one order for everybody; new rows may still refer to them."""
    rows = Member.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)
    return list(rows.select_related("unit").order_by("pk"))


def hold_logs(logs: Sequence[ServiceLog]) -> list[ServiceLog]:
    """Lock the members, then the logs, and read the logs again."""
    lock_members({log.member_id for log in logs})
    rows = ServiceLog.objects.select_for_update(of=("self",)).filter(
        pk__in=[log.pk for log in logs]
    )
    return list(rows.select_related("member__unit", "community").order_by("pk"))


def predecessors(logs: Iterable[ServiceLog]) -> list[ServiceLog]:
    """Return the records that these correct, however long the chain of corrections is."""
    found: list[ServiceLog] = []
    wanted = {log.corrects_id for log in logs} - {None}
    while wanted:
        level = list(ServiceLog.objects.filter(pk__in=wanted))
        found += level
        wanted = {log.corrects_id for log in level} - {None}
    return found


def mark_logs(logs: Sequence[ServiceLog]) -> None:
    """Mark the places and months of the logs; a mark too many only costs a look."""
    mark_months([log.community_id for log in logs], [Month.of(log.served_on) for log in logs])
