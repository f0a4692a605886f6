"""Long tasks, messages, receipts of forms, suggestions."""

import uuid

from django.db import models

from accounts.labels import job_label
from accounts.models.users import User
from accounts.querysets import JobQuerySet, OwnQuerySet
from common import clock


class Job(models.Model):
    """后台任务: a long task with its progress. A worker claims a waiting row and runs it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待执行"
        RUNNING = "running", "正在执行"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    kind = models.CharField("任务", max_length=40)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    progress = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    result = models.TextField("结果", blank=True)
    requested_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    created_at = models.DateTimeField("发起时间", default=clock.now)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        constraints = [
            models.CheckConstraint(
                name="accounts_job_state",
                condition=models.Q(state__in=["waiting", "running", "done", "failed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{job_label(self.kind)} {self.get_state_display()}"


class Notification(models.Model):
    """消息: an in-site message to one person, with the page it speaks of."""

    recipient = models.ForeignKey(User, models.CASCADE, verbose_name="收信人")
    text = models.CharField("内容", max_length=300)
    url = models.CharField("链接", max_length=200, blank=True)
    created_at = models.DateTimeField("时间", default=clock.now)
    read_at = models.DateTimeField("阅读时间", null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="accounts_notification_list")
        ]

    def __str__(self) -> str:
        return self.text


class FormReceipt(models.Model):
    """表单回执: a form's server-issued key and where its one effect is to be seen.

    The same key sent again (double click, lost response) leads to the same answer. A system that
    sends its own key over the API gets `answer` again, for the content of the same `digest` only.
    """

    key = models.UUIDField("表单编号", unique=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.CASCADE, null=True)
    result_url = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "表单回执"

    def __str__(self) -> str:
        return str(self.key)


class SavedFilter(models.Model):
    """常用筛选: a name for the filter and order of a list; seen and used by its owner alone."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="saved_filters", verbose_name="账号"
    )
    register = models.CharField("名册地址", max_length=60)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("筛选参数", max_length=2000)
    created_at = models.DateTimeField("保存时间", default=clock.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        constraints = [
            models.UniqueConstraint(
                name="accounts_savedfilter_name",
                fields=["user", "register", "name"],
                violation_error_message="已有同名的常用筛选，请换一个名称。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Suggestion(models.Model):
    """投诉建议: what anybody wants to tell the district about this system, with its reply."""

    text = models.TextField("内容", max_length=1000)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    page = models.CharField("所在页面", max_length=200, blank=True)
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name="提出人"
    )
    created_at = models.DateTimeField("时间", default=clock.now)
    reply = models.TextField("答复", max_length=1000, blank=True)
    replied_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    replied_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "投诉建议"

    def __str__(self) -> str:
        # Never the text: it enters the audit, and people write phone numbers into it.
        return f"投诉建议 {self.pk}"
