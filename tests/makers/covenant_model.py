"""What covenants amount to, told by plain Python from what was done to them (S2–S5)."""

import datetime
from dataclasses import dataclass, field

Day = datetime.date
ONE_DAY = datetime.timedelta(days=1)


@dataclass
class Deal:
    """What somebody who kept a paper file of one covenant would know of it."""

    organization: int
    street: int
    units: tuple[int, ...]
    first: Day | None = None
    last: Day | None = None
    renews: int | None = None
    amends: int | None = None
    signed: Day | None = None
    ended: Day | None = None
    is_void: bool = False
    unsigned: set[int] = field(default_factory=set)

    def is_signed(self, day: Day) -> bool:
        return not self.is_void and self.signed is not None and self.signed <= day

    def binds(self, day: Day) -> bool:
        begun = self.is_signed(day) and self.first is not None and self.first <= day
        is_over = self.last is not None and self.last < day
        return begun and not is_over and (self.ended is None or day < self.ended)


def figures_by_hand(
    deals: dict[int, Deal], day: Day, places: set[int], units: set[int]
) -> dict[str, int]:
    """Return S2–S5 of one place: `places` are its communities and streets, `units` those in it."""
    counted = {
        key: deal
        for key, deal in deals.items()
        if deal.amends is None and deal.organization in places and deal.is_signed(day)
    }
    bound = [deal for deal in counted.values() if deal.binds(day)]
    renewed = {
        deal.renews for deal in deals.values() if deal.amends is None and deal.is_signed(day)
    }
    over = [
        key
        for key, deal in counted.items()
        if deal.ended is None and deal.last is not None and deal.last < day and key not in renewed
    ]
    left = [(deal.last - day).days for deal in bound if deal.last is not None]
    everywhere = [d for d in deals.values() if d.amends is None and d.binds(day)]
    busy = {unit for deal in everywhere for unit in deal.units}
    return {
        "S2": len(counted),
        "S3": len(bound),
        "S3.open": sum(deal.last is None for deal in bound),
        "S4.expired": len(over),
        "S4.in30": sum(days <= 30 for days in left),
        "S4.in60": sum(days <= 60 for days in left),
        "S5": len({(deal.organization, unit) for deal in bound for unit in deal.units}),
        "S5.units": len(units - busy),
    }
