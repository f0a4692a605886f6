"""P7u: bringing in 20,000 units ÷ reading the same file and writing the same rows in bulk."""

import datetime
import io
from typing import Any

import xlsxwriter
from django.db import transaction
from python_calamine import CalamineWorkbook

from accounts.models import User
from accounts.tasks import run_waiting_jobs
from bench.measures import Result, Undo, paired, timed
from common import clock
from orgs.models import District, ImportBatch, ImportRow, Organization, ResidentUnit, RoleGrant
from orgs.operations.bulk import load_streets
from orgs.operations.imports import confirm_import, start_import
from orgs.policy import Role

ROWS = 20_000
BATCH = 1_000
HEADER = (
    "单位名称", "统一社会信用代码", "类别", "党组织名称", "党组织书记", "分管领导", "联络员",
    "联络员手机号", "所在社区", "应报到人数", "申报日期",
)  # fmt: skip


def workbook(community: str) -> bytes:
    """A workbook as the template gives it: every cell a text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("驻区单位")
        page.write_row(0, 0, HEADER)
        for number in range(1, ROWS + 1):
            page.write_row(number, 0, _row(number, community))
    return stream.getvalue()


def _row(number: int, community: str) -> tuple[str, ...]:
    return (
        f"信阳市第{number}商贸有限公司", "", "非公经济组织", f"第{number}党支部", "张三", "李四",
        "王五", f"138{number:08d}", community, str(number % 60), "2026-03-01",
    )  # fmt: skip


def import_units() -> list[Result]:
    """P7u: the whole way (read, judged, stored as a preview, confirmed, written) ÷ the bare one."""
    district = District.objects.create(code="999996", name="测试二区")
    actor = User.objects.create_user("importer", name="导入员")
    RoleGrant.objects.create(user=actor, role=Role.DISTRICT, district=district)
    place = _community(district)
    content = workbook(place.name)

    def ours() -> float:
        return _undone(lambda: timed(lambda: _bring_in(actor, content)))

    def bare() -> float:
        return _undone(lambda: timed(lambda: _write_bare(actor, district, place, content, {})))

    def bare_with_preview() -> float:
        batch = ImportBatch.objects.create(kind="unit", created_by=actor, digest="")
        values = {"batch": batch}
        return _undone(lambda: timed(lambda: _write_bare(actor, district, place, content, values)))

    return [
        Result("P7u", f"导入 {ROWS} 个单位 ÷（读文件 + 批量写入单位）", paired(ours, bare), 3.0),
        Result(
            "P7v", "同上 ÷（读文件 + 批量写入单位和导入行）", paired(ours, bare_with_preview), 3.0
        ),
    ]


def _community(district: District) -> Organization:
    street = Organization(code="999996001000", name="测试街道", tier=1, district=district)
    place = Organization(
        code="999996001001", name="测试社区", tier=2, district=district, parent=street
    )
    load_streets(actor=None, district=district, nodes=[street, place])
    return place


def _bring_in(actor: User, content: bytes) -> None:
    batch = start_import(actor=actor, kind="unit", file=io.BytesIO(content), name="单位.xlsx")
    run_waiting_jobs()
    confirm_import(actor=actor, batch=batch)
    run_waiting_jobs()
    batch.refresh_from_db()
    if batch.counts.get("written") != ROWS:
        raise RuntimeError(f"{batch.get_state_display()} {batch.problem} {batch.counts}")


def _write_bare(
    actor: User, district: District, place: Organization, content: bytes, preview: dict[str, Any]
) -> None:
    """What nobody can do without: read the cells, seal the numbers, write the rows."""
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    units = [_unit(actor, district, place, row) for row in cells[1:]]
    ResidentUnit.objects.bulk_create(units, batch_size=BATCH)
    if preview:
        ImportRow.objects.bulk_create(
            [
                ImportRow(row=number, cells=row, verdict=ImportRow.Verdict.NEW, **preview)
                for number, row in enumerate(cells[1:], 2)
            ],
            batch_size=BATCH,
        )


def _unit(actor: User, district: District, place: Organization, row: list[Any]) -> ResidentUnit:
    unit = ResidentUnit(
        district=district,
        name=row[0],
        category=ResidentUnit.Category.PRIVATE_ECONOMY,
        party_org_name=row[3],
        first_responsible=row[4],
        deputy_responsible=row[5],
        liaison=row[6],
        located_in=place,
        declared_members=int(row[9]),
        declared_on=datetime.date.fromisoformat(row[10]),
        active_from=clock.today(),
        created_by=actor,
        updated_by=actor,
    )
    unit.set_mobile(row[7])
    return unit


def _undone(work: Any) -> float:
    seconds = 0.0
    try:
        with transaction.atomic():
            seconds = work()
            raise Undo
    except Undo:
        return seconds
