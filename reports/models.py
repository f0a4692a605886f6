"""The community's monthly report and the figures frozen with it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from common import clock
from common.months import MonthField
from common.records import Record
from orgs.models import Organization
from reports.querysets import (
    FigureOverrideQuerySet,
    MonthlyReportQuerySet,
    ReportExemptionQuerySet,
)


class MonthlyReport(Record):
    """党建工作月报: one community, one month. Figures come from records; four texts are written.

    Late or in time is decided by `first_submitted_at`; a return does not change it.
    """

    class Status(models.TextChoices):
        FILLING = "filling", "填报中"
        SUBMITTED = "submitted", "已上报"
        APPROVED = "approved", "街道审核通过"
        LOCKED = "locked", "区审定"

    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="monthly_reports", verbose_name="社区"
    )
    month = MonthField("月份")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.FILLING)
    highlights = models.TextField("本月重点", max_length=2000, blank=True)
    problems = models.TextField("存在问题", max_length=2000, blank=True)
    plans = models.TextField("下月打算", max_length=2000, blank=True)
    requests = models.TextField("需上级协调事项", max_length=2000, blank=True)
    due_at = models.DateTimeField("上报截止")
    opened_at = models.DateTimeField("开始填报时间", default=clock.now)
    first_submitted_at = models.DateTimeField("首次上报时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="上报人",
    )  # fmt: skip
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="街道审核人",
    )  # fmt: skip
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="区审定人",
    )  # fmt: skip
    return_count = models.PositiveSmallIntegerField("退回次数", default=0)
    return_comment = models.TextField("退回意见", max_length=1000, blank=True)

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党建工作月报"
        constraints = [
            models.UniqueConstraint(
                name="reports_monthlyreport_once",
                fields=["community", "month"],
                violation_error_message="这个社区这个月的月报已经建立。",
            ),
            models.CheckConstraint(
                name="reports_monthlyreport_four_eyes",
                condition=(Q(approved_by=None) | ~Q(approved_by=F("submitted_by")))
                & (Q(accepted_by=None) | ~Q(accepted_by=F("submitted_by"))),
                violation_error_message="上报人不能审核自己上报的月报。",
            ),
        ]
        indexes = [
            models.Index(fields=["month", "status"], name="reports_report_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.community.name} {self.month.label}月报"

    def get_absolute_url(self) -> str:
        return reverse("reports:report-detail", args=[self.pk])

    @property
    def due_on(self) -> datetime.date:
        """The last day on which the first submission is in time."""
        return timezone.localdate(self.due_at - datetime.timedelta(seconds=1))

    @property
    def is_editable(self) -> bool:
        return self.status == self.Status.FILLING

    @property
    def is_returned(self) -> bool:
        """Whether it came back with a comment and was not submitted again since."""
        return self.is_editable and bool(self.return_comment)

    @property
    def status_label(self) -> str:
        """The state as people read it, the same on every page."""
        return "退回待改" if self.is_returned else self.get_status_display()

    def is_late(self, now: datetime.datetime) -> bool:
        """Whether the first submission came, or still would come, after the due moment."""
        return (self.first_submitted_at or now) > self.due_at


class FigureOverride(Record):
    """更正数: a stated value in place of a computed one, never without a reason."""

    report = models.ForeignKey(
        MonthlyReport, models.CASCADE, related_name="overrides", verbose_name="月报"
    )
    code = models.CharField("指标", max_length=20)
    computed = models.DecimalField("系统计算", max_digits=14, decimal_places=2)
    stated = models.DecimalField("填报数", max_digits=14, decimal_places=2)
    reason = models.CharField("原因", max_length=200)

    objects = FigureOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "更正数"
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="reports_override_once"),
            models.CheckConstraint(
                name="reports_override_reason",
                condition=~Q(reason=""),
                violation_error_message="更正数必须说明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.stated}"


class ReportAction(models.Model):
    """月报经过: one step in a report's life, by whom, when, with what comment."""

    class Kind(models.TextChoices):
        OPENED = "opened", "开始填报"
        SUBMITTED = "submitted", "上报"
        RETURNED_BY_STREET = "returned_by_street", "街道退回"
        APPROVED = "approved", "街道审核通过"
        RETURNED_BY_DISTRICT = "returned_by_district", "区退回"
        ACCEPTED = "accepted", "区审定"
        UNLOCKED = "unlocked", "解锁更正"

    report = models.ForeignKey(
        MonthlyReport, models.PROTECT, related_name="actions", verbose_name="月报"
    )
    kind = models.CharField("步骤", max_length=25, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("时间", default=clock.now)
    comment = models.TextField("意见", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "月报经过"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.actor}"


class Snapshot(models.Model):
    """冻结数据: the figures of a submission with the ids behind them; never changes.

    `figures` is a list of {code, name, version, value, unit, records: [[id, contribution]…],
    excluded}; `digest` is the SHA-256 of its canonical JSON.
    """

    report = models.ForeignKey(
        MonthlyReport, models.PROTECT, related_name="snapshots", verbose_name="月报"
    )
    as_of = models.DateField("数据截至")
    figures = models.JSONField("指标")
    digest = models.CharField("校验值", max_length=64)
    created_at = models.DateTimeField("冻结时间", default=clock.now)
    sealed_at = models.DateTimeField("锁定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "冻结数据"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.report} {self.as_of}"


class ReportExemption(Record):
    """免报: a community that need not report a month, with the reason."""

    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="report_exemptions", verbose_name="社区"
    )
    month = MonthField("月份")
    reason = models.CharField("原因", max_length=200)

    objects = ReportExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "免报"
        constraints = [
            models.UniqueConstraint(fields=["community", "month"], name="reports_exemption_once")
        ]

    def __str__(self) -> str:
        return f"{self.community.name} {self.month.label}"
