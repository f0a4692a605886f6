"""What members correct about themselves."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.forms.own import OwnFactsForm
from members.models import Member
from members.operations.own_facts import change_own_facts, clear_own_facts
from members.selectors import own_member
from orgs import scope
from orgs.generic import RecordFormView, answer
from orgs.policy import Action

MY_DATA = "reports:my-data"


@method_decorator(never_cache, name="dispatch")
class OwnFacts(RecordFormView):
    """Correct one's number and what is optional."""

    model = Member
    action = Action.SUBMIT_CHECK_IN
    template_name = "members/own_facts_form.html"
    form_class = OwnFactsForm
    heading = "更正我的信息"
    submit_label = "保存"
    done = "已更正。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = _own_or_403(request)
        if member is None:
            return redirect("members:my-check-in")
        return super().dispatch(request, *args, pk=member.pk, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"member": self.record}

    def get_cancel_url(self) -> str:
        return reverse(MY_DATA)

    def perform(self, form: BaseForm) -> str:
        change_own_facts(actor=self.request.user, member=self.record, **form.cleaned_data)
        return reverse(MY_DATA)


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Delete what is optional."""
    member = _own_or_403(request)
    if member is None:
        return redirect("members:my-check-in")
    return answer(
        request,
        lambda: clear_own_facts(actor=request.user, member=member),
        done="选填信息已清空。",
        to=MY_DATA,
    )


def _own_or_403(request: HttpRequest) -> Member | None:
    if not scope.has_right(request.user, Action.SUBMIT_CHECK_IN):
        raise scope.PermissionDenied
    return own_member(request.user)
