"""The district and its five-tier tree with its history."""

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from mptt.models import MPTTModel, TreeForeignKey

from common import clock
from common.records import Record
from common.spelling import SpellingField
from orgs.querysets.tree import DistrictQuerySet, OrganizationEventQuerySet, OrganizationManager


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
    name = models.CharField("名称", max_length=50, db_index=True)
    name_pinyin = SpellingField("名称拼音")
    name_initials = SpellingField("名称首字母", is_initials=True)
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
    """沿革: one dated change of a node; the tree as of any day is rebuilt from these.

    `change_key` binds the events of one act (a merger moves many nodes). An act taken back within
    the day keeps its events, marked `undone_at`; nothing is rebuilt from those (`standing()`).
    """

    class Kind(models.TextChoices):
        FOUNDED = "founded", "成立"
        RENAMED = "renamed", "更名"
        MOVED = "moved", "划转"
        MERGED = "merged", "合并"
        SPLIT = "split", "分设"
        DISSOLVED = "dissolved", "撤销"
        PILOT = "pilot", "试点"
        PATTERN_126 = "pattern_126", "“1+2+6”模式"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="events", verbose_name="组织"
    )
    kind = models.CharField("变动", max_length=12, choices=Kind)
    effective_on = models.DateField("生效日期")
    before = models.JSONField("变动前", default=dict)
    after = models.JSONField("变动后", default=dict)
    note = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("登记时间", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    change_key = models.UUIDField("变动编号", default=uuid.uuid4, db_index=True, editable=False)
    undone_at = models.DateTimeField("撤回时间", null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name="撤回人", editable=False,
    )  # fmt: skip

    objects = OrganizationEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "沿革"
        ordering = ["effective_on", "pk"]
        indexes = [models.Index(fields=["kind", "effective_on"], name="orgs_event_kind_day")]

    def __str__(self) -> str:
        return f"{self.effective_on} {self.get_kind_display()}"
