"""The table of a file's rows."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from orgs.imports.kinds import Verdict
from orgs.imports.sentences import BatchWords
from orgs.models import ImportRow

TONES = {
    Verdict.NEW: "good", Verdict.UPDATE: "good", Verdict.SAME: "neutral",
    Verdict.DUPLICATE: "warn", Verdict.CONFLICT: "bad", Verdict.ERROR: "bad",
}  # fmt: skip


NARROW = {"td": {"class": "text-nowrap"}}


class ImportRowTable(tables.Table):
    """One row of the file a row: its own number, the verdict, what it says, what was found."""

    row = tables.Column("行号", orderable=False, attrs=NARROW)
    verdict = tables.Column("判定", orderable=False, attrs=NARROW)
    summary = tables.Column("内容", empty_values=(), orderable=False)
    findings = tables.Column("说明", empty_values=(), orderable=False)

    def __init__(self, *args: Any, words: BatchWords, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words

    def render_row(self, record: ImportRow) -> str:
        return f"第 {record.row} 行"

    def render_verdict(self, record: ImportRow) -> SafeString:
        """The verdict, and what became of the row."""
        state = format_html(
            '<span class="state state-{}">{}</span>',
            TONES.get(record.verdict, "neutral"),
            record.get_verdict_display(),
        )
        done = "已写入" if record.is_written else "仍然新增" if record.is_chosen else ""
        return format_html("{} {}", state, done)

    def render_summary(self, record: ImportRow) -> str:
        return self.words.summary(record)

    def render_findings(self, record: ImportRow) -> SafeString | str:
        found = self.words.findings(record)
        lines = format_html_join("", "<div>{}</div>", ((str(one),) for one in found))
        return format_html("<div>{}</div>", lines) if lines else "—"
