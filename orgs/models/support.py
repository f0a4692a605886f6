"""基层保障: the people, rooms, service centres and money that a community works with."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common import clock
from common.records import Record
from common.spelling import SpellingField
from orgs.models.tree import Organization
from orgs.models.units import ResidentUnit
from orgs.querysets.support import (
    BudgetLineQuerySet,
    CentreItemQuerySet,
    CommunityWorkerQuerySet,
    PremisesQuerySet,
    ServiceCentreQuerySet,
)


class CommunityWorker(Record):
    """社区工作者: somebody who works for a community, from a day to a day.

    `structure` (来源结构) enters S17; `hire_channel` (选聘渠道) is another list and never does.
    """

    class Structure(models.TextChoices):
        ENTERPRISE_LEADER = "enterprise_leader", "破产企业负责人"
        VETERAN = "veteran", "长期在居委会工作的老同志"
        GRADUATE = "graduate", "大学毕业生"
        EX_SERVICE = "ex_service", "退伍军人"
        OTHER = "other", "其他"

    class HireChannel(models.TextChoices):
        NEW_GRADUATE = "new_graduate", "应届大学毕业生"
        BANKRUPT_ENTERPRISE = "bankrupt_enterprise", "辖区破产企业"
        LAID_OFF = "laid_off", "下岗职工"
        EX_SERVICE = "ex_service", "退伍军人"
        OTHER = "other", "其他"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="workers", verbose_name="社区"
    )
    name = models.CharField("姓名", max_length=50)
    name_pinyin = SpellingField("姓名拼音", is_person=True)
    name_initials = SpellingField("姓名首字母", is_initials=True, is_person=True)
    duty = models.CharField("职务", max_length=50, blank=True)
    structure = models.CharField("来源结构", max_length=20, choices=Structure)
    hire_channel = models.CharField("选聘渠道", max_length=20, choices=HireChannel, blank=True)
    started_on = models.DateField("到岗日期", default=clock.today)
    ended_on = models.DateField("离岗日期", null=True, blank=True)

    objects = CommunityWorkerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社区工作者"
        constraints = [
            models.CheckConstraint(
                name="orgs_communityworker_dates",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="离岗日期不能早于到岗日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("orgs:worker-detail", args=[self.pk])


class Premises(Record):
    """办公用房: a community's office, how it is held and what is wrong with it."""

    class Tenure(models.TextChoices):
        OWNED = "owned", "自有"
        RESERVED = "reserved", "配建预留"
        FREE = "free", "单位无偿提供"
        CHEAP = "cheap", "单位低偿提供"
        RENTED = "rented", "租用"
        NONE = "none", "无用房"

    class Status(models.TextChoices):
        IN_USE = "in_use", "在用"
        PLANNED = "planned", "筹建"
        GIVEN_UP = "given_up", "停用"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="premises", verbose_name="社区"
    )
    area = models.DecimalField(
        "面积（平方米）", max_digits=9, decimal_places=2, default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    tenure = models.CharField("来源", max_length=10, choices=Tenure)
    provider = models.ForeignKey(
        ResidentUnit, models.PROTECT, null=True, blank=True, related_name="provided_premises",
        verbose_name="提供单位",
    )  # fmt: skip
    address = models.CharField("地址", max_length=100, blank=True)
    problem = models.CharField("存在问题", max_length=200, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.IN_USE)
    used_from = models.DateField("启用日期", null=True, blank=True)
    given_up_on = models.DateField("停用日期", null=True, blank=True)

    objects = PremisesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办公用房"
        constraints = [
            models.CheckConstraint(
                name="orgs_premises_area",
                condition=Q(area__gte=0),
                violation_error_message="面积不能为负数。",
            ),
            models.CheckConstraint(
                name="orgs_premises_days",
                condition=(
                    Q(status="planned", used_from=None, given_up_on=None)
                    | Q(status="in_use", used_from__isnull=False, given_up_on=None)
                    | Q(status="given_up", given_up_on__gte=F("used_from"))
                ),
                violation_error_message="状态与启用、停用日期不相符。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}办公用房"

    def get_absolute_url(self) -> str:
        return reverse("orgs:premises-detail", args=[self.pk])


class ServiceCentre(Record):
    """一站式居民服务中心: where residents get several services at one counter."""

    class Status(models.TextChoices):
        PLANNED = "planned", "筹建"
        TRIAL = "trial", "试运行"
        OPEN = "open", "运行"
        CLOSED = "closed", "停办"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="service_centres", verbose_name="社区"
    )
    name = models.CharField("名称", max_length=50)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.PLANNED)
    opened_on = models.DateField("启用日期", null=True, blank=True)
    closed_on = models.DateField("停办日期", null=True, blank=True)

    objects = ServiceCentreQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一站式居民服务中心"
        constraints = [
            models.CheckConstraint(
                name="orgs_servicecentre_open_has_day",
                condition=~Q(status="open") | Q(opened_on__isnull=False),
                violation_error_message="运行中的服务中心请填写启用日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("orgs:centre-detail", args=[self.pk])


class CentreItem(Record):
    """服务项目: one thing that a service centre does, and who provides it."""

    centre = models.ForeignKey(
        ServiceCentre, models.PROTECT, related_name="items", verbose_name="服务中心"
    )
    name = models.CharField("服务项目", max_length=100)
    provider = models.CharField("提供者", max_length=100, blank=True)
    ended_on = models.DateField("停办日期", null=True, blank=True)

    objects = CentreItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务项目"
        constraints = [
            models.UniqueConstraint(
                name="orgs_centreitem_once",
                fields=["centre", "name"],
                condition=Q(ended_on=None),
                violation_error_message="这个服务中心已有同名的服务项目。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLine(Record):
    """经费预算: one item of a year's budget of a street or community, in yuan."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="budget_lines", verbose_name="组织"
    )
    year = models.PositiveSmallIntegerField("年度")
    item = models.CharField("项目", max_length=100)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经费预算"
        constraints = [
            models.UniqueConstraint(
                name="orgs_budgetline_once",
                fields=["organization", "year", "item"],
                violation_error_message="这个年度已有同名的预算项目。",
            ),
            models.CheckConstraint(
                name="orgs_budgetline_amount",
                condition=Q(amount__gte=0),
                violation_error_message="金额不能为负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年 {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("orgs:budget-detail", args=[self.pk])
