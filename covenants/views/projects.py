"""Pages of projects: the desk's, and the unit's to read."""

from typing import Any

from django.forms import BaseForm
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property

from common import clock
from covenants.filters.projects import ProjectFilter, UnitProjectFilter
from covenants.forms.projects import ProjectChangeForm, ProjectForm
from covenants.models import Project
from covenants.operations import projects as operations
from covenants.selectors.history import history_of
from covenants.selectors.next_steps import main_step_of_project, next_step_of_project
from covenants.selectors.places import leavable_communities
from covenants.selectors.project_pages import sections_of
from covenants.tables.parts import status_label
from covenants.tables.projects import ProjectTable, UnitProjectTable
from covenants.transitions import (
    PLANNED,
    PROJECT_PARTS,
    PROJECT_STEPS,
    is_open_to,
    step_label,
)
from covenants.views.subjects import about_project
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
)
from orgs.policy import Action
from orgs.scope import can, has_right

BUTTONS = {"start", "resume"}


class ProjectList(RegisterView):
    """The projects led or carried out in one's own subtree."""

    rights = (Action.READ,)
    model = Project
    table_class = ProjectTable
    filterset_class = ProjectFilter
    heading = "共建项目"
    empty_text = "还没有共建项目。由社区提出，研究确定后组织实施。"

    def get_actions(self) -> list[tuple[str, str]]:
        query = self.request.GET.urlencode()
        ledger = reverse("reports:project-ledger") + (f"?{query}" if query else "")
        printing = [("项目认领", reverse("covenants:claim-list")), ("打印台账", ledger)]
        if has_right(self.request.user, Action.KEEP_PROJECTS):
            files = reverse("orgs:import-create", args=["project"])
            proposing = reverse("covenants:project-create")
            return [("提出项目", proposing), ("导入台账", files), *printing]
        return printing


class UnitProjectList(RegisterView):
    """The projects that one's own unit takes part in."""

    rights = (Action.READ_OWN_UNIT,)
    model = Project
    table_class = UnitProjectTable
    filterset_class = UnitProjectFilter
    heading = "本单位参与的共建项目"
    empty_text = "本单位还没有参与共建项目，可到项目清单认领。"

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, Action.OFFER_RESOURCES):
            return [("项目清单", reverse("covenants:unit-claimable-list"))]
        return []


class UnitProjectDetail(RecordView):
    """One project, to read."""

    rights = (Action.READ_OWN_UNIT,)
    model = Project
    template_name = "covenants/project_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        project = self.object
        led = [("牵头单位", project.lead_unit)] if project.lead_unit else []
        is_wanted = project.is_open_to_claims and project.status in PLANNED
        wanted = [("征集认领", "征集中，列入项目清单")] if is_wanted else []
        finished = [("完成日期", project.finished_on)] if project.finished_on else []
        reason = [("原因", project.reason)] if project.reason else []
        return [
            ("状态", status_label(project.get_status_display())),
            ("编号", project.no),
            ("牵头社区", project.lead),
            *led,
            ("五共事项", project.get_code_b_display()),
            ("对应五共目标", project.get_code_a_display() or "未填"),
            ("实施社区", "、".join(place.name for place in project.communities.all())),
            ("参与单位", "、".join(unit.name for unit in project.partners.all()) or None),
            ("确定日期", project.confirmed_on),
            ("计划完成日期", planned_end_of(project)),
            *wanted,
            *finished,
            *reason,
        ]

    def get_next_step(self) -> str:
        return next_step_of_project(self.object, clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **sections_of(self.request, self.object, clock.today()),
            "entries": history_of(self.object),
            "open_parts": self.get_open_parts(),
        }

    def get_primary(self) -> str:
        return step_label(self.object, main_step_of_project(self.object))

    def get_open_parts(self) -> set[str]:
        """Return which parts of the project the user may work on now."""
        return set()


def planned_end_of(project: Project) -> str:
    """Return by when the work shall be done, and that this stands once it is confirmed."""
    if project.planned_end is None:
        return "未定"
    is_open = project.status == Project.Status.PROPOSED
    return date_format(project.planned_end) + ("" if is_open else "（确定后不再更改）")


class ProjectDetail(UnitProjectDetail):
    """One project, with what the user may do now."""

    rights = (Action.READ,)

    @cached_property
    def may_keep(self) -> bool:
        return can(self.request.user, Action.KEEP_PROJECTS, self.object)

    def get_open_parts(self) -> set[str]:
        parts = {part for part in PROJECT_PARTS if is_open_to(self.object, part)}
        return parts if self.may_keep else set()

    def get_steps(self) -> list[tuple[str, str, bool]]:
        project = self.object
        steps = [
            (
                step_label(project, step),
                reverse(f"covenants:project-{step}", args=[project.pk]),
                step in BUTTONS,
            )
            for step in PROJECT_STEPS
            if is_open_to(project, step) and self._may_take(step)
        ]
        sheet = reverse("reports:print-project", args=[project.pk])
        return [*steps, ("打印结项表", sheet, False)] if project.confirmed_on else steps

    def _may_take(self, step: str) -> bool:
        user, project = self.request.user, self.object
        if step == "leave":
            return leavable_communities(user, project).exists()
        if step == "void":
            return can(user, operations.voiding_project_action(project), project)
        return self.may_keep


class ProjectCreate(OperationFormView):
    """Propose a project."""

    rights = (Action.KEEP_PROJECTS,)
    form_class = ProjectForm
    template_name = "covenants/project_form.html"
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

    def get_subject(self) -> list[tuple[str, Any]]:
        return about_project(self.record)


class ProjectChange(ProjectFormView):
    """Change a proposal."""

    form_class = ProjectChangeForm
    template_name = "covenants/project_form.html"
    heading = "修改项目"
    submit_label = "保存"

    def get_subject(self) -> list[tuple[str, Any]]:
        """The form itself says what it is about."""
        return []

    def perform(self, form: BaseForm) -> Project:
        return operations.change_project(
            actor=self.request.user,
            project=self.record,
            version=form.cleaned_data["version"],
            **form.plan(),
        )
