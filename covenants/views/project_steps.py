"""Steps of one project from its decision to its end."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from covenants.forms.projects import ProjectConfirmForm, ProjectFinishForm
from covenants.models import Project
from covenants.operations import projects as operations
from covenants.views.projects import ProjectFormView
from covenants.views.subjects import about_project
from orgs.forms import ReasonForm
from orgs.generic import RecordFormView, answer, visible_or_404
from orgs.policy import Action


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
    template_name = "covenants/project_finish.html"
    heading = "项目完成"
    submit_label = "完成"
    done = "项目已完成。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = list(self.record.milestones.filter(done_on=None))
        return super().get_context_data(**kwargs) | {"open_milestones": left}

    def perform(self, form: BaseForm) -> Project:
        return operations.finish_project(
            actor=self.request.user,
            project=self.record,
            finished_on=form.cleaned_data["finished_on"],
            outcome=form.cleaned_data["outcome"],
        )


class ProjectPause(ProjectFormView):
    """Interrupt the work."""

    form_class = ReasonForm
    heading = "暂停项目"
    submit_label = "暂停"
    done = "已暂停。"

    def perform(self, form: BaseForm) -> Project:
        return operations.pause_project(
            actor=self.request.user, project=self.record, reason=form.cleaned_data["reason"]
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

    def get_subject(self) -> list[tuple[str, Any]]:
        return about_project(self.record)

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
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, operations.resume_project, "已恢复实施。")
