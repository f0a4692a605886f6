"""Documents for print in the look of the office (GB/T 9704): A4, 小标宋 title, 仿宋 text.

The file names the fonts; the office's computers have them. Everything is written as plain text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from common.document_parts import (
    HEADING_FONT,
    LINE,
    PAGE_FONT,
    PAGE_SIZE,
    SMALL_LINE,
    SMALL_SIZE,
    TABLE_LINE,
    TABLE_SIZE,
    TEXT_FONT,
    TEXT_SIZE,
    TITLE_FONT,
    TITLE_SIZE,
    FormCell,
    fill_cell,
    fill_row,
    heighten,
    mark_row,
    plain,
    speak_chinese,
    write_page_number,
    write_run,
)
from common.qr_codes import bitmap_of

CODE_SIDE = 20  # of a QR code in millimetres
NAME_WIDTH = 9  # characters: a short label and a name by hand
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = ["FORM", "LETTER", "MEDIA_TYPE", "WIDE", "FormCell", "Layout", "OfficialDocument"]


@dataclass(frozen=True)
class Layout:
    """A sheet and its margins in millimetres."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right


# A letter as GB/T 9704 has it, a form that fills its sheet, and a list of many columns.
LETTER = Layout(210, 297, 37, 35, 28, 26)
FORM = Layout(210, 297, 22, 20, 22, 22)
WIDE = Layout(297, 210, 20, 18, 20, 20)


