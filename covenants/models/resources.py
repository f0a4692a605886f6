"""资源清单 and 项目清单: what units offer and communities ask for; projects that units claim."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.records import Record
from covenants.models.kinds import ResourceKind
from covenants.models.projects import Project
from covenants.querysets import (
    ProjectClaimQuerySet,
    ResourceOfferQuerySet,
    ResourceRequestQuerySet,
)
from orgs.models import Organization, ResidentUnit


class ResourceOffer(Record):
    """资源: what a unit offers to the communities of its district, when, and on what terms."""

    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, related_name="offers", verbose_name="单位"
    )
    kind = models.CharField("种类", max_length=10, choices=ResourceKind)
    name = models.CharField("资源名称", max_length=50)
    description = models.CharField("说明", max_length=300, blank=True)
    available_from = models.DateField("可用起始日期", null=True, blank=True)
    available_to = models.DateField("可用截止日期", null=True, blank=True, help_text="含当日")
    times = models.CharField("可用时间", max_length=100, blank=True)
    conditions = models.CharField("使用条件", max_length=200, blank=True)
    is_withdrawn = models.BooleanField("已撤下", default=False, editable=False)

    objects = ResourceOfferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "驻区单位资源"
        indexes = [
            models.Index(fields=["unit", "kind"], name="covenants_resourceoffer_list"),
        ]
        constraints = [
            models.CheckConstraint(
                name="covenants_resourceoffer_dates",
                condition=Q(available_to=None)
                | Q(available_from=None)
                | Q(available_to__gte=F("available_from")),
                violation_error_message="截止日期不能早于起始日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("covenants:offer-detail", args=[self.pk])


class ResourceRequest(Record):
    """资源申请: a community asks for what a unit offers; the unit answers; use is recorded."""

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        AGREED = "agreed", "已同意"
        DECLINED = "declined", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"
        USED = "used", "已使用"

    offer = models.ForeignKey(
        ResourceOffer, models.PROTECT, related_name="requests", verbose_name="资源"
    )
    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="resource_requests", verbose_name="申请社区"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="resource_requests",
        verbose_name="用于项目",
    )  # fmt: skip
    purpose = models.CharField("用途", max_length=200)
    wanted_on = models.DateField("使用日期")
    wanted_time = models.CharField("使用时间", max_length=50, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    answer = models.CharField("答复", max_length=200, blank=True)
    used_on = models.DateField("实际使用日期", null=True, blank=True)
    result = models.CharField("使用情况", max_length=200, blank=True)

    objects = ResourceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资源申请"
        indexes = [
            models.Index(fields=["community", "state"], name="covenants_resourcerequest_list"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="covenants_resourcerequest_once",
                fields=["offer", "community", "wanted_on"],
                condition=Q(state__in=["asked", "agreed"]),
                violation_error_message="本社区那天已经申请过这项资源。",
            ),
            models.CheckConstraint(
                name="covenants_resourcerequest_used",
                condition=~Q(state="used") | Q(used_on__isnull=False),
                violation_error_message="已使用的要写实际使用日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community.name}申请{self.offer}"

    def get_absolute_url(self) -> str:
        return reverse("covenants:request-detail", args=[self.pk])


class ProjectClaim(Record):
    """项目认领: a unit wants to take part in a project; the lead community decides."""

    class State(models.TextChoices):
        ASKED = "asked", "待答复"
        ACCEPTED = "accepted", "已接受"
        DECLINED = "declined", "未接受"
        WITHDRAWN = "withdrawn", "已撤回"

    project = models.ForeignKey(Project, models.PROTECT, related_name="claims", verbose_name="项目")
    unit = models.ForeignKey(
        ResidentUnit, models.PROTECT, related_name="claims", verbose_name="单位"
    )
    kind = models.CharField("提供", max_length=10, choices=ResourceKind, blank=True)
    text = models.CharField("认领内容", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    answer = models.CharField("答复", max_length=200, blank=True)

    objects = ProjectClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目认领"
        constraints = [
            models.UniqueConstraint(
                name="covenants_projectclaim_once",
                fields=["project", "unit"],
                condition=Q(state__in=["asked", "accepted"]),
                violation_error_message="本单位已经认领过这个项目。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}认领“{self.project}”"

    def get_absolute_url(self) -> str:
        return reverse("covenants:claim-detail", args=[self.pk])
