"""Who the members are."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from common import phones
from common.records import Record
from members.querysets import MemberQuerySet
from orgs.models import ResidentUnit


class Member(Record):
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

    row_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="member",
        verbose_name="账号",
    )  # fmt: skip
    name = models.CharField("姓名", max_length=50)
    mobile_cipher = models.CharField(max_length=120, editable=False)
    mobile_index = models.CharField(max_length=64, editable=False, db_index=True)
    mobile_masked = models.CharField("手机号", max_length=11, editable=False)
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

    @property
    def cipher_place(self) -> str:
        """The associated data of the ciphertext: table, column, row."""
        return f"members_member.mobile.{self.row_key}"

    def set_mobile(self, phone: str) -> None:
        """Seal a normalised number into the three columns that stand for it."""
        self.mobile_cipher = phones.encrypt_phone(phone, place=self.cipher_place)
        self.mobile_index = phones.blind_index(phone)
        self.mobile_masked = phones.mask_phone(phone)

    def open_mobile(self) -> str:
        """Return the full number; callers leave an access record (`reveal_phone`)."""
        return phones.decrypt_phone(self.mobile_cipher, place=self.cipher_place)
