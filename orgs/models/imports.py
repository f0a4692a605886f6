"""Files that people bring in and take out."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common import clock
from common.records import Record
from orgs.models.tree import District
from orgs.querysets.files import ExportApprovalQuerySet, ImportBatchQuerySet


class ImportBatch(Record):
    """导入批次: one uploaded file on its way: read, previewed, confirmed, written, perhaps undone.

    `digest` is the file's SHA-256, by which the same file is recognised the second time.
    """

    class State(models.TextChoices):
        READING = "reading", "正在读取"
        PREVIEWED = "previewed", "待确认"
        WRITING = "writing", "正在写入"
        DONE = "done", "已导入"
        UNDONE = "undone", "已撤销"
        FAILED = "failed", "未能导入"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("种类", max_length=30)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="+", verbose_name="所属区", null=True
    )
    file = models.FileField("文件", upload_to="imports/", max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64, db_index=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.READING)
    sheet_name = models.CharField("工作表", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("表头所在行", default=1)
    headers = models.JSONField("表头", default=list)
    counts = models.JSONField("行数", default=dict)
    problem = models.CharField("问题", max_length=300, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        constraints = [
            models.CheckConstraint(
                name="orgs_importbatch_state",
                condition=Q(
                    state__in=[
                        "reading",
                        "previewed",
                        "writing",
                        "done",
                        "undone",
                        "failed",
                        "cancelled",
                    ]
                ),
            )
        ]

    def __str__(self) -> str:
        return f"导入 {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("orgs:import-detail", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it: whoever looks at it waits."""
        return self.state in {self.State.READING, self.State.WRITING}


class ImportRow(models.Model):
    """导入行: one row of a file: what stood in it, what is to become of it, what became of it."""

    class Verdict(models.TextChoices):
        NEW = "new", "新增"
        UPDATE = "update", "更新"
        SAME = "same", "无变化"
        DUPLICATE = "duplicate", "疑似重复"
        CONFLICT = "conflict", "冲突"
        ERROR = "error", "错误"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField("行号", help_text="表格自己的行号")
    cells = models.JSONField("原文", default=list)
    values = models.JSONField("内容", default=dict)
    verdict = models.CharField("判定", max_length=10, choices=Verdict)
    findings = models.JSONField("发现", default=list, help_text="[[列号, 说明], …]")
    record_id = models.BigIntegerField("记录编号", null=True)
    record_version = models.PositiveIntegerField("写入后的版本", null=True)
    before = models.JSONField("写入前", null=True)
    is_chosen = models.BooleanField("仍然新增", default=False)
    is_written = models.BooleanField("已写入", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        constraints = [
            models.UniqueConstraint(name="orgs_importrow_row", fields=["batch", "row"]),
        ]

    def __str__(self) -> str:
        return f"第 {self.row} 行"


class ExportApproval(Record):
    """导出审批: taking out many people's full phone numbers needs a second person's yes.

    `register` is the list's address, `query` its filter and order as they stood when asked for,
    `filter_words` the same as the approver read it. An approval serves once, within three days.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待批准"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "未批准"
        USED = "used", "已导出"

    DAYS = 3

    register = models.CharField("名册地址", max_length=60)
    title = models.CharField("名册", max_length=60)
    query = models.CharField("筛选参数", max_length=2000, blank=True)
    filter_words = models.CharField("筛选条件", max_length=500, blank=True)
    file_format = models.CharField("格式", max_length=4, default="xlsx")
    people_count = models.PositiveIntegerField("人数")
    reason = models.CharField("用途", max_length=200)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="批准人",
    )  # fmt: skip
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField("申请时间", default=clock.now)
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    used_at = models.DateTimeField("导出时间", null=True, blank=True)
    answer = models.CharField("不批准的原因", max_length=200, blank=True)

    objects = ExportApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导出审批"
        constraints = [
            models.CheckConstraint(
                name="orgs_exportapproval_four_eyes",
                condition=Q(approver=None) | ~Q(approver=F("requester")),
                violation_error_message="申请人不能批准自己的导出。",
            )
        ]

    def __str__(self) -> str:
        return f"导出审批 {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("orgs:export-list")

    @property
    def requester_url(self) -> str:
        """Where the one who asked finds it: on the surface of the list."""
        on_unit = self.register.startswith("/unit/")
        return reverse("orgs:unit-export-list") if on_unit else self.get_absolute_url()

    def is_expired(self, moment: datetime.datetime) -> bool:
        """Whether an approval was left unused for too long; computed, not stored."""
        return self.state == self.State.APPROVED and moment >= self.expires_at

    @property
    def expires_at(self) -> datetime.datetime:
        """The moment from which an approval no longer serves."""
        return self.decided_at + datetime.timedelta(days=self.DAYS)

    def standing_label(self, moment: datetime.datetime) -> str:
        return "已过期" if self.is_expired(moment) else self.get_state_display()
