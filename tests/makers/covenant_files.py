"""The office's two ledgers, as people bring them."""

from typing import Any

from accounts.models import User
from orgs.models import ImportBatch
from tests.makers.files import read_rows, write

COVENANT = {
    "协议名称": "共驻共建协议",
    "甲方": "大拱桥社区",
    "乙方单位": "区教体局",
    "签订日期": "2025-03-01",
}
PROJECT = {
    "项目名称": "楼道亮化",
    "五共事项": "生活环境共管",
    "牵头社区": "大拱桥社区",
    "确定日期": "2025-03-10",
}


def covenant_file(actor: User, *rows: dict[str, Any]) -> ImportBatch:
    """A previewed ledger of agreements; each row says how it differs from an ordinary one."""
    return _brought(actor, "covenant", COVENANT, rows)


def project_file(actor: User, *rows: dict[str, Any]) -> ImportBatch:
    return _brought(actor, "project", PROJECT, rows)


def covenants_written(actor: User, *rows: dict[str, Any]) -> ImportBatch:
    return write(actor, covenant_file(actor, *rows))


def projects_written(actor: User, *rows: dict[str, Any]) -> ImportBatch:
    return write(actor, project_file(actor, *rows))


def _brought(
    actor: User, kind: str, usual: dict[str, str], rows: tuple[dict[str, Any], ...]
) -> ImportBatch:
    header = list(dict.fromkeys([*usual, *(name for row in rows for name in row)]))
    table = [[(usual | row).get(name, "") for name in header] for row in rows]
    return read_rows(actor, header, *table, kind=kind)
