"""The resident units."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common import clock
from common.mobiles import MobileHolder
from common.records import Record
from common.spelling import SpellingField
from orgs.models.tree import District, Organization
from orgs.querysets import ResidentUnitQuerySet


class ResidentUnit(MobileHolder, Record):
    """驻区单位: a body in the district whose members report to communities.

    The mobile number is the liaison's. A duplicate points to the unit that stays (`merged_into`);
    its rows are not re-pointed.
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
    active_from = models.DateField("启用日期", default=clock.today)
    active_to = models.DateField("停用日期", null=True, blank=True)
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
            models.CheckConstraint(
                name="orgs_residentunit_not_own_duplicate",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                violation_error_message="不能与自己合并。",
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
        return reverse("orgs:unit-detail", args=[self.pk])
