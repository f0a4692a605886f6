"""P7: bringing in 100,000 members ÷ reading, sealing and COPYing the same rows; and the memory."""

import io
import json
import uuid

import xlsxwriter
from django.db import connection
from python_calamine import CalamineWorkbook

from accounts.models import User
from accounts.tasks import run_waiting_jobs
from bench.exports import growth_of_a_fresh_process
from bench.measures import Result, in_undone_transaction, paired, timed
from common import clock
from common.spelling import spell
from common.text import normalise_name, normalise_phone
from members.models import Member
from orgs.imports.sealing import seal_texts
from orgs.models import District, ImportBatch, ImportRow, ResidentUnit, RoleGrant
from orgs.operations.imports import confirm_import, start_import
from orgs.policy import Role

ROWS = 100_000
UNITS = 500
ROUNDS = 3
MEMBER_COLUMNS = (
    "created_at", "created_by_id", "updated_at", "updated_by_id", "version", "row_key",
    "mobile_cipher", "mobile_index", "mobile_masked", "name", "name_pinyin", "name_initials",
    "kind", "gender", "education", "joined_on", "district_id", "unit_id", "external_key",
    "left_reason", "home_organization", "org_relation", "on_job", "flow", "specialties",
)  # fmt: skip
ROW_COLUMNS = (
    "batch_id", "row", "cells", "values", "verdict", "findings", "is_chosen", "is_written",
)  # fmt: skip
HEADER = ("姓名", "手机号", "所在单位", "党员类别", "性别", "入党日期", "在职", "特长")


def workbook() -> bytes:
    """A workbook as the template gives it: every cell a text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        page = book.add_worksheet("党员名册")
        page.write_row(0, 0, HEADER)
        for number in range(1, ROWS + 1):
            page.write_row(number, 0, _row(number))
    return stream.getvalue()


def _row(number: int) -> tuple[str, ...]:
    return (
        f"王建国{number}", f"139{number:08d}", f"第{number % UNITS}单位", "正式党员", "男",
        "2010-07-01", "是", "法律咨询",
    )  # fmt: skip


def prepare() -> tuple[User, dict[str, ResidentUnit]]:
    """A district with the units that the file names, and who brings it in."""
    district = District.objects.create(code="999995", name="测试三区")
    actor = User.objects.create_user("member-importer", name="导入员")
    RoleGrant.objects.create(user=actor, role=Role.DISTRICT, district=district)
    units = ResidentUnit.objects.bulk_create(
        ResidentUnit(district=district, name=f"第{number}单位", category="other")
        for number in range(UNITS)
    )
    return actor, {unit.name: unit for unit in units}


def bring_in(actor: User, content: bytes) -> None:
    """The whole way: read, judged, kept as a preview, confirmed, written."""
    batch = start_import(actor=actor, kind="member", file=io.BytesIO(content), name="党员.xlsx")
    run_waiting_jobs()
    confirm_import(actor=actor, batch=batch)
    run_waiting_jobs()
    batch.refresh_from_db()
    if batch.counts.get("written") != ROWS:
        raise RuntimeError(f"{batch.get_state_display()} {batch.problem} {batch.counts}")


def write_bare(actor: User, units: dict[str, ResidentUnit], content: bytes) -> None:
    """What nobody can do without: read, normalise, spell, seal, COPY members and preview rows."""
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    batch = ImportBatch.objects.create(kind="member", created_by=actor, digest="")
    members, rows = io.StringIO(), io.StringIO()
    now = str(clock.now())
    for number, row in enumerate(cells[1:], 2):
        key = uuid.uuid4()
        name = normalise_name(row[0])
        syllables = spell(name, is_person=True)
        sealed = Member.seal_mobile(normalise_phone(row[1]), key)
        facts = (
            now, actor.pk, now, actor.pk, 1, key, *sealed.values(), name,
            "".join(syllables), "".join(syllable[0] for syllable in syllables),
            *("full", "1", "", row[5], units[row[2]].district_id, units[row[2]].pk),
            *("", "", "", "unit", True, "none", row[7]),
        )  # fmt: skip
        members.write("\t".join(map(str, facts)) + "\n")
        texts = json.dumps(seal_texts(row, batch_id=batch.pk, row=number))
        values = json.dumps(sealed | {"name": name, "row_key": str(key), "specialties": row[7]})
        values = values.replace("\\", "\\\\")
        rows.write(f"{batch.pk}\t{number}\t{texts}\t{values}\tnew\t[]\tf\tf\n")
    _copy(Member, MEMBER_COLUMNS, members)
    _copy(ImportRow, ROW_COLUMNS, rows)


def _copy(model: type, columns: tuple[str, ...], lines: io.StringIO) -> None:
    lines.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN", lines)


def import_members() -> list[Result]:
    """P7 and the megabytes over base, the reading child included."""
    actor, units = prepare()
    content = workbook()
    grown = growth_of_a_fresh_process("members")
    ratio = paired(
        lambda: in_undone_transaction(lambda: timed(lambda: bring_in(actor, content))),
        lambda: in_undone_transaction(lambda: timed(lambda: write_bare(actor, units, content))),
        rounds=ROUNDS,
    )
    return [
        Result("P7", f"导入 {ROWS} 名党员 ÷（读文件 + 归一加密 + COPY）", ratio, 2.5),
        Result("P7m", "导入 10 万行的内存增量（兆，含读取子进程）", grown, 250),
    ]
