"""People who sign in, and the rows every operation leaves behind."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models

from accounts.querysets import JobQuerySet, OwnQuerySet
from common import clock


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there is no superuser: every right comes from a grant."""

    def create_user(self, username: str, password: str | None = None, **values: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """账号: somebody who signs in. Without a grant an account sees nothing."""

    username = models.CharField(
        "账号",
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "这个账号已有人使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=50)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    date_joined = models.DateTimeField("开户时间", default=clock.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return str(self)

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """Nothing is granted by Django's own permissions; rights live in `orgs.policy`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


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
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.record_name}"


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
        return f"{self.actor} 查看 {self.subject_type} {self.subject_id}"


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
        return f"{self.kind} {self.get_state_display()}"


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

    The same key sent again (double click, lost response) leads to the same answer.
    """

    key = models.UUIDField("表单编号", unique=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.CASCADE, null=True)
    result_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "表单回执"

    def __str__(self) -> str:
        return str(self.key)


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
