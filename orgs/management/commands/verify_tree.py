"""Compare the tree's ranges with its parent pointers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from orgs.operations.bulk import repair_tree
from orgs.selectors.tree import tree_faults


class Command(BaseCommand):
    """`manage.py verify_tree [--repair]`: exits non-zero on a fault that remains."""

    help = "核对组织树"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="按上级关系重算区间")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        faults = repair_tree(actor=None) if repair else tree_faults()
        for fault in faults[:50]:
            self.stdout.write(f"{fault.code}：{fault.problem}")
        if faults and not repair:
            raise CommandError(f"组织树有 {len(faults)} 处错误，可用 --repair 修复。")
        self.stdout.write(f"已修复 {len(faults)} 处。" if faults else "组织树无误。")
