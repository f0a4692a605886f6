"""Pages of one imported file: how far it is, its rows, and what may be done with it."""

import io
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from common.surfaces import beside
from orgs.forms.imports import ImportConfirmForm
from orgs.generic import (
    FORM_KEY,
    BoundedPaginator,
    OperationFormView,
    RecordView,
    answer,
    visible_or_404,
)
from orgs.imports.kinds import IMPORTING, ImportKind, Verdict, kind_of
from orgs.imports.sentences import BatchWords, ignored_labels
from orgs.imports.tables import ImportRowTable
from orgs.imports.workbooks import write_errors
from orgs.models import ImportBatch
from orgs.operations.imports import cancel_import, confirm_import, undo_import
from orgs.scope import REFUSAL, has_right
from orgs.selectors.imports import earlier_import, job_of, rows_of
from orgs.views.imports import TONES

State = ImportBatch.State
SKIPPED = (("hidden", "隐藏的"), ("blank", "空白的"), ("total", "合计的"))
RESULTS = (
    ("written", "写入"), ("missed", "未能写入"), ("undone", "已撤销"), ("stayed", "未能撤销")
)  # fmt: skip
NEXT_STEPS = {
    State.PREVIEWED: "看完预览，点“确认导入”；有错误的行可以下载错误表，改正后重新上传。",
    State.DONE: "已写入。没有写入的行可以下载错误表，改正后重新上传。",
    State.FAILED: "没有写入任何内容。请按提示改正文件后重新上传。",
}
WRITABLE = (Verdict.NEW, Verdict.UPDATE, Verdict.DUPLICATE)
NOTHING = "没有要写入的行。有错误的行可以下载错误表，改正后重新上传。"
# Rows that were pasted or typed come back by the page that they came from.
NOTHING_TYPED = "没有要写入的行。请按说明改正后重新提交。"
TYPED_STEPS = {
    State.PREVIEWED: "看完预览，点“确认导入”；有错误的行不会写入，改正后可再提交一次。",
    State.DONE: "已写入。没有写入的行，改正后可再提交一次。",
    State.FAILED: "没有写入任何内容。请按提示改正后重新提交。",
}
UNDO_ASKED = "撤销后，这次新增的记录会删除，更新的记录会恢复原样。确定撤销吗？"


def batch_or_404(user: Any, pk: int) -> tuple[ImportBatch, ImportKind]:
    """Return one's own batch and its kind; a right lost meanwhile is 403."""
    batch = visible_or_404(ImportBatch, user, pk)
    kind = kind_of(batch.kind)
    if not has_right(user, *kind.rights):
        raise PermissionDenied(REFUSAL)
    return batch, kind


class ImportDetail(RecordView):
    """One file: how far it is, what it would do or did, row by row."""

    rights = IMPORTING
    model = ImportBatch
    template_name = "orgs/import_detail.html"

    def get_object(self, queryset: Any = None) -> ImportBatch:
        batch, self.kind = batch_or_404(self.request.user, self.kwargs["pk"])
        return batch

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, user = self.object, self.request.user
        verdict = self.request.GET.get("verdict", "")
        is_open = batch.state == State.PREVIEWED
        is_asked = is_open and self._has_something()
        return super().get_context_data(**kwargs) | {
            "heading": batch.file_name,
            "tone": TONES.get(batch.state, "neutral"),
            "job": job_of(batch) if batch.is_at_work else None,
            "tabs": self._tabs(verdict),
            "table": self._table(verdict),
            "ignored": ignored_labels(batch.headers),
            "known": earlier_import(batch, user) if is_open else None,
            "faulty": sum(batch.counts.get(name, 0) for name in (Verdict.ERROR, Verdict.CONFLICT))
            + batch.counts.get("missed", 0),
            "form": ImportConfirmForm(batch=batch, user=user) if is_asked else None,
            "is_open": is_open,
            "undo_asked": UNDO_ASKED if batch.state == State.DONE else "",
            FORM_KEY: uuid.uuid4(),
        }

    def get_facts(self) -> list[tuple[str, Any]]:
        batch, counts = self.object, self.object.counts
        facts = [
            ("种类", self.kind.label),
            ("上传时间", localtime(batch.created_at).strftime("%Y-%m-%d %H:%M")),
        ]
        if batch.headers and self.kind.is_file:
            place = f"“{batch.sheet_name}”" if batch.sheet_name else ""
            facts.append(("表头", f"{place}第 {batch.header_row} 行"))
        skipped = [f"{word} {counts[name]} 行" for name, word in SKIPPED if counts.get(name)]
        if skipped:
            facts.append(("没有读的行", "、".join(skipped)))
        facts += [(word, f"{counts[name]} 行") for name, word in RESULTS if counts.get(name)]
        return facts

    def _has_something(self) -> bool:
        return any(self.object.counts.get(verdict) for verdict in WRITABLE)

    def get_next_step(self) -> str:
        if self.object.state == State.PREVIEWED and not self._has_something():
            return NOTHING if self.kind.is_file else NOTHING_TYPED
        if not self.kind.is_file and self.object.state in TYPED_STEPS:
            return TYPED_STEPS[self.object.state]
        return str(NEXT_STEPS.get(self.object.state, ""))

    def _tabs(self, chosen: str) -> list[tuple[str, str, int, bool]]:
        """Return (verdict, label, count, whether it is shown) of what there is."""
        counts = self.object.counts
        tabs = [(value, label, counts.get(value, 0)) for value, label in Verdict.choices]
        every = ("", "全部", sum(count for _, _, count in tabs))
        return [(*tab, tab[0] == chosen) for tab in (every, *tabs) if tab[2]]

    def _table(self, verdict: str) -> ImportRowTable:
        words = BatchWords(self.object, self.kind)
        table = ImportRowTable(rows_of(self.object, verdict), words=words)
        pages = {"per_page": 25, "paginator_class": BoundedPaginator}
        RequestConfig(self.request, paginate=pages).configure(table)
        return table


class ImportConfirm(OperationFormView):
    """Say yes to a preview."""

    rights = IMPORTING
    form_class = ImportConfirmForm
    heading = "确认导入"
    submit_label = "确认导入"
    done = "已确认，正在写入。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record, _ = batch_or_404(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"batch": self.record, "user": self.request.user}

    def get_cancel_url(self) -> str:
        return beside(self.request, "orgs:import-detail", self.record.pk)

    def perform(self, form: BaseForm) -> str:
        confirm_import(actor=self.request.user, batch=self.record, **form.chosen())
        return self.get_cancel_url()


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    batch, _ = batch_or_404(request.user, pk)
    return answer(
        request,
        lambda: cancel_import(actor=request.user, batch=batch),
        done="已取消，没有写入任何内容。",
        to=beside(request, "orgs:import-list"),
    )


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch, _ = batch_or_404(request.user, pk)
    return answer(
        request,
        lambda: undo_import(actor=request.user, batch=batch),
        done="已撤销。有的行没有撤销时，下面会写明原因。",
        to=beside(request, "orgs:import-detail", pk),
    )


@require_safe
def import_errors(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that were not taken, as they stood, with the reason."""
    batch, kind = batch_or_404(request.user, pk)
    stream = io.BytesIO()
    write_errors(stream, batch, kind)
    stream.seek(0)
    name = batch.file_name.rsplit(".", 1)[0][:100]
    return FileResponse(stream, as_attachment=True, filename=f"{name}-错误.xlsx")
