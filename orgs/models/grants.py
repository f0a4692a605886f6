"""Who may do what where, who asked for it, and posts that change hands."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common import clock
from common.records import Record
from orgs.models.tree import District, Organization
from orgs.models.units import ResidentUnit
from orgs.policy import Role
from orgs.querysets.grants import GrantRequestQuerySet, HandOverQuerySet, RoleGrantQuerySet

PLACE_OF_ROLE = (
    (
        Q(role__in=["street", "community", "grid"], organization__isnull=False)
        & Q(district=None, unit=None)
    )
    | (Q(role="liaison", unit__isnull=False) & Q(district=None, organization=None))
    | (
        Q(role__in=["district", "member", "system_admin", "security_admin", "auditor"])
        & Q(district__isnull=False, organization=None, unit=None)
    )
)
RIGHT_DATES = Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))


class Entitlement(Record):
    """One role at one place from a day to a day: what is asked for and what is granted."""

    role = models.CharField("角色", max_length=20, choices=Role)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="区",
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="%(class)ss",
        verbose_name="组织",
    )  # fmt: skip
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, null=True, blank=True, related_name="%(class)ss",
        verbose_name="单位",
    )  # fmt: skip
    valid_from = models.DateField("生效日期", default=clock.today)
    valid_to = models.DateField("截止日期", null=True, blank=True, help_text="含当日")

    class Meta:
        abstract = True

    @property
    def place(self) -> District | Organization | ResidentUnit:
        """The one place that the right speaks of."""
        return self.organization or self.unit or self.district


class RoleGrant(Entitlement):
    """授权: one person, one role, one place, from a day to a day; all visibility follows.

    A revoked one opens nothing from that moment, whatever its days say. That administrators hold
    nothing else on the same day is a trigger, see the migration `exclusive_roles`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name="账号"
    )
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True, editable=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        constraints = [
            models.CheckConstraint(
                name="orgs_rolegrant_one_place",
                condition=PLACE_OF_ROLE,
                violation_error_message="角色与授权范围不相符。",
            ),
            models.CheckConstraint(
                name="orgs_rolegrant_dates",
                condition=RIGHT_DATES,
                violation_error_message="截止日期不能早于生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("orgs:grant-detail", args=[self.pk])

    def is_ended(self, day: datetime.date) -> bool:
        """Whether it opens nothing on the day nor later."""
        return self.revoked_at is not None or (self.valid_to is not None and self.valid_to < day)

    def standing_label(self, day: datetime.date) -> str:
        """已收回, 已到期, 未生效 or 生效中, on the day."""
        if self.revoked_at is not None:
            return "已收回"
        if self.is_ended(day):
            return "已到期"
        return "未生效" if day < self.valid_from else "生效中"

    def next_day(self, day: datetime.date) -> datetime.date:
        """Return the first day on which a renewal may begin, not before the given day."""
        if self.valid_to is None or self.is_ended(day):
            return day
        return self.valid_to + datetime.timedelta(days=1)


class GrantRequest(Entitlement):
    """授权申请: the system administrator proposes a right, the security administrator decides.

    With `replaces` it asks for a hand-over: the account takes over the post of that grant.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待批准"
        APPROVED = "approved", "已批准"
        REFUSED = "refused", "未批准"
        WITHDRAWN = "withdrawn", "已撤回"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grant_requests",
        verbose_name="账号",
    )  # fmt: skip
    reason = models.CharField("申请理由", max_length=200, blank=True)
    replaces = models.ForeignKey(
        RoleGrant, models.PROTECT, null=True, blank=True, related_name="hand_over_requests",
        verbose_name="接任的授权",
    )  # fmt: skip
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="批准人",
    )  # fmt: skip
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    refusal = models.CharField("未批准原因", max_length=200, blank=True)
    grant = models.OneToOneField(
        RoleGrant, models.PROTECT, null=True, blank=True, related_name="request",
        verbose_name="授权",
    )  # fmt: skip

    objects = GrantRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权申请"
        constraints = [
            models.CheckConstraint(
                name="orgs_grantrequest_one_place",
                condition=PLACE_OF_ROLE,
                violation_error_message="角色与授权范围不相符。",
            ),
            models.CheckConstraint(
                name="orgs_grantrequest_dates",
                condition=RIGHT_DATES,
                violation_error_message="截止日期不能早于生效日期。",
            ),
            models.CheckConstraint(
                name="orgs_grantrequest_four_eyes",
                condition=Q(decided_by=None) | Q(created_by=None) | ~Q(decided_by=F("created_by")),
                violation_error_message="申请人不能批准自己的申请。",
            ),
            models.UniqueConstraint(
                name="orgs_grantrequest_one_successor",
                fields=["replaces"],
                condition=Q(state="asked"),
                violation_error_message="这个岗位已有一份待批准的交接申请。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("orgs:grant-request-detail", args=[self.pk])


class HandOver(Record):
    """岗位交接: a post goes from one person to the next; the pack is made from the records."""

    old_grant = models.OneToOneField(
        RoleGrant, models.PROTECT, related_name="handed_over", verbose_name="原授权"
    )
    new_grant = models.OneToOneField(
        RoleGrant, models.PROTECT, related_name="taken_over", verbose_name="新授权"
    )
    handed_on = models.DateField("交接日期", default=clock.today)
    note = models.CharField("交接说明", max_length=200, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位交接"

    def __str__(self) -> str:
        return f"{self.old_grant.user} → {self.new_grant.user}"

    def get_absolute_url(self) -> str:
        return reverse("reports:hand-over-detail", args=[self.pk])
