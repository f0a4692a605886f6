"""What members in the register offer, and when: intention × time of the week.

Who may not read the members behind a cell sees 1 to 4 as "<5". A row or column with such a cell
has no sum for them, and then the table has none either: nothing on the page gives a cell away.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.http import urlencode

from members.models import Availability, CheckIn, Member, ServiceIntention
from reports.check_in_records import of_kind
from reports.indicators.anchors import AT_COMMUNITY
from reports.territory import Place, territory_on

SMALLEST_CELL = 5
HIDDEN_SUM = "不列"
DEPTHS = 4
KINDS = {
    "direct": "区直单位",
    "city": "市直及以上单位",
    "state": "国有企业",
    "private": "两新组织",
    "other": "其他单位",
}
CATEGORIES: dict[str, str] = dict(ServiceIntention.Category.choices)
PERSON = Coalesce("check_in__member__merged_into", "check_in__member")


@dataclass(frozen=True)
class Slot:
    """A part of certain days: from `start` on and before `end`."""

    code: str
    days: str
    weekdays: str
    part: str
    start: datetime.time
    end: datetime.time

    @property
    def label(self) -> str:
        return self.days + self.part

    def overlaps(self, weekdays: str, start: datetime.time, end: datetime.time) -> bool:
        """Whether somebody with this availability can come within the slot."""
        return bool(set(weekdays) & set(self.weekdays)) and start < self.end and end > self.start


DAYS = (("work", "工作日", "12345"), ("sat", "周六", "6"), ("sun", "周日", "7"))
PARTS = (
    ("am", "上午", datetime.time.min, datetime.time(12)),
    ("pm", "下午", datetime.time(12), datetime.time(18)),
    ("ev", "晚上", datetime.time(18), datetime.time.max),
)
SLOTS = {
    f"{days}-{part}": Slot(f"{days}-{part}", day_label, weekdays, label, start, end)
    for days, day_label, weekdays in DAYS
    for part, label, start, end in PARTS
}


@dataclass(frozen=True)
class Cell:
    """A number of members as it may be shown; `depth` is how deep its colour is, from 0."""

    text: str
    depth: int = 0
    category: str = ""
    slot: str = ""
    label: str = ""

    @property
    def query(self) -> str:
        """What leads to the members behind it."""
        return urlencode({"category": self.category, "slot": self.slot})


@dataclass(frozen=True)
class Row:
    """One intention: a cell for each slot, and how many members it is together."""

    label: str
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Offers:
    """Who offers what and when: persons by intention and by slot."""

    by_category: dict[str, set[int]]
    by_slot: dict[str, set[int]]
    categories: list[str] = field(default_factory=lambda: list(CATEGORIES))

    def people(self, category: str = "", slot: str = "") -> set[int]:
        """Return who offers this then; without a category or slot, any that is shown."""
        categories = [category] if category else self.categories
        willing: set[int] = set().union(*(self.by_category.get(one, set()) for one in categories))
        slots = [slot] if slot else SLOTS
        return willing & set().union(*(self.by_slot.get(one, set()) for one in slots))

    @cached_property
    def most(self) -> int:
        """The largest cell, which has the deepest colour."""
        return max(len(self.people(one, slot)) for one in self.categories for slot in SLOTS)

    def rows(self, *, is_open: bool) -> list[Row]:
        return [
            Row(
                CATEGORIES[category],
                [self._cell(category, slot, is_open=is_open) for slot in SLOTS],
                self._sum(category=category, is_open=is_open),
            )
            for category in self.categories
        ]

    def totals(self, *, is_open: bool) -> list[Cell]:
        """The last row: the sum of each slot, then of all."""
        sums = [self._sum(slot=slot, is_open=is_open) for slot in SLOTS]
        return [*sums, self._sum(is_open=is_open)]

    def as_json(self) -> Iterator[dict[str, str | int]]:
        """The cells as the API gives them, to whoever reads the members."""
        for category in self.categories:
            for slot in SLOTS.values():
                yield {
                    "category": category,
                    "category_name": CATEGORIES[category],
                    "slot": slot.code,
                    "slot_name": slot.label,
                    "members": len(self.people(category, slot.code)),
                }

    def _cell(self, category: str, slot: str, *, is_open: bool) -> Cell:
        count = len(self.people(category, slot))
        label = f"{CATEGORIES[category]}，{SLOTS[slot].label}"
        if not is_open and 0 < count < SMALLEST_CELL:
            return Cell(f"<{SMALLEST_CELL}", 1, label=label)
        depth = -(-count * DEPTHS // self.most) if count else 0
        return Cell(str(count), depth, category, slot, label)

    def _sum(self, category: str = "", slot: str = "", *, is_open: bool) -> Cell:
        """The distinct members of a row, a column or all; not where a cell of it is small."""
        count = len(self.people(category, slot))
        label = f"{CATEGORIES.get(category, '各类意向')}，{SLOTS[slot].label if slot else '合计'}"
        parts = (
            len(self.people(one, other))
            for one in ([category] if category else self.categories)
            for other in ([slot] if slot else SLOTS)
        )
        if not is_open and any(0 < part < SMALLEST_CELL for part in parts):
            return Cell(HIDDEN_SUM, label=label)
        return Cell(str(count), 0, category or self._only, slot, label)

    @property
    def _only(self) -> str:
        return self.categories[0] if len(self.categories) == 1 else ""


def offers_at(place: Place, day: datetime.date, *, kind: str = "", category: str = "") -> Offers:
    """Return what members in the place's register on the day offered; two queries and the tree's.

    `kind` keeps members whose unit was of the kind at their check-in, `category` one intention.
    """
    check_ins = territory_on(place, day).within(
        CheckIn.objects.registered_on(day), AT_COMMUNITY, place
    )
    if kind:
        check_ins = of_kind(check_ins, kind)
    keys = check_ins.order_by().values("pk")
    by_category: dict[str, set[int]] = {}
    for person, code in _of_people(ServiceIntention.objects.on(day), keys, "category"):
        by_category.setdefault(code, set()).add(person)
    by_slot: dict[str, set[int]] = {code: set() for code in SLOTS}
    times = _of_people(Availability.objects.on(day), keys, "weekdays", "start", "end")
    for person, *time in times:
        for slot in SLOTS.values():
            if slot.overlaps(*time):
                by_slot[slot.code].add(person)
    return Offers(by_category, by_slot, [category] if category else list(CATEGORIES))


def _of_people(rows: QuerySet, check_ins: QuerySet, *columns: str) -> Iterable[tuple]:
    rows = rows.filter(check_in__in=check_ins).order_by().annotate(_person=PERSON)
    return rows.values_list("_person", *columns)


def members_behind(people: set[int]) -> QuerySet[Member]:
    """Return the members of a cell, in the order of a list."""
    return Member.objects.filter(pk__in=people).for_list()
