"""What the page of a project shows beside its facts."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Sum
from django.http import HttpRequest

from covenants.models import Milestone, ProgressEntry, Project, ProjectEvaluation
from covenants.transitions import PLANNED
from orgs.selectors.attachments import AttachmentPanel, panels_of

FEWEST_VOICES = 5  # below, a share would point at persons
ENTRIES_PER_PAGE = 10


@dataclass(frozen=True)
class MilestoneLine:
    """One step of the plan as the page shows it."""

    milestone: Milestone
    label: str
    tone: str


@dataclass(frozen=True)
class ProgressLine:
    """What happened on a day, with its pictures."""

    entry: ProgressEntry
    panel: AttachmentPanel


@dataclass(frozen=True)
class EvaluationLine:
    """What residents said, in counts; `rate` is a sentence when there are too few of them."""

    evaluation: ProjectEvaluation
    rate: str


def milestones_of(project: Project, day: datetime.date) -> list[MilestoneLine]:
    """Return the steps of the plan in their order."""
    is_going_on = project.status in PLANNED
    return [
        _milestone_line(milestone, day, is_going_on=is_going_on)
        for milestone in project.milestones.all()
    ]


def _milestone_line(
    milestone: Milestone, day: datetime.date, *, is_going_on: bool
) -> MilestoneLine:
    due_on, done_on = milestone.due_on, milestone.done_on
    if done_on is not None:
        late = (done_on - due_on).days
        label = f"完成，晚 {late} 天" if late > 0 else "完成"
        return MilestoneLine(milestone, label, "good")
    if not is_going_on:
        return MilestoneLine(milestone, "未完成", "neutral")
    if due_on < day:
        return MilestoneLine(milestone, f"逾期 {(day - due_on).days} 天", "bad")
    return MilestoneLine(milestone, "待完成", "neutral")


def progress_of(request: HttpRequest, project: Project) -> tuple[Page, list[ProgressLine]]:
    """Return one page of what happened, newest first, and its lines."""
    entries = project.progress.select_related("created_by", "project")
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    panels = panels_of(request, list(page))
    return page, [ProgressLine(entry, panels[entry.pk]) for entry in page]


def evaluation_of(project: Project) -> EvaluationLine | None:
    """Return what residents said, None before they were asked."""
    evaluation = ProjectEvaluation.objects.filter(project=project).first()
    return None if evaluation is None else EvaluationLine(evaluation, satisfaction_of(evaluation))


def satisfaction_of(evaluation: ProjectEvaluation) -> str:
    """Return the share of the satisfied and fairly satisfied, or why there is none."""
    voices = evaluation.voice_count
    if voices < FEWEST_VOICES:
        return f"少于 {FEWEST_VOICES} 人，不显示比例"
    content = evaluation.satisfied_count + evaluation.fairly_count
    return f"{content / voices:.1%}"


def sections_of(request: HttpRequest, project: Project, day: datetime.date) -> dict[str, Any]:
    """Return the context of the page's sections; the queries do not depend on the rows."""
    page, lines = progress_of(request, project)
    claims = project.claims.visible_to(request.user).select_related("unit").order_by("-pk")
    return {
        "funding": project.funding.all(),
        "funding_total": project.funding.aggregate(total=Sum("amount"))["total"],
        "covenants": project.covenants.visible_to(request.user).for_list(),
        "wants": project.wants.all(),
        "claims": claims,
        "milestones": milestones_of(project, day),
        "page_obj": page,
        "progress": lines,
        "evaluation": evaluation_of(project),
    }
