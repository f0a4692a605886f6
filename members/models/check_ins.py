"""Where a member is registered, and how far that has come."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from common import clock
from common.records import Record
from members.models.members import Member
from members.querysets import OPEN, CheckInQuerySet
from orgs.models import Organization, ResidentUnit


class CheckIn(Record):
    """报到: a member's registration with a community, with the unit's category of that day.

    A move to another community (转出申请) first stands here: where to, why, since when. When this
    community lets go, a waiting check-in of the other one follows (`previous` points back);
    accepting that one ends this one on the same day. A member who comes back after 注销 gets a
    new row as well: so every past day can be told from the rows alone. `own_reason` is what the
    member said when withdrawing it, or when asking to be closed (本人申请).
    """

    class Basis(models.TextChoices):
        RESIDENCE = "residence", "居住地"
        PAIRING = "pairing", "单位结对"

    class Channel(models.TextChoices):
        OWN_PHONE = "own_phone", "本人手机"
        COMMUNITY = "community", "社区代录"
        IMPORT = "import", "批量导入"
        PAPER = "paper", "纸质补录"

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PENDING = "pending", "待接收"
        REGISTERED = "registered", "在册"
        TRANSFERRING = "transferring", "转出申请"
        TRANSFERRED = "transferred", "已转出"
        RETURNED = "returned", "退回"
        WITHDRAWN = "withdrawn", "本人撤回"
        CLOSED = "closed", "已注销"
        VOID = "void", "作废"

    class CloseReason(models.TextChoices):
        MOVED_COMMUNITY = "moved_community", "迁居外社区"
        MOVED_DISTRICT = "moved_district", "迁出本区"
        RETIRED = "retired", "退休或不再在职"
        LEFT_UNIT = "left_unit", "调离本区单位"
        DUPLICATE = "duplicate", "重复登记"
        MISTAKE = "mistake", "登记有误"
        RELATION_MOVED = "relation_moved", "组织关系转入本社区"
        OWN_WISH = "own_wish", "本人申请"
        OTHER = "other", "其他"

    # How many days a community has to answer; printed beside a waiting check-in.
    ANSWER_DAYS = 7
    TONES: ClassVar[dict[str, str]] = {
        Status.PENDING: "warn",
        Status.REGISTERED: "good",
        Status.TRANSFERRING: "good",
        Status.RETURNED: "bad",
    }
    NEVER_COUNTED = frozenset({CloseReason.DUPLICATE, CloseReason.MISTAKE})

    no = models.CharField("编号", max_length=20, unique=True, editable=False)
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="check_ins", verbose_name="党员"
    )
    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="check_ins", verbose_name="报到社区"
    )
    basis = models.CharField("报到依据", max_length=10, choices=Basis, default=Basis.RESIDENCE)
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, null=True, blank=True, related_name="check_ins",
        verbose_name="报到时单位",
    )  # fmt: skip
    unit_category = models.CharField("报到时单位类别", max_length=20, choices=ResidentUnit.Category)
    is_district_direct = models.BooleanField("报到时为区直单位")
    is_inbound = models.BooleanField("报到时为流入党员", default=False)
    channel = models.CharField("报到渠道", max_length=10, choices=Channel)
    status = models.CharField("状态", max_length=15, choices=Status, default=Status.PENDING)
    submitted_at = models.DateTimeField("提交时间", default=clock.now)
    accepted_at = models.DateTimeField("接收时间", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="接收人",
    )  # fmt: skip
    return_reason = models.CharField("退回原因", max_length=200, blank=True)
    own_reason = models.CharField("本人说明", max_length=200, blank=True)
    grid = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="grid_check_ins",
        verbose_name="所在网格",
    )  # fmt: skip
    building = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="building_check_ins",
        verbose_name="所在楼栋",
    )  # fmt: skip
    closed_on = models.DateField("注销日期", null=True, blank=True)
    close_reason = models.CharField("注销原因", max_length=20, choices=CloseReason, blank=True)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="following",
        verbose_name="上一次报到",
    )  # fmt: skip
    transfer_to = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="arriving_check_ins",
        verbose_name="转往社区",
    )  # fmt: skip
    transfer_basis = models.CharField("转往依据", max_length=10, choices=Basis, blank=True)
    transfer_reason = models.CharField("转出说明", max_length=200, blank=True)
    transfer_asked_at = models.DateTimeField("申请转出时间", null=True, blank=True)
    max_per_month = models.PositiveSmallIntegerField("每月最多服务次数", null=True, blank=True)
    emergency_ok = models.BooleanField("应急时可联系", default=False)
    consent_version = models.CharField("告知书版本", max_length=10)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报到"
        indexes = [
            models.Index(fields=["community", "status"], name="members_checkin_inbox"),
            models.Index(fields=["accepted_at"], name="members_checkin_accepted"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="members_checkin_one_registered",
                fields=["member"],
                condition=Q(status__in=["registered", "transferring"]),
                violation_error_message="这名党员已在一个社区在册，不能重复报到。",
            ),
            models.UniqueConstraint(
                name="members_checkin_one_pending",
                fields=["member"],
                condition=Q(status="pending"),
                violation_error_message="已有一份报到等待接收，不能重复提交。",
            ),
            models.CheckConstraint(
                name="members_checkin_accepted",
                condition=~Q(status__in=["registered", "transferring", "transferred", "closed"])
                | Q(accepted_at__isnull=False),
                violation_error_message="在册的报到必须有接收时间。",
            ),
            models.CheckConstraint(
                name="members_checkin_transfer",
                condition=~Q(status="transferring")
                | Q(transfer_to__isnull=False, transfer_asked_at__isnull=False),
                violation_error_message="转出申请必须写明转往哪个社区。",
            ),
            models.CheckConstraint(
                name="members_checkin_closed",
                condition=~Q(status__in=["transferred", "closed"])
                | Q(closed_on__isnull=False) & ~Q(close_reason=""),
                violation_error_message="结束的报到必须有日期和原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.member}"

    def get_absolute_url(self) -> str:
        return reverse("members:check-in-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is waiting or in the register."""
        return self.status in OPEN

    @property
    def home(self) -> str:
        """Grid and building, as far as they are known."""
        return " · ".join(place.name for place in (self.grid, self.building) if place)

    @property
    def answer_due_on(self) -> datetime.date:
        """The day by which the community answers a waiting check-in."""
        return timezone.localdate(self.submitted_at) + datetime.timedelta(days=self.ANSWER_DAYS)

    @property
    def answer_due_label(self) -> str:
        return f"{self.answer_due_on.month}月{self.answer_due_on.day}日"

    @property
    def is_overdue(self) -> bool:
        """Whether the day to answer has passed."""
        return self.status == self.Status.PENDING and self.answer_due_on < clock.today()

    @property
    def answer_by(self) -> str:
        """By when a waiting check-in is answered; a day that passed says so."""
        return _by(self.answer_due_on)

    @property
    def release_by(self) -> str:
        """By when this community answers a wish to move on."""
        asked_on = timezone.localdate(self.transfer_asked_at)
        return _by(asked_on + datetime.timedelta(days=self.ANSWER_DAYS))

    @property
    def is_restored(self) -> bool:
        """Whether it let a closed one stand again."""
        came_from = self.previous
        return (
            self.accepted_at is not None
            and came_from is not None
            and came_from.status == self.Status.CLOSED
        )

    @property
    def is_reopened(self) -> bool:
        """Whether it was closed and stands again, in a check-in that follows it."""
        return self.status == self.Status.CLOSED and self.following.exists()

    @property
    def is_refused_transfer(self) -> bool:
        """Whether the last wish to move on was refused; a new wish clears the reason."""
        return self.transfer_to_id is not None and self.return_reason != ""

    @property
    def is_arriving(self) -> bool:
        """Whether it waits here while the member still stands in another community's register."""
        return (
            self.status == self.Status.PENDING
            and self.previous is not None
            and self.previous.status == self.Status.TRANSFERRING
        )

    @property
    def tone(self) -> str:
        """How the state is shown: good, warn, bad or neutral."""
        return self.TONES.get(self.status, "neutral")


def _by(day: datetime.date) -> str:
    """Return "12月1日前", and whether that is over."""
    passed = "（已过）" if day < clock.today() else ""
    return f"{day.month}月{day.day}日前{passed}"
