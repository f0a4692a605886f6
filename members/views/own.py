"""The member's own pages, made for a phone."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from members.forms import CheckInForm, IntentionChangeForm, willingness_of
from members.models import CheckIn
from members.operations.check_ins import submit_check_in, withdraw_check_in
from members.operations.intentions import change_intentions
from members.selectors import own_member
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RightRequiredMixin,
    answer,
    visible_or_404,
)
from orgs.policy import Action

HOME = "members:my-check-in"


class MyCheckIn(RightRequiredMixin, TemplateView):
    """How far one's check-in has come, who acts next, what one is willing to do."""

    rights = (Action.READ_OWN,)
    template_name = "members/my_check_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = own_member(self.request.user)
        check_ins = list(member.check_ins.for_list()[:20]) if member else []
        latest = check_ins[0] if check_ins else None
        context = {
            "heading": "我的报到",
            "member": member,
            "check_in": latest,
            "earlier": check_ins[1:],
            "can_check_in": bool(member) and not (latest and latest.is_open),
        }
        if latest:
            context["intentions"] = latest.intentions.current()
            context["availabilities"] = latest.availabilities.current()
        return super().get_context_data(**kwargs) | context


@method_decorator(never_cache, name="dispatch")
class CheckInCreate(OperationFormView):
    """Check in, on one page."""

    rights = (Action.SUBMIT_CHECK_IN,)
    template_name = "members/check_in_form.html"
    form_class = CheckInForm
    heading = "向社区报到"
    submit_label = "提交报到"
    done = "报到已提交，请等待社区接收。"
    extra_context = {"draft_name": "check-in"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.member = own_member(request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.member is None or self.member.check_ins.open().exists():
            return redirect(HOME)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.member is None:
            return redirect(HOME)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"member": self.member}

    def get_initial(self) -> dict[str, Any]:
        """Return what is known: the number, and what was wished the last time."""
        initial = {"mobile": self.member.open_mobile(), "basis": CheckIn.Basis.RESIDENCE}
        last = self.member.check_ins.for_list().first()
        if last is not None:
            initial |= willingness_of(last)
            initial |= {"community": last.community_id, "basis": last.basis}
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"member": self.member}

    def get_cancel_url(self) -> str:
        return reverse(HOME)

    def perform(self, form: BaseForm) -> str:
        values = dict(form.cleaned_data)
        submit_check_in(
            actor=self.request.user,
            member=self.member,
            consent_version=values.pop("consent"),
            **values,
        )
        return reverse(HOME)


class CheckInChange(RecordFormView):
    """Other intentions and times from today on."""

    model = CheckIn
    action = Action.SUBMIT_CHECK_IN
    form_class = IntentionChangeForm
    heading = "更改服务意向和时间"
    submit_label = "保存"
    done = "已更改，从今天起生效。"

    def get_cancel_url(self) -> str:
        return reverse(HOME)

    def perform(self, form: BaseForm) -> str:
        change_intentions(actor=self.request.user, check_in=self.record, **form.cleaned_data)
        return reverse(HOME)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    check_in = visible_or_404(CheckIn, request.user, pk, Action.SUBMIT_CHECK_IN)
    return answer(
        request,
        lambda: withdraw_check_in(actor=request.user, check_in=check_in),
        done="已撤回。",
        to=HOME,
    )
