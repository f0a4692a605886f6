"""Who the members are."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from common.mobiles import MobileHolder
from common.records import Record
from common.spelling import SpellingField
from members.querysets import MemberQuerySet
from orgs.models import ResidentUnit


class Member(MobileHolder, Record):
    """党员: a registered party member. The mobile number is encrypted; lists show it masked."""

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
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, related_name="members", verbose_name="所在单位"
    )
    org_relation = models.CharField(
        "组织关系", max_length=10, choices=OrgRelation, default=OrgRelation.UNIT
    )
    on_job = models.BooleanField("在职", default=True)
    flow = models.CharField("流动情况", max_length=10, choices=Flow, default=Flow.NONE)
    specialties = models.CharField("特长", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates",
        verbose_name="合并到",
    )  # fmt: skip

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党员"
        indexes = [models.Index(fields=["unit", "name"], name="members_member_unit_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:member-detail", args=[self.pk])
