"""Files of records: taken out, added, removed. Whoever sees the record sees its files."""

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from orgs import scope
from orgs.attachments import holder_named, holder_of
from orgs.forms import ReasonForm
from orgs.forms.attachments import AttachmentForm
from orgs.generic import OperationFormView, RecordFormView, visible_or_404
from orgs.models import Attachment
from orgs.operations.attachments import attach_file, remove_attachment
from orgs.policy import Action
from orgs.selectors.attachments import place_of, record_of, stored_file


@require_safe
def attachment(request: HttpRequest, key: UUID) -> FileResponse:
    """A file to be saved; a picture, `?inline=1`, also to be looked at."""
    row = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
    is_inline = "inline" in request.GET and row.is_picture
    return stored_file(row, is_inline=is_inline)


class AttachmentAdd(OperationFormView):
    """Add one file to a record that the user keeps."""

    form_class = AttachmentForm
    template_name = "orgs/attachment_form.html"
    submit_label = "上传"
    done = "已上传。"

    def dispatch(
        self, request: HttpRequest, record_type: str, record_id: int, **kwargs: Any
    ) -> HttpResponse:
        holder = holder_named(record_type)
        if holder is None:
            raise Http404
        self.holder = holder
        self.target = visible_or_404(holder.model, request.user, record_id)
        scope.require(request.user, holder.keeping(self.target), self.target)
        self.heading = "上传照片" if holder.is_picture else "上传附件"
        return super().dispatch(request, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"is_picture": self.holder.is_picture}

    def get_cancel_url(self) -> str:
        return place_of(self.target)

    def perform(self, form: BaseForm) -> str:
        upload = form.cleaned_data["file"]
        attach_file(actor=self.request.user, record=self.target, upload=upload)
        return place_of(self.target)


class AttachmentRemove(RecordFormView):
    """Take a file from its record, with the reason."""

    model = Attachment
    form_class = ReasonForm
    heading = "删除附件"
    submit_label = "删除"
    done = "已删除。"
    template_name = "orgs/attachment_form.html"

    @cached_property
    def target(self) -> Any:
        """The record that the file belongs to."""
        return record_of(self.record)

    @property
    def action(self) -> Action:
        return holder_of(self.target).keeping(self.target)

    def get_cancel_url(self) -> str:
        return place_of(self.target)

    def perform(self, form: BaseForm) -> str:
        remove_attachment(
            actor=self.request.user,
            attachment=self.record,
            reason=form.cleaned_data["reason"],
        )
        return place_of(self.target)
