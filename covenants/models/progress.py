"""How a project goes on, and what residents say of it in the end."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from common.records import Record
from covenants.models.projects import Project
from covenants.querysets import ProjectPartQuerySet

MOST_VOICES = 100_000


class Milestone(models.Model):
    """项目节点: a step of the plan with its day, and when it was reached."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="milestones", verbose_name="项目"
    )
    name = models.CharField("节点", max_length=100)
    due_on = models.DateField("计划日期")
    done_on = models.DateField("完成日期", null=True, blank=True)

    objects = ProjectPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目节点"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.name


class ProgressEntry(Record):
    """进展记录: what happened on a day; pictures are optional attachments."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="progress", verbose_name="项目"
    )
    happened_on = models.DateField("日期")
    text = models.CharField("进展情况", max_length=500)

    objects = ProjectPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展记录"
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.project}"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()


class ProjectEvaluation(Record):
    """群众评价: how many residents said what of a finished project; no resident is named."""

    class Way(models.TextChoices):
        MEETING = "meeting", "座谈会"
        VISIT = "visit", "入户走访"
        FORM = "form", "问卷"
        ONLINE = "online", "网上征求"

    project = models.OneToOneField(
        Project, models.PROTECT, related_name="evaluation", verbose_name="项目"
    )
    held_on = models.DateField("评价日期")
    way = models.CharField("评价方式", max_length=10, choices=Way)
    satisfied_count = models.PositiveIntegerField(
        "满意", validators=[MaxValueValidator(MOST_VOICES)]
    )
    fairly_count = models.PositiveIntegerField(
        "基本满意", validators=[MaxValueValidator(MOST_VOICES)]
    )
    dissatisfied_count = models.PositiveIntegerField(
        "不满意", validators=[MaxValueValidator(MOST_VOICES)]
    )
    text = models.CharField("意见摘要", max_length=200, blank=True)

    objects = ProjectPartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目群众评价"
        constraints = [
            models.CheckConstraint(
                name="covenants_projectevaluation_voices",
                condition=Q(satisfied_count__gt=0)
                | Q(fairly_count__gt=0)
                | Q(dissatisfied_count__gt=0),
                violation_error_message="至少要有一人评价。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} 群众评价"

    @property
    def voice_count(self) -> int:
        """How many residents answered."""
        return self.satisfied_count + self.fairly_count + self.dissatisfied_count
