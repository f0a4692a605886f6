"""Who need not check in with a community, and who did so outside the district."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common import clock
from common.records import Record
from members.models.members import Member
from members.querysets import CheckInExemptionQuerySet


class CheckInExemption(Record):
    """免报到 · 区外报到: from a day to a day, with the reason or the place and its receipt.

    No illness is named: 长期病休 says as much as the figure needs.
    """

    class Kind(models.TextChoices):
        EXEMPT = "exempt", "免报到"
        OUTSIDE = "outside", "区外报到"

    class Reason(models.TextChoices):
        ON_LOAN = "on_loan", "借调挂职"
        VILLAGE = "village", "驻村帮扶"
        STUDY = "study", "脱产学习"
        SICK_LEAVE = "sick_leave", "长期病休"
        OTHER = "other", "其他"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="exemptions", verbose_name="党员"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind)
    reason = models.CharField("免报到原因", max_length=10, choices=Reason, blank=True)
    place = models.CharField("区外报到地", max_length=100, blank=True)
    receipt = models.CharField("回执编号", max_length=50, blank=True)
    started_on = models.DateField("起始日期", default=clock.today)
    ended_on = models.DateField("截止日期", null=True, blank=True, help_text="含当日")

    objects = CheckInExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "免报到和区外报到"
        constraints = [
            models.CheckConstraint(
                name="members_checkinexemption_dates",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="截止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                name="members_checkinexemption_ground",
                condition=(Q(kind="exempt") & ~Q(reason=""))
                | (Q(kind="outside") & ~Q(place="") & ~Q(receipt="")),
                violation_error_message="免报到要写原因，区外报到要写地点和回执编号。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("members:exemption-detail", args=[self.pk])

    def holds_on(self, day: datetime.date) -> bool:
        """Whether it is in force on the day; the last day is inside."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)
