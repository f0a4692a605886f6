"""The member's own registration, made for a phone."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.models import Notification
from members.forms.own import CheckInForm
from members.forms.willingness import willingness_of
from members.models import CheckIn
from members.operations.check_ins import submit_check_in
from members.selectors import own_member
from members.selectors.own_check_ins import OwnCheckIns, own_check_ins
from orgs.generic import OperationFormView, RightRequiredMixin
from orgs.policy import Action

HOME = "members:my-check-in"
MESSAGES_SHOWN = 3
Step = tuple[str, str, bool]


class MyCheckIn(RightRequiredMixin, TemplateView):
    """How far one's check-in has come, who acts next, what one is willing to do."""

    rights = (Action.READ_OWN,)
    template_name = "members/my_check_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = own_member(self.request.user)
        own = own_check_ins(member)
        context = {"heading": "我的报到", "member": member, "own": own, "steps": steps_of(own)}
        if own.shown:
            context["intentions"] = own.shown.intentions.current()
            context["availabilities"] = own.shown.availabilities.current()
        messages = Notification.objects.visible_to(self.request.user).filter(url=reverse(HOME))
        context["notifications"] = messages.order_by("-pk")[:MESSAGES_SHOWN]
        return super().get_context_data(**kwargs) | context


def steps_of(own: OwnCheckIns) -> list[Step]:
    """Return (label, address, whether it is sent by POST) of what the member may do now."""
    if own.can_check_in:
        is_returned = own.shown is not None and own.shown.status == CheckIn.Status.RETURNED
        label = "更正后重新提交" if is_returned else "重新报到" if own.shown else "我要报到"
        return [(label, reverse("members:check-in-create"), False)]
    key = own.shown.pk
    printed = ("打印登记表", reverse("reports:own-print-registration", args=[key]), False)
    change = ("更改意向和时间", reverse("members:check-in-change", args=[key]), False)
    if own.current is None:
        withdraw = ("撤回报到", reverse("members:check-in-withdraw", args=[key]), False)
        return [change, withdraw, printed]
    if own.is_moving:
        cancel = ("撤回转出申请", reverse("members:own-transfer-cancel", args=[key]), True)
        return [change, cancel, printed]
    return [
        change,
        ("转到其他社区", reverse("members:own-transfer", args=[key]), False),
        ("申请注销", reverse("members:own-close", args=[key]), False),
        printed,
    ]


class FindingMixin:
    """A form in which a community is looked for: the button comes back with what was typed."""

    def get_initial(self) -> dict[str, Any]:
        wish = self.request.GET.get("q", "")
        return super().get_initial() | ({"q": wish} if wish else {})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "find" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.errors.clear()
        return self.render_to_response(self.get_context_data(form=form))


@method_decorator(never_cache, name="dispatch")
class CheckInCreate(FindingMixin, OperationFormView):
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
        if self.member is not None:
            self.own = own_check_ins(self.member)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.member is None or not self.own.can_check_in:
            return redirect(HOME)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.member is None:
            return redirect(HOME)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"member": self.member, "last": self.own.shown}

    def get_initial(self) -> dict[str, Any]:
        """Return what is known: the number, and what was wished the last time."""
        initial = {"mobile": self.member.open_mobile(), "basis": CheckIn.Basis.RESIDENCE}
        last = self.own.shown
        if last is not None:
            initial |= willingness_of(last)
            initial |= {"community": last.community_id, "basis": last.basis}
        return initial | super().get_initial()

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
