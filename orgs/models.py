"""The district, its five-tier tree, the resident units, and who may do what where."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from mptt.models import MPTTModel, TreeForeignKey

from common import clock
from common.months import MonthField
from common.records import Record
from orgs.policy import Role
from orgs.querysets import (
    DistrictQuerySet,
    HolidayQuerySet,
    OrganizationEventQuerySet,
    OrganizationManager,
    ResidentUnitQuerySet,
    RoleGrantQuerySet,
)


class District(Record):
    """区: owns the streets; its figures are the figures over all its trees."""

    code = models.CharField("区划代码", max_length=6, unique=True, help_text="GB/T 2260，6 位")
    name = models.CharField("名称", max_length=50)
    is_sample = models.BooleanField("示例数据", default=False)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区"

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name


class Organization(Record, MPTTModel):
    """组织节点: one node of the five-tier tree; a street is the root of its own tree.

    Only `orgs.operations` writes the tree, under its lock. `code` never changes, not on a move.
    """

    class Tier(models.IntegerChoices):
        STREET = 1, "街道大工委"
        COMMUNITY = 2, "社区大党委"
        GRID = 3, "网格党支部"
        BUILDING = 4, "楼栋党小组"
        HOUSEHOLD = 5, "党员联系户"

    class PartyOrgType(models.TextChoices):
        WORKING_COMMITTEE = "working_committee", "党工委"
        COMMITTEE = "committee", "党委"
        GENERAL_BRANCH = "general_branch", "党总支"
        BRANCH = "branch", "党支部"
        JOINT_BRANCH = "joint_branch", "联合党支部"
        GROUP = "group", "党小组"

    TITLES: ClassVar[dict[int, str]] = {
        Tier.STREET: "大工委",
        Tier.COMMUNITY: "大党委",
        Tier.GRID: "党支部",
        Tier.BUILDING: "党小组",
        Tier.HOUSEHOLD: "",
    }

    code = models.CharField("编码", max_length=32, unique=True, editable=False)
    name = models.CharField("名称", max_length=50)
    tier = models.PositiveSmallIntegerField("层级", choices=Tier)
    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name="上级组织",
    )  # fmt: skip
    district = models.ForeignKey(
        District, models.PROTECT, related_name="organizations", verbose_name="所属区"
    )
    party_org_type = models.CharField("党组织类型", max_length=20, choices=PartyOrgType, blank=True)
    to_be_established = models.BooleanField("应建", default=False)
    region_code = models.CharField(
        "统计用区划代码", max_length=12, blank=True, help_text="街道、社区填写，12 位"
    )
    established_on = models.DateField("成立日期", null=True, blank=True)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors",
        verbose_name="承接组织",
    )  # fmt: skip
    pilot_from = models.DateField("试点开始日期", null=True, blank=True)
    pattern_126 = models.BooleanField("“1+2+6”模式", default=False)
    sort_order = models.PositiveIntegerField("排序", default=0)

    objects = OrganizationManager()

    class Meta:
        verbose_name = verbose_name_plural = "党组织"
        indexes = ()  # without the line the tree's (tree_id, lft) index gets no migration
        constraints = [
            models.CheckConstraint(
                name="orgs_organization_street_is_root",
                condition=Q(tier=1, parent=None) | Q(tier__gt=1, parent__isnull=False),
                violation_error_message="街道没有上级，其他组织必须有上级。",
            ),
            models.CheckConstraint(
                name="orgs_organization_dissolved_after_established",
                condition=Q(dissolved_on=None) | Q(dissolved_on__gte=F("established_on")),
                violation_error_message="撤销日期不能早于成立日期。",
            ),
            models.UniqueConstraint(
                name="orgs_organization_region_code",
                fields=["region_code"],
                condition=~Q(region_code=""),
                violation_error_message="这个区划代码已经登记过。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("orgs:organization-detail", args=[self.pk])

    @property
    def title(self) -> str:
        """The name with what the tier is called: 义阳社区大党委."""
        return f"{self.name}{self.TITLES[self.tier]}"

    def is_established(self, day: datetime.date) -> bool:
        """Whether the committee exists at the end of the day."""
        return (
            self.established_on is not None
            and self.established_on <= day
            and (self.dissolved_on is None or self.dissolved_on > day)
        )

    def status_label(self, day: datetime.date) -> str:
        """已成立, 应建, 规划 or 已撤销, on the day."""
        if self.dissolved_on is not None and self.dissolved_on <= day:
            return "已撤销"
        if self.is_established(day):
            return "已成立"
        return "应建" if self.to_be_established else "规划"


class OrganizationEvent(models.Model):
    """沿革: one dated change of a node; the tree as of any day is rebuilt from these."""

    class Kind(models.TextChoices):
        FOUNDED = "founded", "成立"
        RENAMED = "renamed", "更名"
        MOVED = "moved", "划转"
        MERGED = "merged", "合并"
        SPLIT = "split", "分设"
        DISSOLVED = "dissolved", "撤销"
        PILOT = "pilot", "试点"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="events", verbose_name="组织"
    )
    kind = models.CharField("变动", max_length=10, choices=Kind)
    effective_on = models.DateField("生效日期")
    before = models.JSONField("变动前", default=dict)
    after = models.JSONField("变动后", default=dict)
    note = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("登记时间", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    objects = OrganizationEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "沿革"
        ordering = ["effective_on", "pk"]
        indexes = [models.Index(fields=["kind", "effective_on"], name="orgs_event_kind_day")]

    def __str__(self) -> str:
        return f"{self.effective_on} {self.get_kind_display()}"


class ResidentUnit(Record):
    """驻区单位: a body in the district whose members report to communities."""

    class Category(models.TextChoices):
        DISTRICT_ORGAN = "district_organ", "区直机关"
        DISTRICT_INSTITUTION = "district_institution", "区直事业单位"
        CITY_AND_ABOVE = "city_and_above", "市直及以上驻区单位"
        STATE_ENTERPRISE = "state_enterprise", "国有企业"
        PRIVATE_ECONOMY = "private_economy", "非公经济组织"
        SOCIAL_ORGANIZATION = "social_organization", "社会组织"
        SCHOOL = "school", "学校"
        HOSPITAL = "hospital", "医院"
        PROPERTY_COMPANY = "property_company", "物业企业"
        OTHER = "other", "其他"

    district = models.ForeignKey(
        District, models.PROTECT, related_name="units", verbose_name="所属区"
    )
    name = models.CharField("单位名称", max_length=100)
    uscc = models.CharField(
        "统一社会信用代码", max_length=18, blank=True, help_text="GB 32100，18 位"
    )
    category = models.CharField("类别", max_length=20, choices=Category)
    is_district_direct = models.BooleanField("区直单位", default=False)
    party_org_name = models.CharField("党组织名称", max_length=100, blank=True)
    first_responsible = models.CharField("党组织书记（第一责任人）", max_length=50, blank=True)
    deputy_responsible = models.CharField("分管领导", max_length=50, blank=True)
    liaison = models.CharField("联络员", max_length=50, blank=True)
    located_in = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="located_units",
        verbose_name="所在社区",
    )  # fmt: skip
    paired_community = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="paired_units",
        verbose_name="结对社区",
    )  # fmt: skip
    superior_unit = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="sub_units",
        verbose_name="主管单位",
    )  # fmt: skip
    declared_members = models.PositiveIntegerField("应报到人数", null=True, blank=True)
    declared_on = models.DateField("申报日期", null=True, blank=True)
    active_from = models.DateField("启用日期", default=clock.today)
    active_to = models.DateField("停用日期", null=True, blank=True)

    objects = ResidentUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "驻区单位"
        constraints = [
            models.UniqueConstraint(
                name="orgs_residentunit_uscc",
                fields=["uscc"],
                condition=~Q(uscc=""),
                violation_error_message="这个统一社会信用代码已登记在另一个单位名下。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("orgs:unit-detail", args=[self.pk])


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
