"""What documents are written with: fonts and sizes, runs, cells and rows.

`common.documents` puts them together; nothing else writes a docx.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

TITLE_FONT = "方正小标宋简体"
TEXT_FONT = "仿宋_GB2312"
HEADING_FONT = "黑体"
PAGE_FONT = "宋体"
# 二号, 三号, 小四, 四号 and 五号 in points.
TITLE_SIZE, TEXT_SIZE, TABLE_SIZE, PAGE_SIZE, SMALL_SIZE = 22, 16, 12, 14, 10.5
LINE, TABLE_LINE, SMALL_LINE = 28, 20, 17
NOT_IN_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


@dataclass(frozen=True)
class FormCell:
    """A cell of a form: a label or what is filled in; over how many columns and lines."""

    text: str
    is_label: bool = False
    span: int = 1
    lines: int = 1
    is_small: bool = False


def plain(text: str) -> str:
    """Return the text without what XML cannot hold."""
    return NOT_IN_XML.sub("", text)


def speak_chinese(properties: BaseOxmlElement) -> None:
    """Say that the text is Simplified Chinese: commas and glyphs are drawn as they are here."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def write_run(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    """Add a run; East Asian text has a font setting of its own."""
    run = paragraph.add_run(plain(text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def write_page_number(paragraph: Paragraph) -> None:
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


def fill_row(row: _Row, texts: Sequence[str], font: str, *, is_small: bool = False) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        write_cell(cell.paragraphs[0], text, font, is_small=is_small)


def fill_cell(cell: _Cell, content: FormCell) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    if content.is_label:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if content.is_small:
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    font = HEADING_FONT if content.is_label else TEXT_FONT
    write_cell(paragraph, content.text, font, is_small=content.is_small)


def write_cell(paragraph: Paragraph, text: str, font: str, *, is_small: bool) -> None:
    """Write the text of a cell, in the size and with the lines of tables."""
    size, line = (SMALL_SIZE, SMALL_LINE) if is_small else (TABLE_SIZE, TABLE_LINE)
    paragraph.paragraph_format.line_spacing = Pt(line)
    write_run(paragraph, text, font, size)


def heighten(row: _Row, points: float) -> None:
    row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Pt(points)


def mark_row(row: _Row, name: str) -> None:
    """Mark a row: `w:tblHeader` is repeated on every page, `w:cantSplit` stays on one."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
