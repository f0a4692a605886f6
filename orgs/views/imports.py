"""Pages of the import: choose a kind, take its template, bring a file."""

import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from common.surfaces import beside
from orgs.forms.imports import ImportFileForm
from orgs.generic import BoundedPaginator, OperationFormView, RightRequiredMixin
from orgs.imports.kinds import IMPORTING, ImportKind, all_kinds, kind_of
from orgs.imports.workbooks import write_template
from orgs.models import ImportBatch
from orgs.operations.imports import start_import
from orgs.scope import REFUSAL, has_right

State = ImportBatch.State
TONES = {
    State.DONE: "good", State.PREVIEWED: "warn", State.FAILED: "bad",
    State.READING: "neutral", State.WRITING: "neutral",
}  # fmt: skip


def kind_or_404(code: str, user: Any) -> ImportKind:
    """Return the kind; an unknown one is 404, one without the right to it 403."""
    try:
        kind = kind_of(code)
    except KeyError:
        raise Http404 from None
    if not kind.is_file:
        raise Http404
    if not has_right(user, *kind.rights):
        raise PermissionDenied(REFUSAL)
    return kind


class ImportList(RightRequiredMixin, ListView):
    """The kinds one may bring in, and one's own files."""

    rights = IMPORTING
    template_name = "orgs/import_list.html"
    paginate_by = 25
    paginator_class = BoundedPaginator

    def get_queryset(self) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.visible_to(self.request.user).for_list()

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple[Any, ...]:
        """A page that does not exist is the nearest one that does."""
        paginator = self.get_paginator(queryset, page_size)
        page: Page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        labels = {kind.code: kind.label for kind in all_kinds()}
        lines = [
            (batch, labels.get(batch.kind, batch.kind), TONES.get(batch.state, "neutral"))
            for batch in context["page_obj"]
        ]
        user = self.request.user
        kinds = [kind for kind in all_kinds() if kind.is_file and has_right(user, *kind.rights)]
        return context | {"heading": "批量导入", "kinds": kinds, "lines": lines}


class ImportCreate(OperationFormView):
    """Bring a file of one kind."""

    rights = IMPORTING
    form_class = ImportFileForm
    template_name = "orgs/import_form.html"
    submit_label = "上传并预览"
    done = "文件已上传，正在读取。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kind = kind_or_404(kwargs["kind"], request.user)
        self.heading = f"导入{self.kind.label}"
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"kind": self.kind}

    def get_cancel_url(self) -> str:
        return beside(self.request, "orgs:import-list")

    def perform(self, form: BaseForm) -> str:
        file = form.cleaned_data["file"]
        batch = start_import(
            actor=self.request.user, kind=self.kind.code, file=file, name=file.name
        )
        return beside(self.request, "orgs:import-detail", batch.pk)


@require_safe
def import_template(request: HttpRequest, kind: str) -> FileResponse:
    """The workbook to fill in."""
    found = kind_or_404(kind, request.user)
    stream = io.BytesIO()
    write_template(stream, found, request.user)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{found.label}导入模板.xlsx")
