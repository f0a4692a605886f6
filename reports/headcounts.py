"""How far the members of units have checked in: each person in exactly one state, and the rate.

The unit's list of members, the counts beside it, 双报告 and the district's 报到率 all read this.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)

from common import clock
from common.numbers import percentage
from members.models import CheckIn, CheckInExemption, Member
from orgs.models import ResidentUnit

RATE_DEFINITION = (
    "报到率 =（在册 + 区外报到）÷（应报到 − 免报到）。在册、区外报到、免报到只数名册中在职的党员，"
    "一人只计一种，先后顺序为在册、区外报到、免报到；未申报应报到人数的单位不计算。"
    "实际人数超过申报人数的，按 100% 计，请单位重新申报。"
)


class State(TextChoices):
    """Where a member of a unit stands with 报到."""

    MISSING = "missing", "未报到"
    WAITING = "waiting", "待接收"
    REGISTERED = "registered", "在册"
    OUTSIDE = "outside", "区外报到"
    EXEMPT = "exempt", "免报到"
    LEFT = "left", "不再在职"


TONES: dict[str, str] = {
    State.MISSING: "warn",
    State.WAITING: "neutral",
    State.REGISTERED: "good",
    State.OUTSIDE: "good",
}


@dataclass(frozen=True)
class Headcount:
    """Members of one or several units by state; `declared` is 应报到, None where nobody said it.

    `due` and `done` are denominator and numerator of the rate, of the units with a declared figure.
    """

    declared: int | None = None
    registered: int = 0
    waiting: int = 0
    outside: int = 0
    exempt: int = 0
    missing: int = 0
    left: int = 0
    due: int = 0
    done: int = 0

    @classmethod
    def of(cls, declared: int | None, states: dict[str, int]) -> Self:
        """Count one unit."""
        count = cls(declared=declared, **states)
        if declared is None:
            return count
        due = max(declared - count.exempt, 0)
        done = min(count.registered + count.outside, due)
        return cls(declared=declared, due=due, done=done, **states)

    @property
    def roster(self) -> int:
        """On the roster and on the job."""
        return self.registered + self.waiting + self.outside + self.exempt + self.missing

    @property
    def rate(self) -> float | None:
        """报到率 between 0 and 1; None where nobody is due."""
        return self.done / self.due if self.due else None

    @property
    def rate_text(self) -> str:
        percent = percentage(self.done, self.due)
        return "—" if percent is None else f"{percent}%"

    @property
    def difference(self) -> str:
        """Roster against the declared number in one sentence; "" where nobody declared."""
        if self.declared is None:
            return ""
        start = f"名册 {self.roster} 人，申报 {self.declared} 人，"
        if self.roster == self.declared:
            return f"{start}一致。"
        word = "少" if self.roster < self.declared else "多"
        return f"{start}名册{word} {abs(self.roster - self.declared)} 人，请核对。"

    def __add__(self, other: Self) -> "Headcount":
        known = [each.declared for each in (self, other) if each.declared is not None]
        names = ("registered", "waiting", "outside", "exempt", "missing", "left", "due", "done")
        return Headcount(
            declared=sum(known) if known else None,
            **{name: getattr(self, name) + getattr(other, name) for name in names},
        )


def with_state(members: QuerySet[Member], day: datetime.date | None = None) -> QuerySet[Member]:
    """Say of each member how things stand at the end of the day (None: today).

    What hangs on the duplicates that were merged into a member counts as the member's own.
    """
    day = day or clock.today()
    check_ins = CheckIn.objects.order_by()
    exemptions = CheckInExemption.objects.order_by().in_force(day)
    has_left = Q(on_job=False) & (Q(left_unit_on=None) | Q(left_unit_on__lte=day))
    return members.annotate(
        state=Case(
            When(has_left, then=Value(State.LEFT.value)),
            When(_has(check_ins.registered_on(day)), then=Value(State.REGISTERED.value)),
            When(_has(exemptions.filter(kind="outside")), then=Value(State.OUTSIDE.value)),
            When(_has(exemptions.filter(kind="exempt")), then=Value(State.EXEMPT.value)),
            When(_has(_waiting_on(check_ins, day)), then=Value(State.WAITING.value)),
            default=Value(State.MISSING.value),
            output_field=CharField(),
        )
    )


def _has(rows: QuerySet) -> Q:
    """Whether the person has such a row. Two questions and not one with "or": each has an index."""
    own, merged = OuterRef("pk"), OuterRef("pk")
    return Exists(rows.filter(member=own)) | Exists(rows.filter(member__merged_into=merged))


def headcounts(
    units: Iterable[ResidentUnit], day: datetime.date | None = None
) -> dict[int, Headcount]:
    """Return the counts of each unit, in one query.

    What hangs on a duplicate counts for the unit that stays, if that is asked for as well.
    """
    by_pk = {unit.pk: unit for unit in units}
    members = Member.objects.standing().filter(unit__in=by_pk)
    if day is not None:
        members = members.known_on(day)
    rows = with_state(members, day).order_by().values("unit", "state").annotate(count=Count("pk"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        into = by_pk[row["unit"]].merged_into_id
        found[into if into in by_pk else row["unit"]][row["state"]] += row["count"]
    return {
        pk: Headcount.of(unit.declared_members if unit.merged_into_id is None else None, found[pk])
        for pk, unit in by_pk.items()
    }


def _waiting_on(check_ins: QuerySet[CheckIn], day: datetime.date) -> QuerySet[CheckIn]:
    """Sent by the day, and still waiting or accepted later."""
    evening = clock.end_of_day(day)
    return check_ins.filter(
        Q(status="pending") | Q(accepted_at__gte=evening), submitted_at__lt=evening
    )
