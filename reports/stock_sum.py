"""期初 + 新增 + 转入 − 转出 − 注销 = 期末, as the lines of one table."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.figures import Figure

SIGNS = {"S8.added": "＋", "S8.moved_in": "＋", "S8.moved_out": "－", "S8.closed": "－"}
BY_REASON = "S8.closed."
PARTS = ("S8.restored",)


@dataclass(frozen=True)
class Line:
    """One figure in the month and in the year so far; a part is contained in the line above."""

    month: Figure
    year: Figure

    @property
    def is_part(self) -> bool:
        return self.month.code.startswith(BY_REASON) or self.month.code in PARTS

    @property
    def sign(self) -> str:
        return SIGNS.get(self.month.code, "")

    @property
    def is_sum(self) -> bool:
        return self.month.code == "S8.closing"

    @property
    def is_told(self) -> bool:
        """A part of nothing is not worth a line."""
        return not self.is_part or bool(self.month.value or self.year.value)


def stock_lines(month: Mapping[str, Figure], year: Mapping[str, Figure]) -> list[Line]:
    """Return the table's lines; none where check-ins are not counted so deep."""
    lines = [Line(month[code], figure) for code, figure in year.items()]
    return [line for line in lines if line.month.value is not None and line.is_told]
