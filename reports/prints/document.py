"""A sheet as a docx, for Word and WPS."""

from common.documents import FORM, LETTER, WIDE, FormCell, OfficialDocument
from reports.prints.sheets import Cell, Closing, Cut, Form, Line, Listing, Part, Sheet, Signatures


def docx_of(sheet: Sheet, address: str) -> bytes:
    """Return the sheet as a docx; `address` is what its QR code opens, "" for none."""
    layout = LETTER if sheet.is_letter else WIDE if sheet.is_wide else FORM
    document = OfficialDocument(sheet.title, layout=layout, no=sheet.no, address=address)
    for part in sheet.parts:
        _add(document, part)
    return document.to_bytes()


def _add(document: OfficialDocument, part: Part) -> None:
    match part:
        case Form():
            document.form([[_cell(cell) for cell in row] for row in part.rows], part.widths)
        case Listing():
            document.table(part.headers, part.rows, part.widths, is_small=part.is_small)
        case Line():
            _add_line(document, part)
        case Closing():
            document.closing(*part.parts)
        case Cut():
            document.cut()
        case Signatures():
            document.side_by_side(part.sides)


def _add_line(document: OfficialDocument, line: Line) -> None:
    match line.kind:
        case "title":
            document.title(line.text)
        case "heading":
            document.heading(line.text)
        case "mark":
            document.heading(line.text, is_centred=True)
        case "signature":
            document.signature(line.text)
        case "note":
            document.note(line.text)
        case "salutation":
            document.paragraph(line.text, has_indent=False)
        case _:
            document.paragraph(line.text)


def _cell(cell: Cell) -> FormCell:
    return FormCell(
        cell.plain_text,
        is_label=cell.is_label,
        span=cell.span,
        lines=cell.lines,
        is_small=bool(cell.boxes),
    )
