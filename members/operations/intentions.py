"""What members are willing to do and when: dated, withdrawn, never deleted."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify, write_audit
from common import clock
from common.months import Month
from common.violations import require
from members.models import Availability, CheckIn, ServiceIntention
from members.operations.locks import lock_arriving, lock_check_in
from orgs import scope
from orgs.operations.months import mark_month
from orgs.policy import Action

Slot = tuple[str, datetime.time, datetime.time]
WEEKDAYS = re.compile(r"[1-7]{1,7}\Z")
MOST_PER_MONTH = 31


@dataclass(frozen=True)
class Willingness:
    """Checked intentions and times of one check-in."""

    categories: list[str]
    slots: list[Slot]
    max_per_month: int | None
    emergency_ok: bool

    @classmethod
    def of(
        cls,
        categories: Iterable[str],
        slots: Iterable[Slot],
        max_per_month: int | None,
        emergency_ok: bool,
    ) -> Self:
        """Check and bring into order. Refuses `intention.category`, `.max`, `availability.*`."""
        chosen = list(dict.fromkeys(categories))
        known = set(chosen) <= set(ServiceIntention.Category.values)
        require(known, "请在清单里选择服务意向。", code="intention.category", field="categories")
        require(
            max_per_month is None or 1 <= max_per_month <= MOST_PER_MONTH,
            f"每月最多服务次数应在 1 到 {MOST_PER_MONTH} 之间，不限请留空。",
            code="intention.max",
            field="max_per_month",
        )
        ordered = list(dict.fromkeys(_slot(*slot) for slot in slots))
        return cls(chosen, ordered, max_per_month, emergency_ok)

    def require_complete(self) -> None:
        """Refuse when an intention or a time is missing."""
        require(
            bool(self.categories),
            "请至少选择一项服务意向。",
            code="intention.none",
            field="categories",
        )
        require(
            bool(self.slots),
            "请至少选择一个服务时间。",
            code="availability.none",
            field="availabilities",
        )


def _slot(weekdays: str, start: datetime.time, end: datetime.time) -> Slot:
    require(
        WEEKDAYS.match(weekdays) is not None,
        "请选择星期几可以服务。",
        code="availability.weekdays",
        field="availabilities",
    )
    require(
        start < end,
        "服务时间的结束应晚于开始。",
        code="availability.times",
        field="availabilities",
    )
    return "".join(sorted(set(weekdays))), start, end


def register_willingness(check_in: CheckIn, wish: Willingness, day: datetime.date) -> None:
    """Bring the check-in's current rows to the wish: what is new begins, what is gone ends today.

    What stays keeps the day it was registered on.
    """
    _change_intentions(check_in, wish.categories, day)
    _change_availabilities(check_in, wish.slots, day)


def _change_intentions(check_in: CheckIn, categories: list[str], day: datetime.date) -> None:
    current = {row.category: row for row in check_in.intentions.current()}
    gone = [row.pk for category, row in current.items() if category not in categories]
    check_in.intentions.filter(pk__in=gone).update(withdrawn_on=day)
    ServiceIntention.objects.bulk_create(
        ServiceIntention(check_in=check_in, category=category, registered_on=day)
        for category in categories
        if category not in current
    )


def _change_availabilities(check_in: CheckIn, slots: list[Slot], day: datetime.date) -> None:
    current = {row.slot: row for row in check_in.availabilities.current()}
    gone = [row.pk for slot, row in current.items() if slot not in slots]
    check_in.availabilities.filter(pk__in=gone).update(withdrawn_on=day)
    Availability.objects.bulk_create(
        Availability(check_in=check_in, weekdays=weekdays, start=start, end=end, registered_on=day)
        for weekdays, start, end in slots
        if (weekdays, start, end) not in current
    )


def carry_willingness(source: CheckIn, target: CheckIn) -> None:
    """Give a new check-in the current rows of another; each keeps its day of registration."""
    ServiceIntention.objects.bulk_create(
        ServiceIntention(
            check_in=target, category=row.category, priority=row.priority, note=row.note,
            registered_on=row.registered_on,
        )
        for row in source.intentions.current()
    )  # fmt: skip
    Availability.objects.bulk_create(
        Availability(
            check_in=target, weekdays=row.weekdays, start=row.start, end=row.end,
            registered_on=row.registered_on,
        )
        for row in source.availabilities.current()
    )  # fmt: skip


@transaction.atomic
def change_intentions(
    *,
    actor: User,
    check_in: CheckIn,
    categories: Iterable[str],
    availabilities: Iterable[Slot],
    max_per_month: int | None = None,
    emergency_ok: bool = False,
    version: int | None = None,
) -> CheckIn:
    """Change intentions and times from today on; while a transfer waits, at both ends.

    By the member, or by the community in whose register the member stands. Refuses
    `check_in.closed`, `record.stale`, `intention.*`, `availability.*`.
    """
    wish = Willingness.of(categories, availabilities, max_per_month, emergency_ok)
    check_in = lock_check_in(check_in)
    is_community = _acts_for_community(actor, check_in)
    check_in.require_version(version)
    require(check_in.is_open, "这份报到已经结束，不能再更改。", code="check_in.closed")
    wish.require_complete()
    for end in _ends_of(check_in):
        register_willingness(end, wish, clock.today())
        end.change(actor, max_per_month=wish.max_per_month, emergency_ok=wish.emergency_ok)
    write_audit(
        actor=actor,
        action="check_in.change_intentions",
        record=check_in,
        categories=wish.categories,
        slots=len(wish.slots),
    )
    mark_month(check_in.community_id, Month.of(clock.today()))
    if is_community and check_in.member.user is not None:
        text = f"{check_in.community.name}已代您更改服务意向和时间，请核对。"
        notify(recipient=check_in.member.user, text=text, url=reverse("members:my-check-in"))
    return check_in


def _acts_for_community(actor: User, check_in: CheckIn) -> bool:
    """Whether the actor keeps the register the member stands in; else it must be the member."""
    is_accepted = check_in.status != CheckIn.Status.PENDING
    if is_accepted and scope.can(actor, Action.HANDLE_CHECK_INS, check_in):
        return True
    scope.require(actor, Action.SUBMIT_CHECK_IN, check_in)
    return False


def _ends_of(check_in: CheckIn) -> list[CheckIn]:
    """Return the held check-in and, during a transfer, its other end."""
    other = check_in.previous if check_in.is_arriving else lock_arriving(check_in)
    return [check_in] if other is None else [check_in, other]
