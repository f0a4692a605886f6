"""What people decided about rows that might be one person."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from common import clock
from common.records import Record
from members.models.members import Member
from members.querysets import PairQuerySet

UNDO_DAYS = 30


class MemberMerge(Record):
    """党员合并: one person decided that two rows are one member; taken back within 30 days.

    `effects` keeps what the merger changed, so that undoing it is exact:
    {"check_ins": [{"id", "status", "close_reason", "closed_on", "version"}] (as it was; the
    version after), "links": [ids of household links that ended], "user": id that moved or null,
    "instead_of": id that the kept row had or null, "facts": {name: [before, taken]}}.
    """

    duplicate = models.ForeignKey(
        Member, models.PROTECT, related_name="merges", verbose_name="重复的登记"
    )
    kept = models.ForeignKey(
        Member, models.PROTECT, related_name="taken_in", verbose_name="保留的登记"
    )
    reason = models.CharField("合并依据", max_length=200)
    effects = models.JSONField("变动", default=dict, editable=False)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="撤销人",
    )  # fmt: skip

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党员合并"
        constraints = [
            models.UniqueConstraint(
                name="members_membermerge_once",
                fields=["duplicate"],
                condition=Q(undone_at=None),
                violation_error_message="这份登记已经合并。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.kept}"

    def get_absolute_url(self) -> str:
        return reverse("members:merge-detail", args=[self.pk])

    @property
    def undo_until(self) -> datetime.date:
        """The last day on which it can be taken back."""
        return timezone.localdate(self.created_at) + datetime.timedelta(days=UNDO_DAYS)

    @property
    def can_be_undone(self) -> bool:
        """Whether the time to take it back is not over."""
        return self.undone_at is None and clock.today() <= self.undo_until

    @property
    def state_label(self) -> str:
        """已撤销, until when it can be taken back, or that it is settled."""
        if self.undone_at is not None:
            return f"{timezone.localdate(self.undone_at):%Y-%m-%d} 已撤销"
        if self.can_be_undone:
            return f"有效，{self.undo_until:%Y-%m-%d} 及以前可撤销"
        return "有效，不能再撤销"


class DistinctPair(Record):
    """非同一人: somebody looked at two similar rows and found two people; not asked again.

    `duplicate` has the higher id, so that a pair has one row.
    """

    kept = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="甲")
    duplicate = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name="乙")
    reason = models.CharField("核对情况", max_length=200)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "非同一人"
        constraints = [
            models.UniqueConstraint(
                name="members_distinctpair_once", fields=["kept", "duplicate"],
                violation_error_message="这两份登记已经核对过。",
            ),
            models.CheckConstraint(
                name="members_distinctpair_order", condition=Q(kept__lt=F("duplicate"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kept} ≠ {self.duplicate}"

    def get_absolute_url(self) -> str:
        return self.kept.get_absolute_url()
