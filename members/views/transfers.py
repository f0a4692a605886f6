"""A member moves on: the old community's steps. The other one accepts or returns as ever."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from members.forms.transfers import TransferForm
from members.models import CheckIn
from members.operations.transfers import (
    ask_transfer,
    cancel_transfer,
    refuse_transfer,
    release_transfer,
)
from members.views.check_ins import CheckInStepView
from orgs import scope
from orgs.forms import ReasonForm
from orgs.generic import answer, visible_or_404
from orgs.policy import Action


class CheckInTransfer(CheckInStepView):
    """Send a member on to another community, released at once."""

    form_class = TransferForm
    heading = "转出"
    submit_label = "转出"
    done = "已同意转出，等待对方社区接收；接收之前仍在本社区在册。"

    def perform(self, form: BaseForm) -> CheckIn:
        return ask_transfer(actor=self.request.user, check_in=self.record, **form.cleaned_data)


class TransferRefuse(CheckInStepView):
    """Keep a member who asked to move, with a reason."""

    form_class = ReasonForm
    heading = "不同意转出"
    submit_label = "不同意转出"
    done = "已答复，这名党员仍在本社区在册，本人会看到原因。"

    def perform(self, form: BaseForm) -> CheckIn:
        return refuse_transfer(actor=self.request.user, check_in=self.record, **form.cleaned_data)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    check_in = _handled(request, pk)
    return answer(
        request,
        lambda: release_transfer(actor=request.user, check_in=check_in),
        done="已同意转出，等待对方社区接收；接收之前仍在本社区在册。",
        to=check_in,
    )


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    check_in = _handled(request, pk)
    return answer(
        request,
        lambda: cancel_transfer(actor=request.user, check_in=check_in),
        done="已撤回转出，仍在本社区在册。",
        to=check_in,
    )


def _handled(request: HttpRequest, pk: int) -> CheckIn:
    """Return the check-in of a place in which the user handles them; else 404 or 403."""
    check_in = visible_or_404(CheckIn, request.user, pk)
    scope.require(request.user, Action.HANDLE_CHECK_INS, check_in)
    return check_in
