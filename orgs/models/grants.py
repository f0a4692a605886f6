"""Who may do what where."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common import clock
from common.records import Record
from orgs.models.tree import District, Organization
from orgs.models.units import ResidentUnit
from orgs.policy import Role
from orgs.querysets import RoleGrantQuerySet


class RoleGrant(Record):
    """授权: one person, one role, one place, from a day to a day; all visibility follows."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name="账号"
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="区"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="grants",
        verbose_name="组织",
    )  # fmt: skip
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, null=True, blank=True, related_name="grants",
        verbose_name="单位",
    )  # fmt: skip
    valid_from = models.DateField("生效日期", default=clock.today)
    valid_to = models.DateField("截止日期", null=True, blank=True, help_text="含当日")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        constraints = [
            models.CheckConstraint(
                name="orgs_rolegrant_one_place",
                condition=(
                    Q(role__in=["street", "community", "grid"], organization__isnull=False)
                    & Q(district=None, unit=None)
                )
                | (Q(role="liaison", unit__isnull=False) & Q(district=None, organization=None))
                | (
                    Q(role__in=["district", "member", "system_admin", "security_admin", "auditor"])
                    & Q(district__isnull=False, organization=None, unit=None)
                ),
                violation_error_message="角色与授权范围不相符。",
            ),
            models.CheckConstraint(
                name="orgs_rolegrant_dates",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="截止日期不能早于生效日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.place}"

    @property
    def place(self) -> District | Organization | ResidentUnit:
        """The one place that the grant speaks of."""
        return self.organization or self.unit or self.district
