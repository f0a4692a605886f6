"""What the sides of a covenant promised, and what they did of it."""

from django.db import models
from django.db.models import Q

from common.records import Record
from covenants.models.covenants import Covenant, CovenantParty
from covenants.models.five_co import FiveCo
from covenants.querysets import FulfilmentQuerySet, ObligationQuerySet


class Obligation(models.Model):
    """协议事项: one checkable duty of one party, due once or again and again.

    `next_due_on` is the earliest day of the term by which it is still to be done; None: nothing
    is due any more (or the covenant does not bind yet). It follows from the dates and the
    fulfilments (`covenants.dues`) and is kept so that lists can ask for it.
    """

    class Cadence(models.TextChoices):
        ONCE = "once", "一次"
        MONTHLY = "monthly", "每月一次"
        QUARTERLY = "quarterly", "每季度一次"
        HALF_YEARLY = "half_yearly", "每半年一次"
        YEARLY = "yearly", "每年一次"

    covenant = models.ForeignKey(
        Covenant, models.CASCADE, related_name="obligations", verbose_name="协议"
    )
    party = models.ForeignKey(
        CovenantParty, models.CASCADE, related_name="obligations", verbose_name="责任方"
    )
    position = models.PositiveSmallIntegerField("顺序", default=0)
    code = models.CharField("五共事项", max_length=2, choices=FiveCo, blank=True)
    text = models.CharField("事项内容", max_length=200)
    cadence = models.CharField("频次", max_length=12, choices=Cadence, default=Cadence.ONCE)
    due_on = models.DateField(
        "完成期限", null=True, blank=True, help_text="只用于一次性事项；不填按协议到期日"
    )
    next_due_on = models.DateField("下次期限", null=True, editable=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协议事项"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["next_due_on"], name="covenants_obligation_due"),
        ]
        constraints = [
            models.CheckConstraint(
                name="covenants_obligation_due_once",
                condition=Q(due_on=None) | Q(cadence="once"),
                violation_error_message="定期事项不填完成期限。",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Fulfilment(Record):
    """履行记录: an obligation was done on a day, told in words; a mistaken one becomes void."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="fulfilments", verbose_name="协议事项"
    )
    done_on = models.DateField("履行日期")
    text = models.CharField("履行情况", max_length=300)
    is_void = models.BooleanField("作废", default=False, editable=False)
    reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = FulfilmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "履行记录"
        ordering = ["-done_on", "-pk"]
        indexes = [
            models.Index(fields=["obligation", "done_on"], name="covenants_fulfilment_days"),
        ]

    def __str__(self) -> str:
        return f"{self.done_on} {self.obligation}"

    def get_absolute_url(self) -> str:
        return self.obligation.covenant.get_absolute_url()
