"""Joint work that comes of covenants."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.records import Record
from covenants.models.covenants import Covenant
from covenants.models.five_co import LIST_A_CHOICES, LIST_B_CHOICES
from covenants.models.kinds import ResourceKind
from covenants.querysets import ProjectQuerySet
from orgs.models import Organization, ResidentUnit


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

    UNDER_WAY = (Status.CONFIRMED, Status.RUNNING, Status.PAUSED)
    # What may still come or goes on.
    PLANNED = (Status.PROPOSED, *UNDER_WAY)

    no = models.CharField("编号", max_length=30, unique=True, editable=False)
    name = models.CharField("项目名称", max_length=100)
    content = models.TextField("项目内容", max_length=1000, blank=True)
    code_b = models.CharField("五共事项", max_length=2, choices=LIST_B_CHOICES)
    code_a = models.CharField("对应五共目标", max_length=2, choices=LIST_A_CHOICES, blank=True)
    lead = models.ForeignKey(
        Organization, models.PROTECT, related_name="led_projects", verbose_name="牵头社区"
    )
    lead_unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, null=True, blank=True, related_name="led_projects",
        verbose_name="牵头单位",
    )  # fmt: skip
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
    is_open_to_claims = models.BooleanField(
        "征集认领", default=False, help_text="列入项目清单，供本区驻区单位认领"
    )

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


class ProjectStage(models.Model):
    """项目阶段: from which day on the project was in which state; appended by every step.

    The state on a past day is the last stage that began by then.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="stages", verbose_name="项目")
    status = models.CharField("状态", max_length=10, choices=Project.Status)
    from_on = models.DateField("起始日期")

    class Meta:
        verbose_name = verbose_name_plural = "项目阶段"
        ordering = ["from_on", "pk"]
        indexes = [
            models.Index(fields=["project", "from_on"], name="covenants_projectstage_at"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} {self.get_status_display()}"


class ProjectWant(models.Model):
    """项目所需: what the project lacks, of one kind; units offer it or claim the project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="wants", verbose_name="项目")
    kind = models.CharField("种类", max_length=10, choices=ResourceKind)
    text = models.CharField("说明", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "项目所需资源"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="covenants_projectwant_once",
                fields=["project", "kind"],
                violation_error_message="同一种资源只写一行。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}"
