"""What each side promised and what it gave: of one covenant, and of one unit over all of its."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from covenants.dues import Due, Term, dues_of, next_due, promise_of, term_of
from covenants.models import (
    Covenant,
    CovenantParty,
    Fulfilment,
    Obligation,
    Project,
    ResourceRequest,
)
from orgs.models import ResidentUnit

TONES = {"逾期未履行": "bad", "已履行": "good"}


@dataclass(frozen=True)
class Tally:
    """Counts of one or several duties as of a day.

    `asked`: what had to be done by then, with what was done ahead; `met` of it, `late` of those
    after their day; `overdue`: not done though its day is past; `extra`: acts beyond the asked.
    """

    duties: int = 0
    asked: int = 0
    met: int = 0
    late: int = 0
    overdue: int = 0
    extra: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.duties + other.duties,
            self.asked + other.asked,
            self.met + other.met,
            self.late + other.late,
            self.overdue + other.overdue,
            self.extra + other.extra,
        )


@dataclass(frozen=True)
class DutyBalance:
    """One duty: what was due of it by a day, and what was done."""

    obligation: Obligation
    dues: list[Due]
    acts: list[Fulfilment]
    day: datetime.date
    is_binding: bool
    may_fulfil: bool = False

    @property
    def tally(self) -> Tally:
        met = [due for due in self.dues if due.done_on is not None]
        return Tally(
            duties=1,
            asked=len(met) + sum(self._is_open(due) for due in self.dues),
            met=len(met),
            late=sum(due.is_late for due in met),
            overdue=sum(due.is_overdue(self.day) for due in self.dues),
            extra=len(self.acts) - len(met),
        )

    @property
    def promise(self) -> str:
        """How often, or by when, in words."""
        return promise_of(self.obligation)

    @property
    def next_due_on(self) -> datetime.date | None:
        """By when it is to be done next; None: nothing more, or no day for it."""
        return next_due(self.dues)

    @property
    def last_act(self) -> Fulfilment | None:
        return self.acts[0] if self.acts else None

    @property
    def standing(self) -> str:
        """The state as people say it."""
        if not self.is_binding:
            return "未生效"
        if self.tally.overdue:
            return "逾期未履行"
        if not self.dues:  # cut off by an early end
            return "无需履行"
        return "待履行" if any(due.done_on is None for due in self.dues) else "已履行"

    @property
    def tone(self) -> str:
        """How the state is shown."""
        return TONES.get(self.standing, "neutral")

    def _is_open(self, due: Due) -> bool:
        return due.done_on is None and due.due_on is not None and due.due_on <= self.day


@dataclass(frozen=True)
class DutyGroup:
    """The duties of one side in one agreement: the covenant itself, or a supplement of it."""

    covenant: Covenant
    duties: list[DutyBalance]


@dataclass
class SideBalance:
    """What one side promised in a covenant with its supplements, and what it gave."""

    party: CovenantParty
    groups: list[DutyGroup] = field(default_factory=list)

    @property
    def duties(self) -> list[DutyBalance]:
        return [duty for group in self.groups for duty in group.duties]

    @property
    def tally(self) -> Tally:
        return sum((duty.tally for duty in self.duties), start=Tally())

    @property
    def acts(self) -> list[Fulfilment]:
        """What it gave, the newest first."""
        acts = [act for duty in self.duties for act in duty.acts]
        return sorted(acts, key=lambda act: (act.done_on, act.pk), reverse=True)


@dataclass(frozen=True)
class CovenantBalance:
    """One covenant of a unit: what the unit gave in it, and what it got from the others."""

    covenant: Covenant
    given: Tally
    got: Tally
    standing: str


@dataclass(frozen=True)
class UnitBalance:
    """What a unit, with what was merged into it, promised, gave and got, as of a day."""

    unit: ResidentUnit
    covenants: list[CovenantBalance]
    uses: list[ResourceRequest]
    led: list[tuple[str, int]]
    joined: list[tuple[str, int]]

    @property
    def given(self) -> Tally:
        return sum((row.given for row in self.covenants), start=Tally())

    @property
    def got(self) -> Tally:
        return sum((row.got for row in self.covenants), start=Tally())

    @property
    def uses_by_kind(self) -> list[tuple[str, int]]:
        """How often which kind of resource was used."""
        return list(Counter(use.offer.get_kind_display() for use in self.uses).items())


class _Book:
    """The duties of some covenants and of their supplements with their acts, read at once."""

    def __init__(
        self, covenants: Iterable[Covenant], day: datetime.date, reader: Any = None
    ) -> None:
        self.day = day
        self.reader = reader
        self.terms: dict[int, Term | None] = {}
        self.duties: dict[tuple[int, int], list[DutyBalance]] = defaultdict(list)
        self.agreements: dict[int, list[Covenant]] = {}
        for covenant in covenants:
            self._add_covenant(covenant)
        self._read()

    def _add_covenant(self, covenant: Covenant) -> None:
        """Note the covenant with the supplements that are signed."""
        self.terms[covenant.pk] = term_of(covenant)
        self.agreements[covenant.pk] = [covenant]
        for each in covenant.amendments.all():
            each.amends = covenant
            if (term := term_of(each)) is not None:
                self.terms[each.pk] = term
                self.agreements[covenant.pk].append(each)

    def _read(self) -> None:
        acts = Fulfilment.objects.counted().filter(done_on__lte=self.day).for_list()
        rows = Obligation.objects.filter(covenant__in=self.terms)
        if self.reader is not None:
            acts, rows = acts.with_may_void(self.reader), rows.with_may_fulfil(self.reader)
        for row in rows.prefetch_related(Prefetch("fulfilments", acts)):
            self.duties[row.covenant_id, row.party_id].append(self._balance(row))

    def _balance(self, row: Obligation) -> DutyBalance:
        term = self.terms[row.covenant_id]
        acts = list(row.fulfilments.all())
        days = [act.done_on for act in acts]
        dues = dues_of(row, term, days, self.day) if term else []
        may_fulfil = bool(dues) and getattr(row, "may_fulfil", False)
        return DutyBalance(row, dues, acts, self.day, term is not None, may_fulfil)

    def sides(self, covenant: Covenant) -> list[SideBalance]:
        """Return the sides in the agreement's order, their duties agreement by agreement."""
        found: dict[int | None, SideBalance] = {}
        for agreement in self.agreements[covenant.pk]:
            for party in agreement.parties.all():
                side = found.setdefault(party.unit_id, SideBalance(party))
                if duties := self.duties.get((agreement.pk, party.pk)):
                    side.groups.append(DutyGroup(agreement, duties))
        return list(found.values())


