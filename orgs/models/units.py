"""The resident units."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common import clock
from common.mobiles import MobileHolder
from common.records import Record
from common.spelling import SpellingField
from orgs.models.tree import District, Organization
from orgs.querysets.units import ResidentUnitQuerySet


class ResidentUnit(MobileHolder, Record):
    """驻区单位: a body in the district whose members report to communities.

    The mobile number is the liaison's. A duplicate keeps its rows and points to another unit:
    `duplicate_of` is what a person decided, `merged_into` the unit that stays at the end of such a
    chain. The first is the truth, so that a merger can be taken back exactly.
    """

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
    name = models.CharField("单位名称", max_length=100, db_index=True)
    name_pinyin = SpellingField("名称拼音")
    name_initials = SpellingField("名称首字母", is_initials=True)
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
    # In the QR code of the members' first check-in; "" until the unit asks for one.
    entry_code = models.CharField("报到码", max_length=16, blank=True, editable=False)
    active_from = models.DateField("启用日期", default=clock.today)
    active_to = models.DateField("停用日期", null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="重复于", editable=False,
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates",
        verbose_name="合并到",
    )  # fmt: skip

    objects = ResidentUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "驻区单位"
        constraints = [
            models.UniqueConstraint(
                name="orgs_residentunit_uscc",
                fields=["uscc"],
                condition=~Q(uscc=""),
                violation_error_message="这个统一社会信用代码已登记在另一个单位名下。",
            ),
            models.UniqueConstraint(
                name="orgs_residentunit_entry_code",
                fields=["entry_code"],
                condition=~Q(entry_code=""),
            ),
            models.CheckConstraint(
                name="orgs_residentunit_not_own_duplicate",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                violation_error_message="不能与自己合并。",
            ),
            models.CheckConstraint(
                name="orgs_residentunit_merged_is_duplicate",
                condition=Q(merged_into=None, duplicate_of=None)
                | Q(merged_into__isnull=False, duplicate_of__isnull=False),
                violation_error_message="合并的单位必须同时写明重复于哪个单位。",
            ),
            models.CheckConstraint(
                name="orgs_residentunit_not_own_superior",
                condition=Q(superior_unit=None) | ~Q(superior_unit=F("pk")),
                violation_error_message="主管单位不能是本单位自己。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:unit-detail", args=[self.pk])

    @property
    def standing(self) -> "ResidentUnit":
        """The unit that stays: the one it was merged into, else itself."""
        return self.merged_into or self

    def is_in_use(self, day: datetime.date) -> bool:
        """Whether the unit takes new records on the day; `active_to` is its last day in use."""
        return self.merged_into_id is None and (
            self.active_from <= day and (self.active_to is None or self.active_to >= day)
        )

    def status_label(self, day: datetime.date) -> str:
        """在用, 未启用, 已停用 or 已合并, on the day."""
        if self.merged_into_id is not None:
            return "已合并"
        if self.active_to is not None and self.active_to < day:
            return "已停用"
        return "在用" if self.active_from <= day else "未启用"
