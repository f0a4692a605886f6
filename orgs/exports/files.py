"""The file itself: the rows, and a sheet that says who took out what, when and why."""

import itertools
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from typing import IO

from django.http import FileResponse

from accounts.models import User
from common import clock
from common.spreadsheets import Sheet, write_csv, write_xlsx
from orgs.exports.columns import plain
from orgs.exports.orders import ExportOrder
from orgs.models import ExportApproval
from orgs.operations.exporting import Taken
from orgs.scope import grants_of

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
NOTE_SHEET = "导出说明"
NOTE = "内部资料，请妥善保管，按用途使用，用完及时删除，不得外传。"
# So many rows decide how wide the columns are; up to this size a file stays in memory.
SAMPLE = 200
IN_MEMORY = 2_000_000
NARROWEST, WIDEST = 8, 40


def build_file(*, user: User, order: ExportOrder, taken: Taken, file_format: str) -> IO[bytes]:
    """Write the file into a temporary one and return it, read from its beginning."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  the response closes it
    lines = order.extract.lines(taken.numbers)
    headers = order.extract.headers
    if file_format == "csv":
        write_csv(file, headers, lines)
    else:
        sample = list(itertools.islice(lines, SAMPLE))
        rows = Sheet(
            sheet_name(order.title),
            headers,
            itertools.chain(sample, lines),
            widths=[column_width(column) for column in zip(headers, *sample, strict=True)],
        )
        notes = Sheet(NOTE_SHEET, ["项目", "内容"], notes_of(user, order, taken), widths=[14, 60])
        write_xlsx(file, [rows, notes])
    file.seek(0)
    return file


def notes_of(user: User, order: ExportOrder, taken: Taken) -> list[tuple[str, str]]:
    """Return what the sheet 导出说明 says."""
    roles = "；".join(f"{grant.place} {grant.get_role_display()}" for grant in grants_of(user))
    notes = [
        ("名册", order.title),
        ("导出人", f"{user}（{user.username}）"),
        ("身份", roles),
        ("导出时间", plain(clock.now())),
        ("筛选条件", order.filter_words),
        ("排序", order.order_words or "默认"),
        ("行数", str(taken.count)),
    ]
    if order.holders is not None:
        opened = f"{len(taken.numbers)} 人为完整号码，其余已遮盖"
        notes.append(("手机号", opened if taken.numbers else "已遮盖"))
    if taken.reason:
        notes.append(("用途", taken.reason))
    if taken.approval is not None:
        notes.append(("批准", approved_by(taken.approval)))
    return [*notes, ("注意", NOTE)]


def approved_by(approval: ExportApproval) -> str:
    return f"{approval.approver}，{plain(approval.decided_at)}，编号 {approval.pk}"


def sheet_name(title: str) -> str:
    """Return the title as a sheet may be called."""
    return title.translate(str.maketrans(dict.fromkeys("[]:*?/\\'", "")))[:31] or "名册"


def column_width(texts: Iterable[str]) -> int:
    """Return how wide a column should be; Chinese characters take two places."""
    widest = max(_places(text) for text in texts)
    return max(NARROWEST, min(widest + 2, WIDEST))


def _places(text: Sequence[str]) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def answer_with(
    file: IO[bytes], *, order: ExportOrder, taken: Taken, file_format: str
) -> FileResponse:
    """Return the file to be saved under its Chinese name; nobody on the way keeps a copy."""
    phones = "（含手机号）" if taken.numbers else ""
    name = f"{order.title}{phones}-{clock.today():%Y%m%d}.{file_format}"
    response = FileResponse(
        file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[file_format]
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response