def balance_of(covenant: Covenant, day: datetime.date, *, reader: Any = None) -> list[SideBalance]:
    """Return what each side promised by the day and gave, supplements included.

    With a reader, duties and acts know what that person may do about them.
    """
    covenant = _with_sides(Covenant.objects.filter(pk=covenant.pk)).get()
    return _Book([covenant], day, reader).sides(covenant)


def balance_of_unit(unit: ResidentUnit, day: datetime.date, *, reader: Any = None) -> UnitBalance:
    """Return what the unit with its duplicates promised, gave and got.

    With a reader, only what that person may see: a community finds what it shares with the unit.
    """
    keys = set(ResidentUnit.objects.together_with(unit).values_list("pk", flat=True))
    covenants = _with_sides(_seen(Covenant, reader).with_unit(unit.pk).counted(day))
    rows = list(covenants.order_by("-signed_on", "-pk"))
    book = _Book(rows, day)
    uses = _seen(ResourceRequest, reader).filter(offer__unit__in=keys, used_on__lte=day)
    projects = _seen(Project, reader).counted(day)
    return UnitBalance(
        unit=unit,
        covenants=[_of_both(row, book, keys) for row in rows],
        uses=list(uses.filter(state=ResourceRequest.State.USED).for_list().order_by("-used_on")),
        led=_by_state(projects.filter(lead_unit__in=keys)),
        joined=_by_state(projects.with_unit(unit.pk).exclude(lead_unit__in=keys)),
    )


def _seen(model: Any, reader: Any) -> QuerySet:
    return model.objects.all() if reader is None else model.objects.visible_to(reader)


def _with_sides(covenants: QuerySet[Covenant]) -> QuerySet[Covenant]:
    sides = CovenantParty.objects.select_related("unit", "covenant__organization")
    supplements = Covenant.objects.order_by("signed_on", "pk").prefetch_related(
        Prefetch("parties", sides)
    )
    return covenants.select_related("organization", "amends").prefetch_related(
        Prefetch("parties", sides), Prefetch("amendments", supplements)
    )


def _of_both(covenant: Covenant, book: _Book, keys: set[int]) -> CovenantBalance:
    """Return the unit's side against all the others."""
    sides = book.sides(covenant)
    own = [side.tally for side in sides if side.party.unit_id in keys]
    others = [side.tally for side in sides if side.party.unit_id not in keys]
    given, got = sum(own, start=Tally()), sum(others, start=Tally())
    return CovenantBalance(covenant, given, got, covenant.standing_label(book.day))


def _by_state(projects: QuerySet[Project]) -> list[tuple[str, int]]:
    """Return how many there are in each state, in the order of the states."""
    counts = Counter(projects.order_by().values_list("status", flat=True))
    return [(label, counts[value]) for value, label in Project.Status.choices if counts[value]]
