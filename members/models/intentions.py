"""What a member is willing to do, and when."""

import datetime

from django.db import models
from django.db.models import F, Q

from common import clock
from members.models.check_ins import CheckIn
from members.querysets import AvailabilityQuerySet, ServiceIntentionQuerySet


class ServiceIntention(models.Model):
    """服务意向: one thing the member is willing to do, from the day of registration on."""

    class Category(models.TextChoices):
        POLICY = "01", "政策宣传与党课"
        POVERTY = "02", "扶贫济困与助残"
        EMPLOYMENT = "03", "就业帮扶"
        HEALTH = "04", "医疗义诊与健康"
        REPAIR = "05", "家电维修等便民服务"
        LAW = "06", "法律与心理咨询"
        MEDIATION = "07", "矛盾调解"
        SAFETY = "08", "平安巡逻与安全宣传"
        ENVIRONMENT = "09", "环境卫生与绿化"
        CULTURE = "10", "文体活动"
        YOUTH = "11", "青少年教育辅导"
        ELDERLY = "12", "助老陪护"
        COUNCIL = "13", "社区议事与建言"
        EMERGENCY = "14", "应急支援"
        OTHER = "99", "其他"

    check_in = models.ForeignKey(
        CheckIn, models.CASCADE, related_name="intentions", verbose_name="报到"
    )
    category = models.CharField("类别", max_length=2, choices=Category)
    priority = models.PositiveSmallIntegerField("顺序", default=1)
    note = models.CharField("说明", max_length=100, blank=True)
    registered_on = models.DateField("登记日期", default=clock.today)
    withdrawn_on = models.DateField("取消日期", null=True, blank=True)

    objects = ServiceIntentionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务意向"
        ordering = ["priority", "category"]
        constraints = [
            models.UniqueConstraint(
                name="members_serviceintention_once",
                fields=["check_in", "category"],
                condition=Q(withdrawn_on=None),
                violation_error_message="这项服务意向已经登记。",
            )
        ]

    def __str__(self) -> str:
        return self.get_category_display()


class Availability(models.Model):
    """服务时间: weekdays (`12345` is Monday to Friday) between two times of day."""

    check_in = models.ForeignKey(
        CheckIn, models.CASCADE, related_name="availabilities", verbose_name="报到"
    )
    weekdays = models.CharField("星期", max_length=7)
    start = models.TimeField("从")
    end = models.TimeField("到")
    registered_on = models.DateField("登记日期", default=clock.today)
    withdrawn_on = models.DateField("取消日期", null=True, blank=True)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务时间"
        constraints = [
            models.CheckConstraint(
                name="members_availability_order",
                condition=Q(end__gt=F("start")),
                violation_error_message="结束时间应晚于开始时间。",
            )
        ]

    def __str__(self) -> str:
        days = "周" + "".join("一二三四五六日"[int(day) - 1] for day in self.weekdays)
        days = {"12345": "工作日", "1234567": "每天"}.get(self.weekdays, days)
        return f"{days} {self.start:%H:%M}–{self.end:%H:%M}"

    @property
    def slot(self) -> tuple[str, datetime.time, datetime.time]:
        """The time itself, without the days of registration."""
        return self.weekdays, self.start, self.end

    def covers(self, moment: datetime.datetime) -> bool:
        """Whether the local moment lies inside."""
        return str(moment.isoweekday()) in self.weekdays and self.start <= moment.time() < self.end
