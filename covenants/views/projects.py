"""Pages of projects: the desk's, and the unit's to read."""

from collections.abc import Callable
from typing import Any

from django.db.models import Sum
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from common import clock
from covenants.filters.projects import ProjectFilter, UnitProjectFilter
from covenants.forms.projects import (
    ProjectChangeForm,
    ProjectConfirmForm,
    ProjectFinishForm,
    ProjectForm,
)
from covenants.models import Project
from covenants.operations import projects as operations
from covenants.selectors.history import history_of
from covenants.selectors.next_steps import next_step_of_project
from covenants.tables.parts import status_label
from covenants.tables.projects import ProjectTable, UnitProjectTable
from covenants.transitions import PROJECT_STEPS, STEP_LABELS, is_open_to
from orgs.forms import ReasonForm
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
    answer,
    visible_or_404,
)
from orgs.policy import Action
from orgs.scope import can, has_right

BUTTONS = {"start", "pause", "resume"}


class ProjectList(RegisterView):
    """The projects led or carried out in one's own subtree."""

    rights = (Action.READ,)
    model = Project
    table_class = ProjectTable
    filterset_class = ProjectFilter
    heading = "共建项目"
    empty_text = "还没有共建项目。"

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.KEEP_PROJECTS):
            return [("提出项目", reverse("covenants:project-create"))]
        return []


class UnitProjectList(RegisterView):
    """The projects that one's own unit takes part in."""

    rights = (Action.READ_OWN_UNIT,)
    model = Project
    table_class = UnitProjectTable
    filterset_class = UnitProjectFilter
    heading = "本单位参与的共建项目"
    empty_text = "本单位还没有参与共建项目。"


class UnitProjectDetail(RecordView):
    """One project, to read."""

    rights = (Action.READ_OWN_UNIT,)
    model = Project
    template_name = "covenants/project_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        project = self.object
        finished = [("完成日期", project.finished_on)] if project.finished_on else []
        reason = [("原因", project.reason)] if project.reason else []
        return [
            ("状态", status_label(project.get_status_display())),
            ("编号", project.no),
            ("牵头组织", project.lead),
            ("五共事项", project.get_code_b_display()),
            ("对应五共目标", project.get_code_a_display() or "未填"),
            ("实施社区", "、".join(place.name for place in project.communities.all())),
            ("参与单位", "、".join(unit.name for unit in project.partners.all()) or None),
            ("确定日期", project.confirmed_on),
            ("计划完成日期", project.planned_end or "未定"),
            *finished,
            *reason,
        ]

    def get_next_step(self) -> str:
        return next_step_of_project(self.object, clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "funding": self.object.funding.all(),
            "funding_total": self.object.funding.aggregate(total=Sum("amount"))["total"],
            "covenants": self.object.covenants.visible_to(self.request.user).for_list(),
            "entries": history_of(self.object),
        }


class ProjectDetail(UnitProjectDetail):
    """One project, with what the user may do now."""

    rights = (Action.READ,)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        project, user = self.object, self.request.user
        may_keep = can(user, Action.KEEP_PROJECTS, project)
        may_void = can(user, operations.voiding_project_action(project), project)
        return [
            (
                STEP_LABELS[step],
                reverse(f"covenants:project-{step}", args=[project.pk]),
                step in BUTTONS,
            )
            for step in PROJECT_STEPS
            if is_open_to(project, step) and (may_void if step == "void" else may_keep)
        ]


class ProjectCreate(OperationFormView):
    """Propose a project."""

    rights = (Action.KEEP_PROJECTS,)
    form_class = ProjectForm
    heading = "提出项目"
    submit_label = "提出"
    done = "已提出，等待确定。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_cancel_url(self) -> str:
        return reverse("covenants:project-list")

    def perform(self, form: BaseForm) -> Project:
        return operations.propose_project(actor=self.request.user, **form.plan())


class ProjectFormView(RecordFormView):
    """A step of one project by its lead."""

    model = Project
    action = Action.KEEP_PROJECTS


class ProjectChange(ProjectFormView):
    """Change a proposal."""

    form_class = ProjectChangeForm
    heading = "修改项目"
    submit_label = "保存"

    def perform(self, form: BaseForm) -> Project:
        return operations.change_project(
            actor=self.request.user,
            project=self.record,
            version=form.cleaned_data["version"],
            **form.plan(),
        )


class ProjectConfirm(ProjectFormView):
    """Decide for a proposal."""

    form_class = ProjectConfirmForm
    heading = "确定项目"
    submit_label = "确定"
    done = "项目已确定。"

    def perform(self, form: BaseForm) -> Project:
        return operations.confirm_project(
            actor=self.request.user,
            project=self.record,
            confirmed_on=form.cleaned_data["confirmed_on"],
            planned_end=form.cleaned_data["planned_end"],
        )


class ProjectFinish(ProjectFormView):
    """End the work with its outcome."""

    form_class = ProjectFinishForm
    heading = "项目完成"
    submit_label = "完成"
    done = "项目已完成。"

    def perform(self, form: BaseForm) -> Project:
        return operations.finish_project(
            actor=self.request.user,
            project=self.record,
            finished_on=form.cleaned_data["finished_on"],
            outcome=form.cleaned_data["outcome"],
        )


class ProjectReject(ProjectFormView):
    """Decide against a proposal."""

    form_class = ReasonForm
    heading = "否决项目"
    submit_label = "否决"
    done = "已否决。"

    def perform(self, form: BaseForm) -> Project:
        return operations.reject_project(
            actor=self.request.user, project=self.record, reason=form.cleaned_data["reason"]
        )


class ProjectTerminate(ProjectFormView):
    """Give the work up."""

    form_class = ReasonForm
    heading = "终止项目"
    submit_label = "终止"
    done = "已终止。"

    def perform(self, form: BaseForm) -> Project:
        return operations.terminate_project(
            actor=self.request.user, project=self.record, reason=form.cleaned_data["reason"]
        )


class ProjectVoid(RecordFormView):
    """Take back a proposal, or by the district a mistaken entry."""

    model = Project
    form_class = ReasonForm
    heading = "作废项目"
    submit_label = "作废"
    done = "已作废。"

    @property
    def action(self) -> Action:
        return operations.voiding_project_action(self.record)

    def perform(self, form: BaseForm) -> Project:
        return operations.void_project(
            actor=self.request.user, project=self.record, reason=form.cleaned_data["reason"]
        )


def _turn(request: HttpRequest, pk: int, step: Callable[..., Project], done: str) -> HttpResponse:
    project = visible_or_404(Project, request.user, pk)
    return answer(request, lambda: step(actor=request.user, project=project), done=done, to=project)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, operations.start_project, "已开始实施。")


@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, operations.pause_project, "已暂停。")


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, operations.resume_project, "已恢复实施。")
