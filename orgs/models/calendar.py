"""Months to recompute and days that differ from Monday–Friday."""

from django.db import models

from common import clock
from common.months import MonthField
from orgs.models.tree import Organization
from orgs.querysets.calendar import HolidayQuerySet


class DirtyMonth(models.Model):
    """待重算: a fact of the month at the organization changed. Append-only queue for `reports`.

    Not unique on purpose: a unique mark loses the update of a writer who finds it set.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    month = MonthField("月份")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "待重算月份"
        indexes = [models.Index(fields=["organization", "month"], name="orgs_dirtymonth_key")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.month}"


class Holiday(models.Model):
    """节假日: a day that differs from Monday–Friday: a holiday, or a weekend worked instead."""

    day = models.DateField("日期", unique=True)
    name = models.CharField("名称", max_length=50)
    is_workday = models.BooleanField("调休上班", default=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "节假日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
