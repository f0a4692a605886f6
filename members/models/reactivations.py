"""Asking the street to let a closed registration stand again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.records import Record
from members.models.check_ins import CheckIn
from members.querysets import ReactivationQuerySet


class Reactivation(Record):
    """恢复在册申请: the community asks with a reason, the street consents or refuses.

    With consent a new check-in begins that day; the closed one keeps its days.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待街道同意"
        CONSENTED = "consented", "已同意"
        REFUSED = "refused", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"

    check_in = models.ForeignKey(
        CheckIn, models.PROTECT, related_name="reactivations", verbose_name="已注销的报到"
    )
    reason = models.CharField("恢复原因", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="审批人",
    )  # fmt: skip
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    refusal = models.CharField("未同意原因", max_length=200, blank=True)
    reopened = models.OneToOneField(
        CheckIn, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="恢复后的报到",
    )  # fmt: skip

    objects = ReactivationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "恢复在册申请"
        constraints = [
            models.UniqueConstraint(
                name="members_reactivation_one_asked",
                fields=["check_in"],
                condition=Q(state="asked"),
                violation_error_message="已有一份恢复在册申请等待街道同意。",
            ),
            models.CheckConstraint(
                name="members_reactivation_four_eyes",
                condition=Q(decided_by=None) | Q(created_by=None) | ~Q(decided_by=F("created_by")),
                violation_error_message="申请人不能同意自己的申请。",
            ),
        ]

    def __str__(self) -> str:
        return f"恢复在册：{self.check_in}"

    def get_absolute_url(self) -> str:
        return reverse("members:reactivation-detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """How the state is shown: good, warn, bad or neutral."""
        tones = {"asked": "warn", "consented": "good", "refused": "bad"}
        return tones.get(self.state, "neutral")
