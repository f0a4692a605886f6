"""Print a place's figures."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.violations import RuleViolation
from reports.figures import figures_of
from reports.periods import Period
from reports.places import find_place, parse_day


class Command(BaseCommand):
    """`manage.py figures --place CODE [--as-of DATE] [--json]`."""

    help = "列出一个区、街道、社区的统计指标"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--place", required=True, help="6 位区划代码或 12 位组织编码")
        parser.add_argument("--as-of", help="统计日期，如 2026-10-31；默认今天")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        place = find_place(options["place"])
        if place is None:
            raise CommandError(f"没有编码为 {options['place']} 的地方。")
        try:
            period = Period.as_known_on(parse_day(options["as_of"]))
        except RuleViolation as violation:
            raise CommandError(violation.message) from None
        figures = figures_of(place, period)
        if options["json"]:
            rows = [figure.as_json() for figure in figures]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{place.title} 截至 {period.as_of}（当月数为 {period.month.label}）")
        for figure in figures:
            self.stdout.write(f"{figure.code:14} {figure.name}：{figure.text}")
