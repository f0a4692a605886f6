"""Members who left their unit while a community still has them on its register."""

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate

from members.models import CheckIn


def left_but_registered(check_ins: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Return those in the register of whom the unit has said that they are no longer on the job,
    on its page or in a file. Whom a community took in after that day may stay."""
    left = check_ins.registered().filter(
        Q(member__left_unit_on=None) | Q(member__left_unit_on__gte=TruncDate(F("accepted_at"))),
        member__on_job=False,
    )
    return left.select_related("member__unit", "community").order_by("member__left_unit_on", "pk")
