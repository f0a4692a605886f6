"""Documents for print in the look of the office (GB/T 9704): A4, 小标宋 title, 仿宋 text.

The file names the fonts; the office's computers have them. Everything is written as plain text.
"""

import re
from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

TITLE_FONT = "方正小标宋简体"
TEXT_FONT = "仿宋_GB2312"
HEADING_FONT = "黑体"
PAGE_FONT = "宋体"
# 二号, 三号, 小四 and 四号 in points.
TITLE_SIZE, TEXT_SIZE, TABLE_SIZE, PAGE_SIZE = 22, 16, 12, 14
LINE = 28
WIDTH = 156  # of the text in millimetres: A4 without its margins
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOT_IN_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


class OfficialDocument:
    """One document: a title, then headings, paragraphs and tables in the order of the calls."""

    def __init__(self, title: str) -> None:
        self._document = Document()
        self._document.core_properties.title = plain(title)
        self._document.core_properties.author = ""
        self._prepare_page()
        self._prepare_text()
        head = self._document.add_paragraph()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        head.paragraph_format.space_after = Pt(LINE / 2)
        _write(head, title, TITLE_FONT, TITLE_SIZE)

    def heading(self, text: str) -> None:
        """Add a heading of the first level."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        _write(paragraph, text, HEADING_FONT, TEXT_SIZE)

    def paragraph(self, text: str, *, is_centred: bool = False) -> None:
        """Add a paragraph; a centred one has no indent of two characters."""
        paragraph = self._document.add_paragraph()
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = Pt(2 * TEXT_SIZE)
        _write(paragraph, text, TEXT_FONT, TEXT_SIZE)

    def table(
        self, headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        """Add a table whose head is repeated on every page; `widths` are shares of the page."""
        table = self._document.add_table(rows=1, cols=len(headers), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _fill(table.rows[0], headers, HEADING_FONT)
        _repeat(table.rows[0])
        for row in rows:
            _fill(table.add_row(), row, TEXT_FONT)
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Mm(WIDTH * share / sum(widths))
            for cell in column.cells:
                cell.width = column.width

    def signatures(self, *labels: str) -> None:
        """Add a line to sign on for each label."""
        for label in labels:
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(LINE / 2)
            _write(paragraph, f"{label}（签字）：", TEXT_FONT, TEXT_SIZE)

    def to_bytes(self) -> bytes:
        """Return the finished docx."""
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _prepare_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(foot, "— ", PAGE_FONT, PAGE_SIZE)
        _number(foot)
        _write(foot, " —", PAGE_FONT, PAGE_SIZE)

    def _prepare_text(self) -> None:
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = TEXT_FONT, Pt(TEXT_SIZE)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TEXT_FONT)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        style.paragraph_format.line_spacing = Pt(LINE)
        style.paragraph_format.space_after = Pt(0)


def plain(text: str) -> str:
    """Return the text without what XML cannot hold."""
    return NOT_IN_XML.sub("", text)


def _write(paragraph: Paragraph, text: str, font: str, size: int) -> None:
    """Add a run; East Asian text has a font setting of its own."""
    run = paragraph.add_run(plain(text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _number(paragraph: Paragraph) -> None:
    """Add the page number as a field."""
    run = paragraph.add_run()
    run.font.name, run.font.size = PAGE_FONT, Pt(PAGE_SIZE)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._element.append(element)


def _fill(row: object, texts: Sequence[str], font: str) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(20)
        _write(paragraph, text, font, TABLE_SIZE)


def _repeat(row: object) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
