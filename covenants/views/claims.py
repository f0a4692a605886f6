"""项目清单: the unit finds a project and claims it, the lead community answers."""

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from common import clock
from covenants.filters.resources import ClaimableFilter, ClaimFilter, UnitClaimFilter
from covenants.forms.resources import ClaimAnswerForm, ClaimForm
from covenants.models import Project, ProjectClaim
from covenants.operations import claims as operations
from covenants.selectors.matching import claimable_by, fit_of, offered_kinds
from covenants.selectors.resources import next_step_of_claim, told_of
from covenants.tables.parts import status_label
from covenants.tables.resources import (
    ClaimableTable,
    ClaimTable,
    UnitClaimTable,
    standing_label,
)
from covenants.transitions import PLANNED
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
    answer,
    visible_or_404,
)
from orgs.models import ResidentUnit
from orgs.policy import Action
from orgs.scope import can
from orgs.selectors.own_units import chosen_unit

KEEP, OWN = Action.KEEP_PROJECTS, Action.OFFER_RESOURCES
State = ProjectClaim.State
GO_ON = "是否继续征集"


def claimable_or_404(user: Any, pk: int) -> Project:
    """Return a project of the list that the user's units may claim from."""
    project = claimable_by(user).filter(pk=pk).first()
    if project is None:
        raise Http404
    return project


class ClaimableList(RegisterView):
    """项目清单: what one's own unit may claim."""

    rights = (OWN,)
    model = Project
    table_class = ClaimableTable
    filterset_class = ClaimableFilter
    heading = "项目清单"
    empty_text = "现在没有征集认领的项目。社区发布后会出现在这里，也可以先发布本单位的资源。"

    @property
    def empty_action(self) -> tuple[str, str]:
        return ("发布资源", reverse("covenants:unit-offer-create"))

    def get_queryset(self) -> QuerySet[Project]:
        return claimable_by(self.request.user)

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"kinds": offered_kinds(self.request.user)}

    def get_actions(self) -> list[tuple[str, str]]:
        return [("我的认领", reverse("covenants:unit-claim-list"))]


class ClaimableDetail(RecordView):
    """The public facts of a project that is open to claims."""

    rights = (OWN,)
    model = Project
    template_name = "covenants/claimable_detail.html"

    def get_queryset(self) -> QuerySet[Project]:
        return claimable_by(self.request.user)

    @cached_property
    def own_claims(self) -> list[ProjectClaim]:
        """Return the unit's claims of this project, newest first."""
        rows = self.object.claims.visible_to(self.request.user, OWN)
        return list(rows.for_list())

    def get_facts(self) -> list[tuple[str, Any]]:
        project = self.object
        return [
            ("状态", status_label(project.get_status_display())),
            ("牵头社区", project.lead),
            ("五共事项", project.get_code_b_display()),
            ("对应五共目标", project.get_code_a_display() or "未填"),
            ("计划完成日期", project.planned_end or "未定"),
        ]

    def get_next_step(self) -> str:
        return f"愿意参与的单位提交认领，由{self.object.lead}答复。"

    def get_steps(self) -> list[tuple[str, str, bool]]:
        if any(claim.state in {State.ASKED, State.ACCEPTED} for claim in self.own_claims):
            return []
        return [("认领", reverse("covenants:unit-claim-create", args=[self.object.pk]), False)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "wants": list(self.object.wants.all()),
            "fit": fit_of(self.object, offered_kinds(self.request.user)),
            "claims": self.own_claims,
        }


