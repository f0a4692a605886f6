"""How the sample's projects went on: stages, milestones, progress, and what residents said."""

import datetime
import random
from dataclasses import dataclass, field

from covenants.models import (
    FiveCo,
    Milestone,
    ProgressEntry,
    Project,
    ProjectEvaluation,
    ProjectStage,
    ProjectWant,
    ResourceKind,
)
from demo.projects import Projects
from demo.timeline import Timeline, day_between, moment, randomness

Status = Project.Status
STARTED = {Status.RUNNING, Status.PAUSED, Status.FINISHED, Status.EVALUATED, Status.TERMINATED}
OPEN = (Status.PROPOSED, Status.CONFIRMED, Status.RUNNING)
STEPS = ("制定方案", "组织实施", "总结验收")
PROGRESS = (
    "召开碰头会，明确分工和时间安排。",
    "入户征求居民意见，方案据此作了调整。",
    "单位党员到场参加，完成首批工作。",
    "现场验收，遗留问题已列出清单。",
)
WANTS = {
    ResourceKind.PLACE: "能容纳 40 人左右的活动场地",
    ResourceKind.PEOPLE: "志愿者 10 名左右，周末参加",
    ResourceKind.FUNDS: "活动经费 3000 元左右",
    ResourceKind.GOODS: "宣传用品、慰问品",
    ResourceKind.SKILL: "有相关专业资质的人员",
}
CONTENTS = {
    FiveCo.PARTY_WORK: "社区和单位党组织每季度联合开展一次主题党日，"
    "共同学习、共议小区事务，由双方支部轮流牵头。",
    FiveCo.SERVICE: "面向辖区老人、儿童和困难家庭，单位党员按专长结对上门，每月集中服务一次。",
    FiveCo.SAFETY: "为老旧楼院居民排查用电、消防和出行隐患，单位派人参加巡查，问题列清单限期整改。",
    FiveCo.ENVIRONMENT: "和居民一起清理楼道、补种绿化，单位出人出物，社区组织日常维护。",
    FiveCo.CIVILITY: "请居民参与文明楼院评选和文化活动，单位提供场地和骨干，成果由居民评议。",
}
EVALUATED, WANTING, ON_TIME = 0.6, 30, 0.8


@dataclass
class Works:
    """What belongs to the projects, in the order in which it is written."""

    stages: list[ProjectStage] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    progress: list[ProgressEntry] = field(default_factory=list)
    evaluations: list[ProjectEvaluation] = field(default_factory=list)
    wants: list[ProjectWant] = field(default_factory=list)


def plan_works(timeline: Timeline, projects: Projects) -> Works:
    """Return everything unsaved; some finished projects were evaluated by now."""
    rng, works = randomness("works"), Works()
    _set_contents(projects)
    for row in projects.rows:
        if row.status == Status.FINISHED and rng.random() < EVALUATED:
            works.evaluations.append(_evaluate(rng, timeline, row))
        if row.confirmed_on is not None:
            _set_stages(works, row)
    for row in projects.rows:
        if row.status in STARTED:
            _report(rng, works, row, timeline.last_day)
    wanting = [row for row in projects.rows if row.status in OPEN]
    for row in rng.sample(wanting, WANTING):
        row.is_open_to_claims = True
        for kind in sorted(rng.sample(list(WANTS), rng.choice((1, 2)))):
            works.wants.append(ProjectWant(project=row, kind=kind, text=WANTS[kind]))
    return works


def started_on(row: Project) -> datetime.date | None:
    """Return the day on which the work began; None for what never began."""
    if row.status not in STARTED:
        return None
    if row.status == Status.RUNNING:
        return row.updated_at.date()
    return row.confirmed_on


def _set_contents(projects: Projects) -> None:
    """What is done, by the code of list B: no draw, so that the others stay what they were."""
    for row in projects.rows:
        row.content = CONTENTS[row.code_b]


def _set_stages(works: Works, row: Project) -> None:
    """From which day on the project was in which state."""
    last = row.updated_at.date()
    days = [(Status.CONFIRMED, row.confirmed_on), (Status.RUNNING, started_on(row))]
    if row.finished_on is not None:
        days.append((Status.FINISHED, row.finished_on))
    if row.status in {Status.PAUSED, Status.TERMINATED, Status.EVALUATED}:
        days.append((row.status, last))
    works.stages += [
        ProjectStage(project=row, status=status, from_on=day) for status, day in days if day
    ]


def _evaluate(rng: random.Random, timeline: Timeline, row: Project) -> ProjectEvaluation:
    last = timeline.last_day
    held_on = min(row.finished_on + datetime.timedelta(days=rng.randint(3, 40)), last)
    at = moment(held_on, 18)
    row.status, row.updated_at, row.version = Status.EVALUATED, at, row.version + 1
    return ProjectEvaluation(
        project=row,
        held_on=held_on,
        way=rng.choice(ProjectEvaluation.Way.values),
        satisfied_count=rng.randint(3, 60),
        fairly_count=rng.randint(0, 12),
        dissatisfied_count=rng.choice((0, 0, 0, 1, 2)),
        text=rng.choice(("", "希望长期开展。", "建议周末多安排几次。")),
        created_at=at, created_by=row.updated_by, updated_at=at, updated_by=row.updated_by,
    )  # fmt: skip


def _report(rng: random.Random, works: Works, row: Project, today: datetime.date) -> None:
    """Milestones up to the planned end, those behind us reached; a few words on the way."""
    first, last = row.confirmed_on, row.updated_at.date()
    if row.planned_end is not None:
        length = (row.planned_end - first).days
        for number, name in enumerate(STEPS, start=1):
            due_on = first + datetime.timedelta(days=length * number // len(STEPS))
            done_on = due_on if rng.random() < ON_TIME else None
            if row.finished_on is not None:
                done_on = min(due_on, row.finished_on)
            elif due_on > today:
                done_on = None
            works.milestones.append(
                Milestone(project=row, name=name, due_on=due_on, done_on=done_on)
            )
    for text in PROGRESS[: rng.randint(0, len(PROGRESS))]:
        day = day_between(rng, first, last)
        at = moment(day, 17, rng.randrange(60))
        entry = ProgressEntry(project=row, happened_on=day, text=text, created_at=at, updated_at=at)
        entry.created_by = entry.updated_by = row.created_by
        works.progress.append(entry)
