"""What a change of the tree would do, told before it is done.

The change is made inside a savepoint, the figures are read, and it is taken back: what the page
promises is what the operation does, and its refusals come before anybody confirms.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from common import clock
from common.months import Month
from covenants.models import Covenant, Project
from members.models import CheckIn
from orgs.models import Organization, RoleGrant
from orgs.scope import subtree
from reports.figures import Figure, figures_of
from reports.models import MonthlyReport
from reports.periods import Period

Tier = Organization.Tier
Status = MonthlyReport.Status
TOTALS = (
    "S1.community", "S1.grid", "S1.building", "S1.household", "S8.registered", "S3", "S6.running",
)  # fmt: skip
HOME = {Tier.GRID: "grid", Tier.BUILDING: "building"}


class TakenBack(Exception):
    """Ends a savepoint whose writes were only tried."""


@dataclass(frozen=True)
class Shift:
    """A place with its figures before and after; `before` is empty for a place that is new."""

    place: Organization
    before: list[Figure]
    after: list[Figure]

    @property
    def pairs(self) -> list[tuple[Figure, Figure | None]]:
        """(after, before) of each figure."""
        before: Sequence[Figure | None] = self.before or [None] * len(self.after)
        return list(zip(self.after, before, strict=True))


@dataclass(frozen=True)
class Reports:
    """Monthly reports since the change: computed anew, already frozen, sealed."""

    filling: int
    submitted: int
    locked: int


@dataclass(frozen=True)
class Consequences:
    """What moves along, what hangs on it, which reports it concerns, totals before and after."""

    nodes: list[tuple[str, int]]
    facts: list[tuple[str, int]]
    reports: Reports
    shifts: list[Shift]

    @property
    def columns(self) -> list[Figure]:
        """One figure of each column, for its name."""
        return self.shifts[0].after if self.shifts else []


def foresee(
    change: Callable[[], Organization | None],
    *,
    subjects: Sequence[Organization],
    moving: Sequence[Organization],
    places: Iterable[Organization],
    since: datetime.date,
) -> Consequences:
    """Return what `change` does; nothing of it stays. Its refusals come through.

    `change` returns a place that is new, else None. `subjects`: the nodes whose records are
    concerned; `moving`: those that get another parent, with everything below them; `places`:
    those whose totals change; `since`: the effective day.
    """
    before_places = _in_order(places)
    period = Period.as_known_on(clock.today())
    nodes, facts = _nodes(moving), _facts(subjects)
    reports = _reports([*subjects, *before_places], Month.of(since))
    before = _totals(before_places, period)
    after: dict[int, list[Figure]] = {}
    after_places = before_places
    try:
        with transaction.atomic():
            new = change()
            after_places = _in_order([*before_places, *([new] if new else [])])
            after = _totals(after_places, period)
            raise TakenBack
    except TakenBack:
        shifts = [Shift(one, before.get(one.pk, []), after[one.pk]) for one in after_places]
    return Consequences(nodes, facts, reports, _without_blanks(shifts))


def around(*nodes: Organization | None) -> list[Organization]:
    """Return the nodes with everything above them."""
    return [
        place
        for node in nodes
        if node is not None
        for place in node.get_ancestors(include_self=True).select_related("district")
    ]


def _in_order(places: Iterable[Organization]) -> list[Organization]:
    unique = {place.pk: place for place in places}
    return sorted(unique.values(), key=lambda place: (place.tier, place.code))


def _totals(places: Sequence[Organization], period: Period) -> dict[int, list[Figure]]:
    return {place.pk: figures_of(place, period, TOTALS) for place in places}


def _without_blanks(shifts: list[Shift]) -> list[Shift]:
    """Leave out columns that none of the places is counted in."""
    kept = [
        index
        for index in range(len(TOTALS))
        if any(shift.after[index].value is not None for shift in shifts)
    ]
    return [
        Shift(
            shift.place,
            [shift.before[index] for index in kept] if shift.before else [],
            [shift.after[index] for index in kept],
        )
        for shift in shifts
    ]


def _within(nodes: Sequence[Organization], path: str = "") -> Q:
    """Return the condition "`path` leads into the subtree of one of the nodes"."""
    return reduce(or_, (subtree(node.pk, path) for node in nodes), Q(pk__in=[]))


def _nodes(moving: Sequence[Organization]) -> list[tuple[str, int]]:
    """Return (tier, number) of the nodes that are not dissolved, the highest tier first."""
    rows = Organization.objects.filter(_within(moving), dissolved_on=None)
    counts = rows.order_by("tier").values("tier").annotate(count=Count("pk"))
    return [(Tier(row["tier"]).label, row["count"]) for row in counts]


def _facts(subjects: Sequence[Organization]) -> list[tuple[str, int]]:
    """Return (what, how many) of the records that hang on the nodes."""
    tier = subjects[0].tier
    day = clock.today()
    facts = []
    home = HOME.get(tier, "community")
    if tier < Tier.HOUSEHOLD:
        check_ins = CheckIn.objects.filter(_within(subjects, home))
        facts.append(("在册党员", check_ins.registered().count()))
        facts.append(("待接收的报到", check_ins.pending().count()))
    if tier <= Tier.COMMUNITY:
        covenants = Covenant.objects.in_force(day).filter(_within(subjects, "organization"))
        projects = Project.objects.counted(day).filter(_within(subjects, "lead"))
        facts.append(("有效的协议", covenants.count()))
        facts.append(("没有完成的项目", projects.filter(status__in=Project.UNDER_WAY).count()))
    grants = RoleGrant.objects.active(day).filter(_within(subjects, "organization"))
    facts.append(("在这里有权限的账号", grants.values("user").distinct().count()))
    return facts


def _reports(concerned: Sequence[Organization], since: Month) -> Reports:
    """Count the reports since the month of the communities concerned."""
    inside = [node for node in concerned if node.tier >= Tier.COMMUNITY]
    streets = [node for node in concerned[:1] if node.tier == Tier.STREET]
    rows = MonthlyReport.objects.filter(_within([*inside, *streets], "community"))
    rows = rows.filter(month__gte=since)
    counts = {row["status"]: row["count"] for row in _by_status(rows)}
    return Reports(
        filling=counts.get(Status.FILLING, 0),
        submitted=counts.get(Status.SUBMITTED, 0) + counts.get(Status.APPROVED, 0),
        locked=counts.get(Status.LOCKED, 0),
    )


def _by_status(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("status").annotate(count=Count("pk"))
