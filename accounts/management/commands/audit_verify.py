"""Verify the audit trail, or a signed file that was taken out of it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import Fault, first_fault, last_digest, opens_signed


class Command(BaseCommand):
    """`manage.py audit_verify [--json] [--seal DIGEST] [--file FILE]`: non-zero on a fault.

    `--seal` names a digest noted down earlier: the chain must still contain it, which shows a
    trail that was cut short together with its last seals.
    """

    help = "校验审计记录"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument("--seal", default="", help="以前记下的封条，应仍在其中")
        parser.add_argument("--file", type=Path, help="校验一份导出的审计文件")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            self._check_file(options["file"])
            return
        fault = first_fault(options["seal"])
        if options["json"]:
            self.stdout.write(json.dumps(self._answer(fault), ensure_ascii=False))
        if fault is not None:
            raise CommandError(f"审计记录校验未通过：{fault}")
        if not options["json"]:
            self.stdout.write(f"审计记录完整。最后一道封条：{last_digest() or '尚未封存'}")

    def _answer(self, fault: Fault | None) -> dict[str, Any]:
        if fault is None:
            return {"ok": True, "last_seal": last_digest()}
        return {"ok": False, "entry": fault.entry_id, "problem": fault.problem}

    def _check_file(self, path: Path) -> None:
        try:
            content = path.read_bytes()
        except OSError:
            raise CommandError(f"读不出文件 {path}，请核对路径。") from None
        if not opens_signed(content):
            raise CommandError("这份文件与导出时不同，或不是本系统导出的审计文件。")
        self.stdout.write("文件与导出时一致。")
