"""What a printed form is made of: one description for the print page and for the docx.

Each part names the template that draws it on the page; `reports.prints.document` writes the same
parts into the docx.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

# Where something is written by hand.
GAP = "　　　　"
BLANK_DAY = "　　　年　　月　　日"
# Full-width characters, so that the boxes of several lines stand below one another.
BOX_WIDTH = 10


@dataclass(frozen=True)
class Box:
    """Something to tick, by its code; a ticked one is black."""

    code: str
    label: str
    is_ticked: bool = False

    @property
    def text(self) -> str:
        return f"{'■' if self.is_ticked else '□'}{self.code} {self.label}"


@dataclass(frozen=True)
class Cell:
    """A cell of a form: a label or what is filled in, over `span` columns, so many lines high."""

    text: str = ""
    is_label: bool = False
    span: int = 1
    lines: int = 1
    boxes: tuple[Box, ...] = ()

    PER_LINE: ClassVar[int] = 3

    @property
    def is_tall(self) -> bool:
        return self.lines > 1

    @property
    def plain_text(self) -> str:
        """The boxes, three a line, and the text below them."""
        padded = [
            box.text + "　" * (BOX_WIDTH - len(box.label)) + " " * (2 - len(box.code))
            for box in self.boxes
        ]
        starts = range(0, len(padded), self.PER_LINE)
        lines = ["".join(padded[at : at + self.PER_LINE]).rstrip() for at in starts]
        return "\n".join([*lines, *filter(None, [self.text])])


@dataclass(frozen=True)
class Form:
    """Labels and what belongs to them; each row's spans fill the columns."""

    rows: Sequence[Sequence[Cell]]
    widths: tuple[int, ...]
    template: ClassVar[str] = "reports/prints/_form.html"

    @property
    def shares(self) -> list[int]:
        return shares_of(self.widths)


@dataclass(frozen=True)
class Listing:
    """A table of records whose head is repeated on every page."""

    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    widths: tuple[int, ...]
    is_small: bool = False
    template: ClassVar[str] = "reports/prints/_listing.html"

    @property
    def shares(self) -> list[int]:
        return shares_of(self.widths)


@dataclass(frozen=True)
class Line:
    """One line of a letter: the salutation, a paragraph, a signature, a note, a second title, a
    heading, a mark (what the sheet is not yet, or no more)."""

    text: str
    kind: str = "paragraph"
    template: ClassVar[str] = "reports/prints/_line.html"


@dataclass(frozen=True)
class Closing:
    """What stands side by side below a form."""

    parts: tuple[str, ...]
    template: ClassVar[str] = "reports/prints/_closing.html"


@dataclass(frozen=True)
class Cut:
    """The line along which the receipt is torn off."""

    template: ClassVar[str] = "reports/prints/_cut.html"


@dataclass(frozen=True)
class Signatures:
    """The sides that sign, two in a row, each with lines of its own."""

    sides: Sequence[tuple[str, ...]]
    template: ClassVar[str] = "reports/prints/_signatures.html"


Part = Form | Listing | Line | Closing | Cut | Signatures


@dataclass(frozen=True)
class Sheet:
    """One printed form; an empty one bears no number. `subject` names the file."""

    title: str
    parts: Sequence[Part]
    no: str = ""
    subject: str = ""
    is_wide: bool = False
    is_letter: bool = False

    @property
    def file_name(self) -> str:
        return "-".join(filter(None, [self.title, self.subject, self.no])) + ".docx"


def shares_of(widths: tuple[int, ...]) -> list[int]:
    """Return the widths as hundredths."""
    return [round(100 * width / sum(widths)) for width in widths]


def label(text: str, lines: int = 1) -> Cell:
    return Cell(text, is_label=True, lines=lines)


def day_text(day: datetime.date | None) -> str:
    """Return the day as the office writes it, room for it without one."""
    return f"{day.year}年{day.month}月{day.day}日" if day else BLANK_DAY


def reporting(unit: str, day: datetime.date | None, head: str = "", filler: str = "") -> Closing:
    """Return the line below a form: 填报单位 with its seal, who answers, who filled it, when."""
    return Closing(
        (
            f"填报单位（盖章）：{unit}",
            f"负责人：{head}",
            f"填表人：{filler}",
            f"报出时间：{day_text(day)}",
        )
    )
