"""Files kept with a record: scans and pictures."""

import uuid

from django.db import models
from django.urls import reverse

from common.records import Record
from orgs.querysets.attachments import AttachmentQuerySet

FOLDER = "attachments"


def random_name(attachment: "Attachment", name: str) -> str:
    """Return a name that tells nothing; what people called the file stays in the row."""
    return f"{FOLDER}/{attachment.key}"


class Attachment(Record):
    """附件: a file of a record, seen by whoever may see the record.

    `record_type` is the model's label; which models take files, and who keeps them, their apps
    register (`orgs.attachments`). `digest` is the SHA-256 of what is stored.
    """

    key = models.UUIDField("地址", default=uuid.uuid4, unique=True, editable=False)
    record_type = models.CharField("记录种类", max_length=50)
    record_id = models.BigIntegerField("记录编号")
    name = models.CharField("文件名", max_length=100)
    file = models.FileField("文件", upload_to=random_name, max_length=100)
    content_type = models.CharField("格式", max_length=50)
    size = models.PositiveIntegerField("字节数")
    digest = models.CharField("文件摘要", max_length=64)
    is_removed = models.BooleanField("已删除", default=False, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        indexes = [
            models.Index(fields=["record_type", "record_id"], name="orgs_attachment_record"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("orgs:attachment", args=[self.key])

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it: drawn anew by us, so that it holds nothing else."""
        return self.content_type in {"image/jpeg", "image/png"}
