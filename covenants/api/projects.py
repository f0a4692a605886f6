"""Projects in the API: read, proposed, and led through their steps."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from covenants.api.project_shapes import (
    ConfirmInput,
    DropInput,
    EvaluateInput,
    FinishInput,
    FundInput,
    MilestoneInput,
    ProgressInput,
    ProjectSerializer,
    ProposeInput,
    ReachInput,
)
from covenants.api.steps import NoInput, PauseInput, ReasonInput, SteppingViewSet, created, told
from covenants.filters.projects import ProjectFilter
from covenants.models import Project
from covenants.operations.progress import (
    add_milestone,
    add_progress,
    drop_milestone,
    reach_milestone,
)
from covenants.operations.projects import (
    confirm_project,
    finish_project,
    pause_project,
    propose_project,
    reject_project,
    resume_project,
    start_project,
    terminate_project,
    void_project,
)
from covenants.operations.work import evaluate_project, set_funding
from orgs.policy import Action

PARTS = ("funding", "wants", "milestones", "progress", "partners", "covenants")


class ProjectParts:
    """What is done about a project besides its course."""

    @told("登记群众评价", EvaluateInput, "完成 → 已评价；只记人数，不记姓名。")
    @action(detail=True, methods=["post"])
    def evaluate(self, request: Request, pk: Any = None) -> Response:
        """完成 → 已评价."""
        return self.take(request, evaluate_project, EvaluateInput)

    @told("更正项目资金", FundInput, "写出全部来源；没有写出的来源视为没有。")
    @action(detail=True, methods=["post"])
    def funding(self, request: Request, pk: Any = None) -> Response:
        """Correct the amounts by source."""
        return self.take(request, set_funding, FundInput)

    @told("增加项目节点", MilestoneInput)
    @action(detail=True, methods=["post"])
    def milestones(self, request: Request, pk: Any = None) -> Response:
        """Plan one step."""
        return self.take(request, add_milestone, MilestoneInput)

    @told("登记节点完成", ReachInput)
    @action(detail=True, methods=["post"], url_path="reach-milestone")
    def reach_milestone(self, request: Request, pk: Any = None) -> Response:
        """Enter that a step was done."""
        return self._on_milestone(reach_milestone, ReachInput)

    @told("删去项目节点", DropInput)
    @action(detail=True, methods=["post"], url_path="drop-milestone")
    def drop_milestone(self, request: Request, pk: Any = None) -> Response:
        """Take a step out of the plan."""
        return self._on_milestone(drop_milestone, DropInput)

    @told("登记项目进展", ProgressInput)
    @action(detail=True, methods=["post"])
    def progress(self, request: Request, pk: Any = None) -> Response:
        """Enter what happened on a day."""
        return self.take(request, add_progress, ProgressInput)

    def _on_milestone(self, step: Any, shape: Any) -> Response:
        project, values = self.get_object(), self.values(shape)
        key = values.pop("milestone")
        milestone = self.part(project.milestones.all(), key, by="pk", field="milestone")
        return self.took(step, milestone=milestone, **values)


@extend_schema_view(
    list=extend_schema(summary="项目列表", description="本人可见的共建项目。"),
    retrieve=extend_schema(summary="一个项目", description="资金、节点、进展和群众评价。"),
)
class ProjectViewSet(ProjectParts, SteppingViewSet):
    """共建项目: those that the caller may see."""

    model = Project
    noun = "project"
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset().select_related("evaluation")
        return rows.prefetch_related(*PARTS)

    @created(
        "提出项目",
        ProposeInput,
        ProjectSerializer,
        "提出一个意向；违反规则返回 409，不留下任何内容。",
    )
    @action(detail=False, methods=["post"])
    def propose(self, request: Request) -> Response:
        """Propose joint work."""
        return self.make(request, propose_project, ProposeInput, Action.KEEP_PROJECTS)

    @told("确定项目", ConfirmInput, "意向 → 确定，从确定日期起计入统计。")
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: Any = None) -> Response:
        """Decide for a proposal."""
        return self.take(request, confirm_project, ConfirmInput)

    @told("否决项目", ReasonInput, "意向 → 否决。")
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: Any = None) -> Response:
        """Decide against a proposal."""
        return self.take(request, reject_project, ReasonInput)

    @told("开始实施", NoInput, "确定 → 实施中。")
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: Any = None) -> Response:
        """确定 → 实施中."""
        return self.take(request, start_project)

    @told("暂停项目", PauseInput, "实施中 → 暂停。")
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: Any = None) -> Response:
        """实施中 → 暂停."""
        return self.take(request, pause_project, PauseInput)

    @told("恢复实施", NoInput, "暂停 → 实施中。")
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: Any = None) -> Response:
        """暂停 → 实施中."""
        return self.take(request, resume_project)

    @told("完成项目", FinishInput, "实施中 → 完成。")
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: Any = None) -> Response:
        """End the work with its outcome."""
        return self.take(request, finish_project, FinishInput)

    @told("终止项目", ReasonInput, "实施中、暂停 → 终止；仍按已确定计入统计。")
    @action(detail=True, methods=["post"])
    def terminate(self, request: Request, pk: Any = None) -> Response:
        """Give the work up."""
        return self.take(request, terminate_project, ReasonInput)

    @told("作废项目", ReasonInput, "意向由牵头社区作废，已确定的误录由区委组织部作废。")
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: Any = None) -> Response:
        """Take back a proposal or, by the district, a mistaken entry."""
        return self.take(request, void_project, ReasonInput)
