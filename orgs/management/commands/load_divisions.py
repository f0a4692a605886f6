"""Load a district's streets and communities as planned nodes."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.violations import RuleViolation
from orgs.divisions import read_divisions
from orgs.operations.bulk import load_divisions


class Command(BaseCommand):
    """`manage.py load_divisions FILE`: safe to run twice, says what it skipped."""

    help = "把区划表里的街道和社区装载为应建组织"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="统计用区划代码,名称,类别,上级代码 的 csv 文件")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            result = load_divisions(actor=None, divisions=read_divisions(file))
        except RuleViolation as violation:
            raise CommandError(violation.message) from None
        self.stdout.write(
            f"{result.district.name}（{result.district.code}）：新增 {len(result.created)} 个，"
            f"已有 {len(result.known)} 个。"
        )
        kinds = Counter(row.kind for row in result.skipped)
        skipped = "、".join(f"{kind} {count} 个" for kind, count in sorted(kinds.items()))
        self.stdout.write(f"未装载（不在五级组织之内）：{skipped or '无'}。")