class ClaimCreate(OperationFormView):
    """Claim a project in the unit's name."""

    rights = (OWN,)
    form_class = ClaimForm
    template_name = "covenants/claim_form.html"
    heading = "认领项目"
    submit_label = "提交认领"
    done = "已提交，牵头社区会收到消息。"

    @cached_property
    def project(self) -> Project:
        return claimable_or_404(self.request.user, self.kwargs["pk"])

    @cached_property
    def unit(self) -> ResidentUnit:
        return chosen_unit(self.request.user, self.request.GET.get("unit", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "project": self.project,
            "unit": self.unit,
            "wants": list(self.project.wants.all()),
        }

    def get_cancel_url(self) -> str:
        return reverse("covenants:unit-claimable-detail", args=[self.project.pk])

    def perform(self, form: BaseForm) -> str:
        made = operations.claim_project(
            actor=self.request.user, project=self.project, unit=self.unit, **form.cleaned_data
        )
        return reverse("covenants:unit-claim-detail", args=[made.pk])


class ClaimList(RegisterView):
    """Which units claim the projects led in one's own places."""

    rights = (Action.READ,)
    model = ProjectClaim
    table_class = ClaimTable
    filterset_class = ClaimFilter
    heading = "项目认领"
    empty_text = "还没有单位认领项目。在项目里选“征集认领”并写明所需资源，单位就能看到。"

    @property
    def empty_action(self) -> tuple[str, str]:
        return ("查看共建项目", reverse("covenants:project-list"))

    def get_queryset(self) -> QuerySet[ProjectClaim]:
        return ProjectClaim.objects.visible_to(self.request.user, Action.READ).for_list()


class UnitClaimList(RegisterView):
    """What one's own unit claimed."""

    rights = (OWN,)
    model = ProjectClaim
    table_class = UnitClaimTable
    filterset_class = UnitClaimFilter
    heading = "本单位认领的项目"
    empty_text = "本单位还没有认领项目。在项目清单里找到合适的项目，即可认领。"

    @property
    def empty_action(self) -> tuple[str, str]:
        return ("查看项目清单", reverse("covenants:unit-claimable-list"))

    def get_queryset(self) -> QuerySet[ProjectClaim]:
        return ProjectClaim.objects.visible_to(self.request.user, OWN).for_list()

    def get_actions(self) -> list[tuple[str, str]]:
        return [("项目清单", reverse("covenants:unit-claimable-list"))]


class ClaimDetail(RecordView):
    """One claim, with the lead's step."""

    rights = (Action.READ,)
    model = ProjectClaim
    template_name = "covenants/claim_detail.html"

    def get_queryset(self) -> QuerySet[ProjectClaim]:
        return ProjectClaim.objects.visible_to(self.request.user, *self.rights).for_list()

    def get_facts(self) -> list[tuple[str, Any]]:
        row = self.object
        facts = [
            ("状态", standing_label(row.get_state_display())),
            ("项目", row.project.name),
            ("牵头社区", row.project.lead),
            ("认领单位", row.unit.name),
            ("提供", row.get_kind_display() or "其他"),
            ("认领内容", row.text),
        ]
        return facts + ([("答复", row.answer)] if row.answer else [])

    def get_next_step(self) -> str:
        return next_step_of_claim(self.object, clock.today())

    def get_steps(self) -> list[tuple[str, str, bool]]:
        row = self.object
        if not can(self.request.user, KEEP, row):
            return []
        if row.state == State.ASKED:
            return [("答复", reverse("covenants:claim-answer", args=[row.pk]), False)]
        if row.state == State.ACCEPTED and row.project.is_open_to_claims and self.is_planned:
            return [(GO_ON, reverse("covenants:project-want", args=[row.project_id]), False)]
        return []

    @property
    def is_planned(self) -> bool:
        """Whether the list of claimable projects may still show the project."""
        return self.object.project.status in PLANNED

    def get_primary(self) -> str | None:
        return "" if self.object.state == State.ACCEPTED else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"entries": told_of(self.object)}


class UnitClaimDetail(ClaimDetail):
    """The same for the unit."""

    rights = (OWN,)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        if self.object.state != State.ASKED:
            return []
        return [("撤回认领", reverse("covenants:unit-claim-withdraw", args=[self.object.pk]), True)]


class ClaimAnswer(RecordFormView):
    """Accept or not, for the lead."""

    model = ProjectClaim
    action = KEEP
    form_class = ClaimAnswerForm
    template_name = "covenants/claim_answer.html"
    heading = "答复项目认领"
    submit_label = "提交答复"
    done = "已答复，单位会收到消息。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        facts = [
            ("项目", row.project.name),
            ("认领单位", row.unit.name),
            ("提供", row.get_kind_display() or "其他"),
            ("认领内容", row.text),
        ]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: BaseForm) -> ProjectClaim:
        return operations.answer_claim(
            actor=self.request.user,
            claim=self.record,
            accepts=form.says_yes,
            answer=form.cleaned_data["answer"],
        )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_or_404(ProjectClaim, request.user, pk)
    return answer(
        request,
        lambda: operations.withdraw_claim(actor=request.user, claim=row),
        done="已撤回，牵头社区会收到消息。",
        to=reverse("covenants:unit-claim-detail", args=[pk]),
    )
