"""Load the sample district."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.violations import RuleViolation
from demo.load import load_demo


class Command(BaseCommand):
    """`manage.py load_demo`: safe to run twice, the second time does nothing."""

    help = "装载示例区（浉河区，示例数据）"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            district = load_demo()
        except RuleViolation as violation:
            raise CommandError(violation.message) from None
        if district is None:
            self.stdout.write("示例数据已在库中，未作改动。")
        else:
            self.stdout.write(f"已装载示例区：{district.name}（示例数据）。")
