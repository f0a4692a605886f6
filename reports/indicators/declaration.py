"""What a declaration of a figure says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import (
    Aggregate,
    Count,
    DecimalField,
    Expression,
    F,
    Field,
    IntegerField,
    Sum,
)
from django.db.models.functions import Coalesce

from reports.selectors import Records
from reports.territory import Anchor

Number = int | Decimal
MONEY = Decimal("0.01")


@dataclass(frozen=True)
class Indicator:
    """指标: a number over records.

    `records` gives what counts in a period; `key` names what is counted once ("member": the
    person, whatever rows were merged into theirs; "previous": the check-in that was left); `amount`
    is summed instead, in `amount_unit` (`is_decimal`: with two places); `finish` turns the raw
    aggregate into the figure; `excluded` names what was left out and why; `group` names the
    section of the page that it stands in, "" the main ones. A changed definition gets a higher
    `version`.
    """

    code: str
    name: str
    unit: str
    definition: str
    records: Records
    anchor: Anchor
    key: str = "pk"
    amount: str | None = None
    amount_unit: str = "分钟"
    is_decimal: bool = False
    finish: Callable[[Number], Number] = int
    excluded: Mapping[str, Records] = field(default_factory=dict)
    is_flow: bool = False
    in_report: bool = False
    group: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if self.key not in {"pk", "member", "previous"}:
            raise ValueError("the list behind a figure knows rows and members only")

    def measure(self) -> Aggregate:
        """Return the sum of the amounts, or the distinct count of the keys."""
        return Sum(self.amount) if self.amount else self.count()

    def count(self) -> Aggregate:
        return Count(self.counted_once(), distinct=True)

    def counted_once(self) -> Expression:
        """Return what of a record is counted once."""
        if self.key == "member":
            return Coalesce("member__merged_into", "member")
        return F(self.key)

    def column(self) -> Field:
        """Return the kind of number that `measure` gives."""
        return DecimalField(max_digits=16, decimal_places=2) if self.is_decimal else IntegerField()


@dataclass(frozen=True)
class Ratio:
    """比率: numerator over denominator in per cent; the numerator lies inside the denominator.

    Under `minimum` in the denominator the rate says more about persons than about the place: "—".
    """

    code: str
    name: str
    definition: str
    numerator: str
    denominator: str
    unit: str = ""
    is_flow: bool = True
    in_report: bool = False
    minimum: int = 1
    group: str = ""
    version: int = 1


def yuan(amount: Number) -> Decimal:
    """Return an amount with two places."""
    return Decimal(amount).quantize(MONEY, ROUND_HALF_UP)