class OfficialDocument:
    """One document: a title, then headings, paragraphs and tables in the order of the calls.

    A form bears its number and, as a QR code, the address of its record above the title.
    """

    def __init__(
        self, title: str, *, layout: Layout = LETTER, no: str = "", address: str = ""
    ) -> None:
        self._document = Document()
        self._document.core_properties.title = plain(title)
        self._document.core_properties.author = ""
        self._layout = layout
        self._prepare_page()
        self._prepare_text()
        if no or address:
            self._put_number(no, address)
        self.title(title)

    def title(self, text: str) -> None:
        """Add a title, for a second part on the same sheet."""
        head = self._document.add_paragraph()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        head.paragraph_format.space_after = Pt(LINE / 2)
        head.paragraph_format.keep_with_next = True
        write_run(head, text, TITLE_FONT, TITLE_SIZE)

    def heading(self, text: str, *, is_centred: bool = False) -> None:
        """Add a heading of the first level."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write_run(paragraph, text, HEADING_FONT, TEXT_SIZE)

    def paragraph(self, text: str, *, is_centred: bool = False, has_indent: bool = True) -> None:
        """Add a paragraph; a centred one has no indent of two characters."""
        paragraph = self._document.add_paragraph()
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif has_indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * TEXT_SIZE)
        write_run(paragraph, text, TEXT_FONT, TEXT_SIZE)

    def table(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        *,
        is_small: bool = False,
    ) -> None:
        """Add a table whose head is repeated on every page; `widths` are shares of the page.

        In small type more columns find room; the rows stay high enough to be written in by hand.
        """
        table = self._document.add_table(rows=1, cols=len(headers), style="Table Grid")
        fill_row(table.rows[0], headers, HEADING_FONT, is_small=is_small)
        mark_row(table.rows[0], "w:tblHeader")
        for row in rows:
            added = table.add_row()
            fill_row(added, row, TEXT_FONT, is_small=is_small)
            mark_row(added, "w:cantSplit")
            if is_small:
                heighten(added, TABLE_LINE)
        self._widen(table, widths)

    def form(self, rows: Sequence[Sequence[FormCell]], widths: Sequence[int]) -> None:
        """Add a form: each row's spans fill the columns, whose shares are `widths`."""
        table = self._document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
        self._widen(table, widths)
        for row, cells in zip(table.rows, rows, strict=True):
            mark_row(row, "w:cantSplit")
            heighten(row, max(cell.lines for cell in cells) * TABLE_LINE + 6)
            first = 0
            for cell in cells:
                last = first + cell.span - 1
                fill_cell(row.cells[first].merge(row.cells[last]), cell)
                first = last + 1

    def closing(self, *parts: str) -> None:
        """Add what stands side by side below a form: who answers for it, and the day."""
        table = self._document.add_table(rows=1, cols=len(parts))
        self._widen(table, [max(len(text) + 2, NAME_WIDTH) for text in parts])
        for cell, text in zip(table.rows[0].cells, parts, strict=True):
            cell.paragraphs[0].paragraph_format.space_before = Pt(6)
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(TABLE_LINE)
            write_run(cell.paragraphs[0], text, TEXT_FONT, TABLE_SIZE)

    def side_by_side(self, blocks: Sequence[Sequence[str]]) -> None:
        """Add blocks of lines without borders, two in a row; all on the page of what precedes."""
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=(len(blocks) + 1) // 2, cols=2)
        self._widen(table, [1, 1])
        for row in table.rows:
            mark_row(row, "w:cantSplit")
        for number, (first, *others) in enumerate(blocks):
            cell = table.rows[number // 2].cells[number % 2]
            cell.paragraphs[0].paragraph_format.space_before = Pt(LINE / 2)
            write_run(cell.paragraphs[0], first, TEXT_FONT, TEXT_SIZE)
            for text in others:
                write_run(cell.add_paragraph(), text, TEXT_FONT, TEXT_SIZE)
        for cell in (cell for row in list(table.rows)[:-1] for cell in row.cells):
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True

    def note(self, text: str, *, is_with_next: bool = False) -> None:
        """Add a line in small type; one that names the table below stays on its page."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = is_with_next
        paragraph.paragraph_format.line_spacing = Pt(SMALL_LINE)
        paragraph.paragraph_format.space_before = Pt(3)
        write_run(paragraph, text, TEXT_FONT, SMALL_SIZE)

    def signature(self, text: str) -> None:
        """Add a line at the right: who signs or seals, the day."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(2 * TEXT_SIZE)
        write_run(paragraph, text, TEXT_FONT, TEXT_SIZE)

    def cut(self) -> None:
        """Add the line along which the sheet is cut."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(18)
        write_run(paragraph, "", TEXT_FONT, SMALL_SIZE)
        border = OxmlElement("w:bottom")
        for name, value in (("val", "dashed"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        borders = OxmlElement("w:pBdr")
        borders.append(border)
        paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:jc")

    def signatures(self, *labels: str) -> None:
        """Add a line to sign on for each label."""
        for label in labels:
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(LINE / 2)
            write_run(paragraph, f"{label}（签字）：", TEXT_FONT, TEXT_SIZE)

    def to_bytes(self) -> bytes:
        """Return the finished docx."""
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _put_number(self, no: str, address: str) -> None:
        table = self._document.add_table(rows=1, cols=2)
        self._widen(table, [4, 1])
        left, right = table.rows[0].cells
        left.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        write_run(left.paragraphs[0], f"编号：{no}" if no else "", TEXT_FONT, TABLE_SIZE)
        if address:
            paragraph = right.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            paragraph.add_run().add_picture(BytesIO(bitmap_of(address)), width=Mm(CODE_SIDE))

    def _widen(self, table: Table, widths: Sequence[int]) -> None:
        """Give the columns their shares of the text's width; both programs need every cell's."""
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Mm(self._layout.text_width * share / sum(widths))
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                cell.width = column.width

    def _prepare_page(self) -> None:
        section, layout = self._document.sections[0], self._layout
        is_wide = layout.width > layout.height
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(layout.width), Mm(layout.height)
        section.top_margin, section.bottom_margin = Mm(layout.top), Mm(layout.bottom)
        section.left_margin, section.right_margin = Mm(layout.left), Mm(layout.right)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write_run(foot, "— ", PAGE_FONT, PAGE_SIZE)
        write_page_number(foot)
        write_run(foot, " —", PAGE_FONT, PAGE_SIZE)

    def _prepare_text(self) -> None:
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = TEXT_FONT, Pt(TEXT_SIZE)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TEXT_FONT)
        speak_chinese(style.element.get_or_add_rPr())
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        style.paragraph_format.line_spacing = Pt(LINE)
        style.paragraph_format.space_after = Pt(0)
