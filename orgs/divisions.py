"""Reading a divisions table (统计用区划代码,名称,类别,上级代码)."""

import csv
from pathlib import Path

from common.text import normalise_digits, normalise_line
from common.violations import RuleViolation
from orgs.operations.bulk import Division

HEADER = ["统计用区划代码", "名称", "类别", "上级代码"]


def read_divisions(path: Path) -> list[Division]:
    """Return the table's rows; RuleViolation names the file's own line where one is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise RuleViolation(
            f"读不出文件 {path}，请确认它存在且为 UTF-8 编码的 csv。", code="division.file"
        ) from None
    try:
        rows = list(csv.reader(text.splitlines()))
    except csv.Error:
        raise RuleViolation(
            "文件不是 csv 表格，请另存为 csv 后再装载。", code="division.file"
        ) from None
    if not rows or [cell.strip() for cell in rows[0]] != HEADER:
        raise RuleViolation(f"第 1 行应为表头：{','.join(HEADER)}。", code="division.header")
    divisions = {}
    for line, cells in enumerate(rows[1:], 2):
        if any(cells):
            division = _division(line, cells)
            if division.code in divisions:
                raise RuleViolation(
                    f"第 {line} 行的区划代码 {division.code} 前面已有，请删去重复的行。",
                    code="division.double",
                )
            divisions[division.code] = division
    return list(divisions.values())


def _division(line: int, cells: list[str]) -> Division:
    if len(cells) != len(HEADER):
        raise RuleViolation(f"第 {line} 行应有 4 列。", code="division.row")
    code, parent = normalise_digits(cells[0]), normalise_digits(cells[3])
    if len(code) != 12 or not (code.isascii() and code.isdigit()):
        raise RuleViolation(f"第 {line} 行的区划代码不是 12 位数字。", code="division.row")
    name = normalise_line(cells[1], label=f"第 {line} 行的名称", limit=50)
    return Division(code, name, cells[2].strip(), parent)
