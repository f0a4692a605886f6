"""Who the members are."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.mobiles import MobileHolder
from common.records import Record
from common.spelling import SpellingField
from members.querysets import MemberQuerySet
from orgs.models import District, ResidentUnit


class Member(MobileHolder, Record):
    """党员: a registered party member. The mobile number is encrypted; lists show it masked.

    Everybody has a unit but the inbound (流入党员), who may have none here. A duplicate keeps its
    rows and points to another member: `duplicate_of` is what a person decided, `merged_into` the
    one who stays at the end of such a chain. `external_key` is the key in the unit's own system.
    """

    class Kind(models.TextChoices):
        FULL = "full", "正式党员"
        PROBATIONARY = "probationary", "预备党员"

    class Gender(models.TextChoices):
        """GB/T 2261.1."""

        UNKNOWN = "0", "未知"
        MALE = "1", "男"
        FEMALE = "2", "女"
        UNSTATED = "9", "未说明"

    class OrgRelation(models.TextChoices):
        COMMUNITY = "community", "本社区"
        UNIT = "unit", "所在单位"
        ELSEWHERE = "elsewhere", "外地"

    class Flow(models.TextChoices):
        NONE = "none", "非流动党员"
        INBOUND = "inbound", "流入党员"
        OUTBOUND = "outbound", "流出党员"

    class Education(models.TextChoices):
        """GB/T 4658, the levels that the forms ask for."""

        UNSTATED = "", "未填写"
        POSTGRADUATE = "10", "研究生"
        UNDERGRADUATE = "20", "大学本科"
        COLLEGE = "30", "大学专科"
        SECONDARY = "40", "中等职业"
        HIGH_SCHOOL = "60", "普通高中"
        BELOW = "70", "初中及以下"

    class LeftReason(models.TextChoices):
        """Why somebody is no longer on the job at the unit; a death is 其他 and not told."""

        RETIRED = "retired", "退休"
        LEFT = "left", "调离本区单位"
        RELATION_MOVED = "relation_moved", "组织关系转入社区"
        OTHER = "other", "其他"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="member",
        verbose_name="账号",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=50, db_index=True)
    name_pinyin = SpellingField("姓名拼音", is_person=True)
    name_initials = SpellingField("姓名首字母", is_person=True, is_initials=True)
    kind = models.CharField("党员类别", max_length=15, choices=Kind, default=Kind.FULL)
    gender = models.CharField("性别", max_length=1, choices=Gender, default=Gender.UNSTATED)
    joined_on = models.DateField("入党日期", null=True, blank=True)
    education = models.CharField(
        "学历", max_length=2, choices=Education, default=Education.UNSTATED, blank=True
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="members", verbose_name="所属区", editable=False
    )
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, null=True, blank=True, related_name="members",
        verbose_name="所在单位",
    )  # fmt: skip
    external_key = models.CharField("单位系统编号", max_length=64, blank=True)
    left_unit_on = models.DateField("离开单位日期", null=True, blank=True)
    left_reason = models.CharField("离开单位原因", max_length=15, choices=LeftReason, blank=True)
    home_organization = models.CharField("组织关系所在党组织", max_length=100, blank=True)
    org_relation = models.CharField(
        "组织关系", max_length=10, choices=OrgRelation, default=OrgRelation.UNIT
    )
    on_job = models.BooleanField("在职", default=True)
    flow = models.CharField("流动情况", max_length=10, choices=Flow, default=Flow.NONE)
    specialties = models.CharField("特长", max_length=200, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="重复于", editable=False,
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates",
        verbose_name="合并到",
    )  # fmt: skip

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党员"
        indexes = [models.Index(fields=["unit", "name"], name="members_member_unit_name")]
        constraints = [
            models.CheckConstraint(
                name="members_member_unit_or_inbound",
                condition=Q(unit__isnull=False) | Q(flow="inbound"),
                violation_error_message="请选择所在单位；没有驻区单位的，只能登记为流入党员。",
            ),
            models.UniqueConstraint(
                name="members_member_external_key",
                fields=["unit", "external_key"],
                condition=~Q(external_key=""),
                violation_error_message="本单位已有党员用了这个单位系统编号。",
            ),
            models.CheckConstraint(
                name="members_member_not_own_duplicate",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                violation_error_message="不能与自己合并。",
            ),
            models.CheckConstraint(
                name="members_member_merged_is_duplicate",
                condition=Q(merged_into=None, duplicate_of=None)
                | Q(merged_into__isnull=False, duplicate_of__isnull=False),
                violation_error_message="合并的党员必须同时写明重复于谁。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:member-detail", args=[self.pk])

    @property
    def standing(self) -> "Member":
        """The one who stays: whom this row was merged into, else itself."""
        return self.merged_into or self

    @property
    def unit_label(self) -> str:
        """The unit's name; for an inbound member without one, that."""
        return self.unit.name if self.unit else "流入党员"
