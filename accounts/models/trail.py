"""The trail: who did what, who looked at whose data, and the chain that seals it."""

from django.db import models
from django.utils import timezone

from accounts.actions import ACTION_LABELS
from accounts.labels import kind_label
from accounts.models.users import User
from common import clock


class AuditEntry(models.Model):
    """审计记录: who did what to which record, when and from where. Append-only by trigger.

    Ids and names are kept, no foreign keys, so that an entry outlives what it speaks of.
    `seal` is the HMAC of the row's facts.
    """

    at = models.DateTimeField("时间", default=clock.now, db_index=True)
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_name = models.CharField("操作人", max_length=50)
    address = models.CharField("来源地址", max_length=45, blank=True)
    action = models.CharField("操作", max_length=60, db_index=True)
    record_type = models.CharField("对象类型", max_length=60)
    record_id = models.CharField("对象编号", max_length=40)
    record_name = models.CharField("对象", max_length=200)
    detail = models.JSONField("内容", default=dict)
    seal = models.CharField("校验值", max_length=64, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        indexes = [models.Index(fields=["record_type", "record_id"], name="accounts_audit_record")]

    def __str__(self) -> str:
        at = timezone.localtime(self.at)
        return f"{at:%Y-%m-%d %H:%M} {self.actor_name} {self.action_label} {self.record_name}"

    @property
    def action_label(self) -> str:
        """What the operation is called; one that no longer exists stays as it is stored."""
        return ACTION_LABELS.get(self.action, self.action)


class AccessRecord(models.Model):
    """查看记录: who looked at or exported whose personal data, and why. Ids only."""

    at = models.DateTimeField("时间", default=clock.now)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="查看人")
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    reason = models.CharField("原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息查看记录"
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="accounts_access")]

    def __str__(self) -> str:
        return f"{self.actor} 查看 {kind_label(self.subject_type)} {self.subject_id}"


class AuditSeal(models.Model):
    """审计封条: seals the entries up to `last_id` in a chain; each seal takes in the one before.

    `marks` has a line for each row it covers (`id:start of the row's seal`), so that the first row
    altered, removed, swapped or added can be named; `digest` is the HMAC over `marks` and the
    previous seal's digest. Append-only by trigger.
    """

    at = models.DateTimeField("时间", default=clock.now)
    first_id = models.BigIntegerField("起始编号")
    last_id = models.BigIntegerField("截止编号", unique=True)
    entries = models.PositiveIntegerField("条数")
    marks = models.TextField("逐条摘要", editable=False)
    previous = models.CharField("上一封条", max_length=64, blank=True, unique=True)
    digest = models.CharField("封条", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计封条"

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
