"""What members did, where and for how long."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.records import Record
from members.models import Member, ServiceIntention
from orgs.models import Organization
from services.intervals import Interval, duration_text, make_interval
from services.querysets import ServiceLogQuerySet


class ServiceLog(Record):
    """服务记录: one member, one date, an interval, a category, confirmed by somebody else.

    `community` is the place of service; the member may be 在册 anywhere in the district.
    `counted_minutes` is stored at confirmation: what the interval adds to the union of the
    member's confirmed intervals of the day, so that sums add up. A correction is a new record
    that `corrects` the old one; the old one is void as soon as the new one is confirmed.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "待确认"
        CONFIRMED = "confirmed", "已确认"
        RETURNED = "returned", "退回"
        VOID = "void", "作废"

    class Entry(models.TextChoices):
        MEMBER = "member", "本人登记"
        COMMUNITY = "community", "社区代登"

    TONES: ClassVar[dict[str, str]] = {
        Status.PENDING: "warn",
        Status.CONFIRMED: "good",
        Status.RETURNED: "bad",
        Status.VOID: "neutral",
    }

    no = models.CharField("编号", max_length=30, unique=True, editable=False)
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="service_logs", verbose_name="党员"
    )
    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="service_logs", verbose_name="服务社区"
    )
    grid = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="grid_service_logs",
        verbose_name="服务网格",
    )  # fmt: skip
    served_on = models.DateField("服务日期")
    start = models.TimeField("开始")
    end = models.TimeField("结束")
    counted_minutes = models.PositiveSmallIntegerField("计入分钟", null=True, blank=True)
    category = models.CharField("服务类别", max_length=2, choices=ServiceIntention.Category)
    text = models.CharField("内容", max_length=300, blank=True)
    entry = models.CharField("登记方式", max_length=10, choices=Entry)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="entered_logs",
        verbose_name="登记人",
    )  # fmt: skip
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True,
        related_name="confirmed_logs", verbose_name="确认人",
    )  # fmt: skip
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    return_reason = models.CharField("退回原因", max_length=200, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PENDING)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by",
        verbose_name="更正自",
    )  # fmt: skip

    objects = ServiceLogQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务记录"
        indexes = [
            models.Index(fields=["community", "served_on", "status"], name="services_log_month"),
            models.Index(fields=["member", "served_on"], name="services_log_day"),
            models.Index(fields=["status", "served_on"], name="services_log_queue"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="services_servicelog_once",
                fields=["member", "served_on", "start", "end"],
                # A correction may keep the interval of the record that it is to replace.
                condition=Q(status__in=["pending", "confirmed"], corrects=None),
                violation_error_message="这段服务已经登记过，不用重复登记。",
            ),
            models.CheckConstraint(
                name="services_servicelog_interval",
                condition=Q(end__gt=F("start")),
                violation_error_message="结束时间应晚于开始时间。",
            ),
            models.CheckConstraint(
                name="services_servicelog_four_eyes",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                violation_error_message="登记人不能确认自己登记的服务。",
            ),
            models.CheckConstraint(
                name="services_servicelog_confirmed",
                condition=~Q(status="confirmed")
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    counted_minutes__isnull=False,
                ),
                violation_error_message="已确认的服务必须有确认人和计入时长。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.served_on}"

    def get_absolute_url(self) -> str:
        return reverse("services:log-detail", args=[self.pk])

    @property
    def interval(self) -> Interval:
        """The interval in minutes since midnight."""
        return make_interval(self.start, self.end)

    @property
    def minutes(self) -> int:
        """Length of the interval in minutes, overlaps not yet taken off."""
        start, end = self.interval
        return end - start

    @property
    def time_label(self) -> str:
        """From when to when, as people write it."""
        return f"{self.start:%H:%M}–{self.end:%H:%M}"

    @property
    def place_label(self) -> str:
        """The community, and the grid if one is known."""
        return f"{self.community.name} {self.grid.name}" if self.grid else self.community.name

    @property
    def duration_label(self) -> str:
        """What counts of a confirmed log, the length of the interval of any other."""
        is_confirmed = self.status == self.Status.CONFIRMED
        return duration_text(self.counted_minutes if is_confirmed else self.minutes)

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return self.TONES[self.status]

    @property
    def is_correctable(self) -> bool:
        """Whether a new record may take this one's place; at most one ever does."""
        is_settled = self.status in {self.Status.CONFIRMED, self.Status.RETURNED}
        return is_settled and not hasattr(self, "corrected_by")

    def is_entered_by(self, user: Any) -> bool:
        """Whether the user stands behind the entry; four eyes: that person never confirms it."""
        if self.entered_by_id == user.pk:
            return True
        return self.entry == self.Entry.MEMBER and self.member.standing.user_id == user.pk
