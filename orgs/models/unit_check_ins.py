"""A unit's own registration with its paired community."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common import clock
from common.records import Record
from orgs.models.tree import Organization
from orgs.models.units import ResidentUnit
from orgs.querysets.units import UnitCheckInQuerySet


class UnitCheckIn(Record):
    """单位报到: the unit registers with its paired community, which answers with a receipt.

    The other half of 双报到 (the first: its members'). It ends when the pairing does.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "待接收"
        RECEIVED = "received", "已报到"
        RETURNED = "returned", "退回"
        WITHDRAWN = "withdrawn", "已撤回"
        ENDED = "ended", "已结束"

    no = models.CharField("编号", max_length=20, unique=True, editable=False)
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, related_name="unit_check_ins", verbose_name="单位"
    )
    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="unit_check_ins", verbose_name="报到社区"
    )
    checked_in_on = models.DateField("报到日期", default=clock.today)
    contact = models.CharField("联系人", max_length=50, blank=True)
    resources = models.CharField(
        "可提供的资源和服务", max_length=300, blank=True, help_text="如：会议室、法律咨询队伍"
    )
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PENDING)
    receipt_no = models.CharField("回执编号", max_length=20, blank=True, editable=False)
    received_at = models.DateTimeField("接收时间", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="接收人",
    )  # fmt: skip
    return_reason = models.CharField("退回原因", max_length=200, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=200, blank=True)

    objects = UnitCheckInQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位报到"
        constraints = [
            models.UniqueConstraint(
                name="orgs_unitcheckin_one_open",
                fields=["unit"],
                condition=Q(status__in=["pending", "received"]),
                violation_error_message="本单位已有一份报到，不能重复提交。",
            ),
            models.CheckConstraint(
                name="orgs_unitcheckin_receipt",
                condition=~Q(status__in=["received", "ended"])
                | Q(received_at__isnull=False) & ~Q(receipt_no=""),
                violation_error_message="接收单位报到必须有回执编号。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("orgs:unit-check-in-detail", args=[self.pk])
