"""Pages of a project while it goes on: money, wants, milestones, progress, evaluation, leaving."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from covenants.forms.project_work import (
    MilestoneForm,
    MilestoneReachForm,
    ProgressForm,
    ProjectEvaluateForm,
    ProjectFundForm,
    ProjectLeaveForm,
    ProjectWantForm,
)
from covenants.models import Milestone, Project
from covenants.operations import progress as going_on
from covenants.operations import work
from covenants.selectors.places import leavable_communities
from covenants.views.projects import ProjectFormView
from covenants.views.subjects import about_project
from orgs import scope
from orgs.generic import RecordFormView, answer
from orgs.policy import Action


class ProjectEvaluate(ProjectFormView):
    """What residents say of the finished work."""

    form_class = ProjectEvaluateForm
    heading = "登记群众评价"
    submit_label = "登记"
    done = "群众评价已登记。"

    def perform(self, form: BaseForm) -> Project:
        typed = {key: value for key, value in form.cleaned_data.items() if key != "version"}
        return work.evaluate_project(actor=self.request.user, project=self.record, **typed)


class ProjectFund(ProjectFormView):
    """Correct the money."""

    form_class = ProjectFundForm
    heading = "更正资金"
    submit_label = "保存"
    done = "资金已更正。"

    def perform(self, form: BaseForm) -> Project:
        return work.set_funding(
            actor=self.request.user,
            project=self.record,
            funding=form.funding(),
            version=form.cleaned_data["version"],
        )


class ProjectWant(ProjectFormView):
    """Say anew what is lacked."""

    form_class = ProjectWantForm
    heading = "所需资源和征集认领"
    submit_label = "保存"
    done = "所需资源已保存。"

    def perform(self, form: BaseForm) -> Project:
        return work.set_wants(
            actor=self.request.user,
            project=self.record,
            wants=form.wants(),
            is_open_to_claims=form.cleaned_data["is_open_to_claims"],
            version=form.cleaned_data["version"],
        )


class ProjectLeave(RecordFormView):
    """Take one's own community out of a project that another one leads."""

    model = Project
    form_class = ProjectLeaveForm
    heading = "退出实施"
    submit_label = "退出"
    done = "已退出，并已告知牵头社区。"

    def require_right(self) -> None:
        if not leavable_communities(self.request.user, self.record).exists():
            raise PermissionDenied(scope.REFUSAL)

    def get_subject(self) -> list[tuple[str, Any]]:
        return about_project(self.record)

    def perform(self, form: BaseForm) -> str:
        work.leave_project(
            actor=self.request.user,
            project=self.record,
            community=form.cleaned_data["community"],
            reason=form.cleaned_data["reason"],
        )
        return reverse("covenants:project-list")


class MilestoneAdd(ProjectFormView):
    """Plan one step."""

    form_class = MilestoneForm
    heading = "增加节点"
    submit_label = "增加"
    done = "节点已增加。"

    def perform(self, form: BaseForm) -> Project:
        typed = form.cleaned_data
        going_on.add_milestone(
            actor=self.request.user,
            project=self.record,
            name=typed["name"],
            due_on=typed["due_on"],
        )
        return self.record


class MilestoneReach(RecordFormView):
    """Enter that a step was done."""

    model = Milestone
    action = Action.KEEP_PROJECTS
    form_class = MilestoneReachForm
    heading = "登记节点完成"
    submit_label = "登记"
    done = "节点已登记完成。"

    def perform(self, form: BaseForm) -> Project:
        going_on.reach_milestone(
            actor=self.request.user,
            milestone=self.record,
            done_on=form.cleaned_data["done_on"],
        )
        return self.record.project

    def get_subject(self) -> list[tuple[str, Any]]:
        return [*about_project(self.record.project), ("节点", self.record.name)]

    def get_cancel_url(self) -> str:
        return self.record.project.get_absolute_url()


class ProgressAdd(ProjectFormView):
    """Enter what happened."""

    form_class = ProgressForm
    heading = "登记进展"
    submit_label = "登记"
    done = "进展已登记，可在下面上传现场照片。"

    def perform(self, form: BaseForm) -> Project:
        typed = form.cleaned_data
        going_on.add_progress(
            actor=self.request.user,
            project=self.record,
            happened_on=typed["happened_on"],
            text=typed["text"],
        )
        return self.record


@require_POST
def drop_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Milestone.objects.visible_to(request.user).select_related("project")
    milestone = get_object_or_404(rows, pk=pk)
    return answer(
        request,
        lambda: going_on.drop_milestone(actor=request.user, milestone=milestone),
        done="节点已删去。",
        to=milestone.project,
    )
