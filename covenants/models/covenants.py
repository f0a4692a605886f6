"""Signed agreements between communities and units."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.records import Record
from covenants.querysets import CovenantPartyQuerySet, CovenantQuerySet
from orgs.models import Organization, ResidentUnit

STEMS = "甲乙丙丁戊己庚辛壬癸"


class Covenant(Record):
    """共驻共建协议: between a community (or street) and units; lives, expires, is renewed.

    Stored is what people did (draft, signed, terminated, void); in force or expired follows from
    the dates.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        AWAITING = "awaiting", "待签"
        SIGNED = "signed", "已签订"
        TERMINATED = "terminated", "提前终止"
        VOID = "void", "作废"

    # Signed by all sides, whether or not it was ended early since.
    CONCLUDED = (Status.SIGNED, Status.TERMINATED)

    no = models.CharField("编号", max_length=30, unique=True, editable=False)
    title = models.CharField("协议名称", max_length=100)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="covenants", verbose_name="甲方"
    )
    signed_on = models.DateField("签订日期", null=True, blank=True)
    effective_from = models.DateField("生效日期", null=True, blank=True)
    effective_to = models.DateField("到期日期", null=True, blank=True, help_text="含当日，可不填")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals",
        verbose_name="续签自",
    )  # fmt: skip
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments",
        verbose_name="补充自",
    )  # fmt: skip
    terminated_on = models.DateField("终止日期", null=True, blank=True)
    reason = models.CharField("终止或作废原因", max_length=200, blank=True)
    text = models.TextField("协议正文", max_length=20_000, blank=True)
    # So many days before its end the parties were told last.
    noticed_days = models.PositiveSmallIntegerField("已提醒", null=True, editable=False)

    objects = CovenantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共驻共建协议"
        indexes = [
            models.Index(fields=["organization", "status"], name="covenants_covenant_list"),
            models.Index(fields=["signed_on"], name="covenants_covenant_signed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="covenants_covenant_dates",
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                violation_error_message="到期日期不能早于生效日期。",
            ),
            models.CheckConstraint(
                name="covenants_covenant_signed",
                condition=~Q(status__in=["signed", "terminated"])
                | Q(signed_on__isnull=False, effective_from__isnull=False),
                violation_error_message="已签订的协议必须有签订日期和生效日期。",
            ),
            models.UniqueConstraint(
                name="covenants_covenant_renewed_once",
                fields=["renews"],
                condition=~Q(status="void"),
                violation_error_message="这份协议已经续签过了。",
            ),
            models.CheckConstraint(
                name="covenants_covenant_one_origin",
                condition=Q(renews=None) | Q(amends=None),
                violation_error_message="一份协议不能既是续签又是补充协议。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("covenants:covenant-detail", args=[self.pk])

    @property
    def first_party(self) -> "CovenantParty":
        """甲方's row, from the parties as they were fetched."""
        return next(party for party in self.parties.all() if party.unit_id is None)

    @property
    def unit_parties(self) -> "list[CovenantParty]":
        """乙方, 丙方…: the units' rows, from the parties as they were fetched."""
        return [party for party in self.parties.all() if party.unit_id is not None]

    @property
    def kind_label(self) -> str:
        """协议, 续签 or 补充协议."""
        if self.amends_id is not None:
            return "补充协议"
        return "续签协议" if self.renews_id is not None else "协议"

    @property
    def is_on_paper(self) -> bool:
        """Whether a side signed on paper, from the parties as they were fetched."""
        return any(party.confirmed_way == "paper" for party in self.parties.all())

    def is_in_force(self, day: datetime.date) -> bool:
        """Whether the agreement binds on the day; its last day still counts (S3)."""
        return (
            self.signed_on is not None
            and self.status in self.CONCLUDED
            and self.signed_on <= day
            and self.effective_from <= day
            and (self.effective_to is None or day <= self.effective_to)
            and (self.terminated_on is None or day < self.terminated_on)
        )

    def standing_label(self, day: datetime.date) -> str:
        """The state as people say it: 未生效, 有效, 已到期 for a signed one."""
        if self.status != self.Status.SIGNED:
            return self.get_status_display()
        if day < self.effective_from:
            return "未生效"
        return "有效" if self.is_in_force(day) else "已到期"


class CovenantParty(models.Model):
    """协议一方: 甲方 (position 0, the covenant's organisation, no unit) or one unit behind it.

    Who signed for the side, when, and how: on paper, or by the side's own confirmation.
    """

    class Way(models.TextChoices):
        PAPER = "paper", "纸质签字"
        SYSTEM = "system", "系统确认"

    covenant = models.ForeignKey(
        Covenant, models.CASCADE, related_name="parties", verbose_name="协议"
    )
    position = models.PositiveSmallIntegerField("顺序", default=0)
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, null=True, blank=True, related_name="covenant_parties",
        verbose_name="单位",
    )  # fmt: skip
    signer = models.CharField("签字人", max_length=50, blank=True)
    signer_post = models.CharField("职务", max_length=50, blank=True)
    confirmed_on = models.DateField("签字日期", null=True, blank=True)
    confirmed_way = models.CharField("签字方式", max_length=10, choices=Way, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="登记人",
    )  # fmt: skip

    objects = CovenantPartyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协议各方"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="covenants_covenantparty_once",
                fields=["covenant", "unit"],
                violation_error_message="同一单位在一份协议里只能出现一次。",
            ),
            models.UniqueConstraint(
                name="covenants_covenantparty_one_first",
                fields=["covenant"],
                condition=Q(unit=None),
                violation_error_message="一份协议只有一个甲方。",
            ),
            models.CheckConstraint(
                name="covenants_covenantparty_position",
                condition=Q(position=0, unit=None) | Q(position__gt=0, unit__isnull=False),
                violation_error_message="甲方排在最前，其余各方是单位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.name}"

    def get_absolute_url(self) -> str:
        return self.covenant.get_absolute_url()

    @property
    def label(self) -> str:
        """甲方, 乙方, 丙方… in the order of the agreement."""
        stems = "甲乙丙丁戊己庚辛壬癸"
        return (
            f"{stems[self.position]}方"
            if self.position < len(stems)
            else f"第{self.position + 1}方"
        )

    @property
    def name(self) -> str:
        return str(self.unit or self.covenant.organization)
