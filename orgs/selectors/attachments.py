"""Files of a record: whose they are, and what a page shows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse

from common.downloads import file_response
from common.uploads import told_size
from orgs.attachments import holder_named, holder_of
from orgs.models import Attachment
from orgs.policy import Action

# Where the panel stands on its page.
PLACE = "files"


@dataclass(frozen=True)
class AttachmentLine:
    """One file; "" for an address that the reader has no use for."""

    attachment: Attachment
    size: str
    view_url: str
    remove_url: str


@dataclass(frozen=True)
class AttachmentPanel:
    """A record's files for `components/_attachments.html`; "" for `add_url`: one may not add."""

    lines: list[AttachmentLine]
    add_url: str
    is_picture: bool

    @property
    def noun(self) -> str:
        return "照片" if self.is_picture else "附件"

    @property
    def empty_text(self) -> str:
        """What to do while there is none."""
        what = "可以上传现场照片" if self.is_picture else "签字的扫描件或照片可以传到这里"
        return f"还没有{self.noun}，{what}。"

    @property
    def add_action(self) -> tuple[str, str]:
        return f"上传{self.noun}", self.add_url


def record_of(attachment: Attachment) -> Any:
    """Return the record that a file belongs to; KeyError when its kind takes files no more."""
    holder = holder_named(attachment.record_type)
    if holder is None:
        raise KeyError(attachment.record_type)
    return holder.model._default_manager.get(pk=attachment.record_id)


def stored_file(attachment: Attachment, *, is_inline: bool = False) -> FileResponse:
    """Return the file itself; 404 when the store has lost it."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return file_response(
        content,
        name=attachment.name,
        content_type=attachment.content_type,
        is_inline=is_inline,
    )


def place_of(record: Model) -> str:
    """Return the address of a record's files on its page."""
    return f"{record.get_absolute_url()}#{PLACE}"


def panel_of(request: HttpRequest, record: Model) -> AttachmentPanel:
    """Return what the page of a record shows of its files; two queries."""
    return panels_of(request, [record])[record.pk]


def panels_of(request: HttpRequest, records: Sequence[Model]) -> dict[int, AttachmentPanel]:
    """Return the panels of records of one kind by primary key: one query for all their files,
    one for each right that keeping them takes."""
    if not records:
        return {}
    kept = _kept(request.user, records)
    files: dict[int, list[Attachment]] = {record.pk: [] for record in records}
    for attachment in Attachment.objects.of(*records).select_related("created_by"):
        files[attachment.record_id].append(attachment)
    return {
        record.pk: _panel(record, files[record.pk], may_keep=record.pk in kept)
        for record in records
    }


def _kept(user: Any, records: Sequence[Model]) -> set[int]:
    """Return the keys of the records whose files the user may change now."""
    rights: dict[Action, list[int]] = {}
    for record in records:
        if holder_of(record).refusal(record):
            continue
        rights.setdefault(holder_of(record).keeping(record), []).append(record.pk)
    rows = type(records[0])._default_manager.all()
    return {
        pk
        for right, keys in rights.items()
        for pk in rows.filter(pk__in=keys).visible_to(user, right).values_list("pk", flat=True)
    }


def _panel(record: Model, files: list[Attachment], *, may_keep: bool) -> AttachmentPanel:
    label = record._meta.label_lower
    return AttachmentPanel(
        lines=[_line(attachment, may_keep=may_keep) for attachment in files],
        add_url=reverse("orgs:attachment-add", args=[label, record.pk]) if may_keep else "",
        is_picture=holder_of(record).is_picture,
    )


def _line(attachment: Attachment, *, may_keep: bool) -> AttachmentLine:
    url = attachment.get_absolute_url()
    return AttachmentLine(
        attachment=attachment,
        size=told_size(attachment.size),
        view_url=f"{url}?inline=1" if attachment.is_picture else "",
        remove_url=reverse("orgs:attachment-remove", args=[attachment.pk]) if may_keep else "",
    )
