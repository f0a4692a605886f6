"""Signed agreements between communities and units, and the projects that come of them."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.records import Record
from covenants.querysets import CovenantQuerySet, ProjectQuerySet
from orgs.models import Organization, ResidentUnit


class FiveCo(models.TextChoices):
    """五共: one dictionary for the two lists of the essay; which list holds a code is below."""

    PARTY_WORK = "G1", "党建工作共做"
    CIVILITY = "G2", "精神文明共建"
    ENVIRONMENT = "G3", "生活环境共管"
    SERVICE = "G4", "社区服务共办"
    SAFETY = "G5", "社区平安共创"
    PROBLEMS = "G6", "服务难题共解"
    WELFARE = "G7", "公益事业共办"


LIST_A = ("G1", "G2", "G6", "G7", "G3")
LIST_B = ("G1", "G4", "G5", "G3", "G2")
LIST_A_CHOICES = [(code, FiveCo(code).label) for code in LIST_A]
LIST_B_CHOICES = [(code, FiveCo(code).label) for code in LIST_B]


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
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("covenants:covenant-detail", args=[self.pk])

    def is_in_force(self, day: datetime.date) -> bool:
        """Whether the agreement binds on the day; its last day still counts (S3)."""
        return (
            self.signed_on is not None
            and self.status in {self.Status.SIGNED, self.Status.TERMINATED}
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
    """协议乙方: one unit of a covenant, with who signs for it."""

    covenant = models.ForeignKey(
        Covenant, models.CASCADE, related_name="parties", verbose_name="协议"
    )
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, related_name="covenant_parties", verbose_name="单位"
    )
    signer = models.CharField("签字人", max_length=50, blank=True)
    signer_post = models.CharField("职务", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协议乙方"
        constraints = [
            models.UniqueConstraint(
                name="covenants_covenantparty_once",
                fields=["covenant", "unit"],
                violation_error_message="同一单位在一份协议里只能出现一次。",
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Project(Record):
    """共建项目: a piece of joint work under one code of list B, one of list A beside it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "意向"
        REJECTED = "rejected", "否决"
        CONFIRMED = "confirmed", "确定"
        RUNNING = "running", "实施中"
        PAUSED = "paused", "暂停"
        FINISHED = "finished", "完成"
        EVALUATED = "evaluated", "已评价"
        TERMINATED = "terminated", "终止"
        VOID = "void", "作废"

    no = models.CharField("编号", max_length=30, unique=True, editable=False)
    name = models.CharField("项目名称", max_length=100)
    code_b = models.CharField("五共事项", max_length=2, choices=LIST_B_CHOICES)
    code_a = models.CharField("对应五共目标", max_length=2, choices=LIST_A_CHOICES, blank=True)
    lead = models.ForeignKey(
        Organization, models.PROTECT, related_name="led_projects", verbose_name="牵头组织"
    )
    communities = models.ManyToManyField(
        Organization, related_name="projects", verbose_name="实施社区"
    )
    covenants = models.ManyToManyField(
        Covenant, related_name="projects", blank=True, verbose_name="依据协议"
    )
    partners = models.ManyToManyField(
        ResidentUnit, related_name="projects", blank=True, verbose_name="参与单位"
    )
    confirmed_on = models.DateField("确定日期", null=True, blank=True)
    planned_end = models.DateField("计划完成日期", null=True, blank=True)
    finished_on = models.DateField("完成日期", null=True, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PROPOSED)
    reason = models.CharField("否决、终止或作废原因", max_length=200, blank=True)
    outcome = models.TextField("成效", max_length=2000, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共建项目"
        indexes = [
            models.Index(fields=["lead", "status"], name="covenants_project_list"),
            models.Index(fields=["confirmed_on"], name="covenants_project_confirmed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="covenants_project_confirmed",
                condition=Q(status__in=["proposed", "rejected", "void"])
                | Q(confirmed_on__isnull=False),
                violation_error_message="已确定的项目必须有确定日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("covenants:project-detail", args=[self.pk])


class FundingSource(models.Model):
    """项目资金: an amount in yuan from one source."""

    class Source(models.TextChoices):
        FISCAL = "fiscal", "财政资金"
        UNIT = "unit", "单位投入"
        DONATION = "donation", "社会捐助"
        OTHER = "other", "其他"

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="funding", verbose_name="项目"
    )
    source = models.CharField("来源", max_length=10, choices=Source)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "项目资金"
        constraints = [
            models.UniqueConstraint(fields=["project", "source"], name="covenants_funding_once"),
            models.CheckConstraint(
                name="covenants_funding_positive",
                condition=Q(amount__gt=0),
                violation_error_message="金额应大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.amount} 元"
