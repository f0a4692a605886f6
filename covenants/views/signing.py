"""Pages of signing and ending a covenant; the units confirm and return on pages of their own."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from common.surfaces import beside, surface_of
from covenants.forms.covenants import CovenantTerminateForm
from covenants.forms.signing import CovenantConfirmForm, CovenantSignForm
from covenants.models import Covenant, CovenantParty
from covenants.operations import ending, holding, signing
from covenants.selectors.sides import side_to_confirm
from covenants.views.subjects import about_covenant
from orgs.forms import ReasonForm
from orgs.forms.base import as_key
from orgs.generic import RecordFormView, answer, visible_or_404
from orgs.operations.attachments import attach_file
from orgs.policy import Action


class CovenantFormView(RecordFormView):
    """A step of one covenant by its first party."""

    model = Covenant

    @property
    def action(self) -> Action:
        return holding.keeping_action(self.record.organization)

    def get_subject(self) -> list[tuple[str, Any]]:
        return about_covenant(self.record)


class SideFormView(CovenantFormView):
    """A step that every side takes: the first party on the desk, a unit on its own pages."""

    @property
    def is_unit(self) -> bool:
        return surface_of(self.request.path_info) == "unit"

    @property
    def action(self) -> Action:
        return Action.CO_SIGN if self.is_unit else super().action

    def get_cancel_url(self) -> str:
        return beside(self.request, "covenants:covenant-detail", self.record.pk)


class CovenantSign(CovenantFormView):
    """Enter the signatures on paper."""

    form_class = CovenantSignForm
    heading = "登记签订"
    submit_label = "登记签订"
    done = "已登记签订。"

    def perform(self, form: BaseForm) -> Covenant:
        typed = form.cleaned_data
        signed = signing.sign_covenant(
            actor=self.request.user,
            covenant=self.record,
            signed_on=typed["signed_on"],
            effective_from=typed["effective_from"],
            effective_to=typed["effective_to"],
            signers=form.signers(),
            version=typed["version"],
        )
        if typed["file"] is not None:
            attach_file(actor=self.request.user, record=signed, upload=typed["file"])
        return signed


class CovenantConfirm(SideFormView):
    """Read the whole agreement and confirm it for one's own side."""

    form_class = CovenantConfirmForm
    template_name = "covenants/covenant_confirm.html"
    heading = "确认签署"
    submit_label = "确认签署"
    done = "已确认签署。"

    @property
    def party(self) -> CovenantParty:
        own = side_to_confirm(self.record, self.request.user) if self.is_unit else None
        return own or self.record.first_party

    def get_subject(self) -> list[tuple[str, Any]]:
        """The page shows the whole agreement."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "covenant": self.record,
            "party": self.party,
            "parties": self.record.parties.all(),
            "obligations": self.record.obligations.select_related(
                "party__unit", "party__covenant__organization"
            ),
        }

    def perform(self, form: BaseForm) -> str:
        signing.confirm_party(
            actor=self.request.user,
            party=self.party,
            signer=form.cleaned_data["signer"],
            signer_post=form.cleaned_data["signer_post"],
            version=form.cleaned_data["version"],
        )
        return self.get_cancel_url()


class CovenantReturn(SideFormView):
    """Send a covenant that waits for signatures back to be rewritten."""

    form_class = ReasonForm
    heading = "退回修改"
    submit_label = "退回"
    done = "已退回，请甲方修改后重新提交。"

    def perform(self, form: BaseForm) -> str:
        signing.return_covenant(
            actor=self.request.user,
            covenant=self.record,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )
        return self.get_cancel_url()


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
            version=form.cleaned_data["version"],
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

    def get_subject(self) -> list[tuple[str, Any]]:
        return about_covenant(self.record)

    def perform(self, form: BaseForm) -> Covenant:
        return ending.void_covenant(
            actor=self.request.user,
            covenant=self.record,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )


@require_POST
def submit_covenant(request: HttpRequest, pk: int) -> HttpResponse:
    covenant = visible_or_404(Covenant, request.user, pk)
    version = as_key(request.GET.get("version", ""))
    return answer(
        request,
        lambda: signing.submit_covenant(actor=request.user, covenant=covenant, version=version),
        done="已提交，等待各方签字。",
        to=covenant,
    )
