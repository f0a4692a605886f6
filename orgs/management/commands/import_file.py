"""Bring a file in from the command line, through the same pipeline as the pages."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.jobs import run
from accounts.models import User
from common.violations import RuleViolation
from orgs.imports.kinds import FAULTY, ImportKind, Verdict, all_kinds, kind_of
from orgs.imports.sentences import BatchWords, ignored_labels
from orgs.models import ImportBatch
from orgs.operations.imports import cancel_import, confirm_import, start_import
from orgs.selectors.imports import job_of, rows_of

State = ImportBatch.State
PATIENCE_SECONDS = 600


def _kinds() -> list[ImportKind]:
    """Return what comes in files."""
    return [kind for kind in all_kinds() if kind.is_file]


def _code_of(word: str) -> str:
    """Return the code of member, members, check-ins or 党员名册; "" for an unknown word."""
    code = word.lower().replace("-", "_")
    codes = {name: kind.code for kind in _kinds() for name in (kind.code, f"{kind.code}s")}
    codes |= {kind.label: kind.code for kind in _kinds()}
    return codes.get(code, "")


class Command(BaseCommand):
    """`manage.py import_file KIND FILE --actor USER [--commit] [--again] [--json]`.

    Without --commit it is a preview that leaves nothing. Ends non-zero when the file cannot be
    read or a row was not taken.
    """

    help = "导入一个文件；不加 --commit 只预览"

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = "、".join(f"{kind.code}（{kind.label}）" for kind in _kinds())
        parser.add_argument("kind", help=f"种类：{kinds}")
        parser.add_argument("file", type=Path, help="xlsx、xls 或 csv 文件")
        parser.add_argument("--actor", required=True, help="以哪个账号的权限导入")
        parser.add_argument("--commit", action="store_true", help="写入；不加只预览")
        parser.add_argument("--again", action="store_true", help="同一文件导入过也再次导入")
        parser.add_argument(
            "--pledged",
            action="store_true",
            help="导入党员报到名单时必填：名单中的党员均已阅读并同意《个人信息告知书》",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = self._actor(options["actor"])
        try:
            batch = self._import(actor, options)
        except RuleViolation as violation:
            hint = "已核实的，请加上 --pledged。" if violation.code == "import.pledge" else ""
            raise CommandError(f"{violation.message}{hint}") from None
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from None
        faulty = sum(batch.counts.get(name, 0) for name in (*FAULTY, "missed"))
        if batch.state == State.FAILED or faulty:
            raise CommandError(batch.problem or f"有 {faulty} 行没有导入，请改正后再试。")

    def _actor(self, username: str) -> User:
        actor = User.objects.filter(username=username, is_active=True).first()
        if actor is None:
            raise CommandError(f"没有可用的账号 {username}。")
        return actor

    def _import(self, actor: User, options: dict[str, Any]) -> ImportBatch:
        path: Path = options["file"]
        kind = _code_of(options["kind"])
        try:
            with path.open("rb") as file:
                batch = start_import(actor=actor, kind=kind, file=file, name=path.name)
        except OSError:
            raise CommandError(f"读不到文件 {path}。") from None
        batch = self._finish(batch)
        if options["commit"] and batch.state == State.PREVIEWED:
            batch = confirm_import(
                actor=actor, batch=batch, again=options["again"], pledged=options["pledged"]
            )
            batch = self._finish(batch)
        self._tell(batch, as_json=options["as_json"])
        if batch.state == State.PREVIEWED:
            counts = batch.counts
            batch = cancel_import(actor=actor, batch=batch)
            batch.counts = counts
        return batch

    def _finish(self, batch: ImportBatch) -> ImportBatch:
        """Do the job here, or wait for the worker that was quicker."""
        job = job_of(batch)
        if job is not None:
            run(job.pk)
        until = time.monotonic() + PATIENCE_SECONDS
        batch.refresh_from_db()
        while batch.is_at_work and time.monotonic() < until:
            time.sleep(0.5)
            batch.refresh_from_db()
        return batch

    def _tell(self, batch: ImportBatch, *, as_json: bool) -> None:
        words = BatchWords(batch, kind_of(batch.kind))
        faulty = [
            {
                "row": row.row,
                "verdict": row.verdict,
                "findings": list(map(str, words.findings(row))),
            }
            for row in rows_of(batch)
            if row.verdict in FAULTY
        ]
        if as_json:
            told = {
                "state": batch.state, "counts": batch.counts, "problem": batch.problem,
                "ignored": ignored_labels(batch.headers), "rows": faulty,
            }  # fmt: skip
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        labels = dict(Verdict.choices)
        counts = "，".join(
            f"{labels[name]} {count} 行" for name, count in batch.counts.items() if name in labels
        )
        self.stdout.write(f"{batch.file_name}：{batch.get_state_display()}。{counts}")
        for row in faulty:
            self.stdout.write(
                f"第 {row['row']} 行 {labels[row['verdict']]}：{'；'.join(row['findings'])}"
            )
