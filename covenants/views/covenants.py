"""Pages of covenants: the desk's, and the unit's to read."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from common import clock
from covenants.filters.covenants import CovenantFilter, UnitCovenantFilter
from covenants.forms.covenants import (
    CovenantChangeForm,
    CovenantForm,
    CovenantSignForm,
    CovenantTerminateForm,
    covenant_values,
)
from covenants.models import Covenant
from covenants.operations import drafting, ending, holding, signing
from covenants.selectors.history import history_of
from covenants.selectors.next_steps import next_step_of_covenant
from covenants.tables.covenants import CovenantTable, UnitCovenantTable
from covenants.tables.parts import status_label
from covenants.transitions import COVENANT_STEPS, STEP_LABELS, is_open_to
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

SIGNING = (Action.DRAFT_COVENANTS, Action.SIGN_STREET_COVENANTS)


class CovenantList(RegisterView):
    """The covenants of one's own subtree."""

    rights = (Action.READ,)
    model = Covenant
    table_class = CovenantTable
    filterset_class = CovenantFilter
    heading = "共建协议"
    empty_text = "还没有共驻共建协议。"

    def get_actions(self) -> list[tuple[str, str]]:
        if has_right(self.request.user, *SIGNING):
            return [("起草协议", reverse("covenants:covenant-create"))]
        return []


class UnitCovenantList(RegisterView):
    """The covenants of one's own unit."""

    rights = (Action.READ_OWN_UNIT,)
    model = Covenant
    table_class = UnitCovenantTable
    filterset_class = UnitCovenantFilter
    heading = "本单位的共建协议"
    empty_text = "本单位还没有共驻共建协议，可与社区联系签订。"


class UnitCovenantDetail(RecordView):
    """One covenant, to read."""

    rights = (Action.READ_OWN_UNIT,)
    model = Covenant
    template_name = "covenants/covenant_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        covenant, day = self.object, clock.today()
        ended = [("终止日期", covenant.terminated_on)] if covenant.terminated_on else []
        reason = [("原因", covenant.reason)] if covenant.reason else []
        return [
            ("状态", status_label(covenant.standing_label(day))),
            ("编号", covenant.no),
            ("甲方", covenant.organization),
            ("签订日期", covenant.signed_on),
            ("生效日期", covenant.effective_from),
            ("到期日期", covenant.effective_to or ("未约定期限" if covenant.signed_on else None)),
            *ended,
            *reason,
        ]

    def get_next_step(self) -> str:
        return next_step_of_covenant(self.object, clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "parties": self.object.parties.all(),
            "projects": self.object.projects.visible_to(self.request.user).for_list(),
            "entries": history_of(self.object),
        }


class CovenantDetail(UnitCovenantDetail):
    """One covenant, with what the user may do now."""

    rights = (Action.READ,)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        covenant, user = self.object, self.request.user
        may_keep = can(user, holding.keeping_action(covenant.organization), covenant)
        may_void = can(user, holding.voiding_action(covenant), covenant)
        return [
            (STEP_LABELS[step], step_url(covenant, step), step == "submit")
            for step in COVENANT_STEPS
            if is_open_to(covenant, step) and (may_void if step == "void" else may_keep)
        ]


def step_url(covenant: Covenant, step: str) -> str:
    """Return where a step is taken; a renewal is a new draft."""
    if step == "renew":
        return f"{reverse('covenants:covenant-create')}?renews={covenant.pk}"
    return reverse(f"covenants:covenant-{step}", args=[covenant.pk])


class CovenantCreate(OperationFormView):
    """Draft a covenant; `?renews=ID` starts from the one that it follows."""

    rights = SIGNING
    form_class = CovenantForm
    heading = "起草协议"
    submit_label = "保存草稿"
    done = "已保存草稿。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_earlier(self) -> Covenant | None:
        """Return the covenant to be renewed, if the user may sign for its first party."""
        key = self.request.GET.get("renews", "")
        if not key.isascii() or not key.isdigit():
            return None
        return visible_or_404(Covenant, self.request.user, int(key[:18]), *SIGNING)

    def get_initial(self) -> dict[str, Any]:
        earlier = self.get_earlier()
        if earlier is None:
            return {}
        term = {"effective_from": None, "effective_to": None}
        return covenant_values(earlier) | term | {"organization": earlier.organization_id}

    def get_cancel_url(self) -> str:
        return reverse("covenants:covenant-list")

    def perform(self, form: BaseForm) -> Covenant:
        return drafting.draft_covenant(
            actor=self.request.user, renews=self.get_earlier(), **form.cleaned_data
        )


class CovenantFormView(RecordFormView):
    """A step of one covenant by its first party."""

    model = Covenant

    @property
    def action(self) -> Action:
        return holding.keeping_action(self.record.organization)


class CovenantChange(CovenantFormView):
    """Change a draft."""

    form_class = CovenantChangeForm
    heading = "修改协议草稿"
    submit_label = "保存"

    def perform(self, form: BaseForm) -> Covenant:
        return drafting.change_covenant(
            actor=self.request.user, covenant=self.record, **form.cleaned_data
        )


class CovenantSign(CovenantFormView):
    """Enter the signatures."""

    form_class = CovenantSignForm
    heading = "登记签订"
    submit_label = "登记签订"
    done = "已登记签订。"

    def perform(self, form: BaseForm) -> Covenant:
        days = {key: form.cleaned_data[key] for key in ("signed_on", "effective_from")}
        return signing.sign_covenant(
            actor=self.request.user,
            covenant=self.record,
            effective_to=form.cleaned_data["effective_to"],
            signers=form.signers(),
            **days,
        )


class CovenantTerminate(CovenantFormView):
    """End a covenant before its time."""

    form_class = CovenantTerminateForm
    heading = "提前终止协议"
    submit_label = "提前终止"
    done = "已终止。"

    def perform(self, form: BaseForm) -> Covenant:
        return ending.terminate_covenant(
            actor=self.request.user,
            covenant=self.record,
            terminated_on=form.cleaned_data["terminated_on"],
            reason=form.cleaned_data["reason"],
        )


class CovenantVoid(RecordFormView):
    """Take back a draft, or by the district a mistaken entry."""

    model = Covenant
    form_class = ReasonForm
    heading = "作废协议"
    submit_label = "作废"
    done = "已作废。"

    @property
    def action(self) -> Action:
        return holding.voiding_action(self.record)

    def perform(self, form: BaseForm) -> Covenant:
        return ending.void_covenant(
            actor=self.request.user, covenant=self.record, reason=form.cleaned_data["reason"]
        )


@require_POST
def submit_covenant(request: HttpRequest, pk: int) -> HttpResponse:
    covenant = visible_or_404(Covenant, request.user, pk)
    return answer(
        request,
        lambda: signing.submit_covenant(actor=request.user, covenant=covenant),
        done="已提交，等待各方签字。",
        to=covenant,
    )
