"""Setting the first password, and what a person sees and does about the own account."""

from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.ratelimit import respond_429
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from orgs import second_factor
from orgs.forms.accounts import ActivationForm
from orgs.generic import OperationFormView, answer
from orgs.operations.accounts import end_other_sessions
from orgs.operations.activations import REFUSAL, activate_account, is_open
from orgs.selectors.accounts import devices_of, has_second_factor, sign_ins_of


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
class AccountActivate(OperationFormView):
    """启用账号: open to whoever has a code; opening the page does not use the code up.

    The form is sent to an address without the code, so that no refusal writes it into a log.
    """

    template_name = "orgs/account_activate.html"
    form_class = ActivationForm
    heading = "启用账号"
    submit_label = "设置密码"
    done = "密码已设置，请用账号和新密码登录。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _may_try(request, dry_run=True):
            return respond_429(request)
        response = super().dispatch(request, *args, **kwargs)
        # A Referer, even to our own pages, names the host only. "no-referrer" would also take
        # away the Origin by which a form's sender is known.
        response["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request: HttpRequest, code: str = "") -> HttpResponse:
        if code and not is_open(code):
            _may_try(request)
            context = {"heading": self.heading, "refusal": REFUSAL}
            return render(request, self.template_name, context)
        return super().get(request)

    def get_initial(self) -> dict[str, Any]:
        return {"code": self.kwargs.get("code", "")}

    def perform(self, form: BaseForm) -> str:
        values = form.cleaned_data
        activate_account(code=values["code"], password=values["password1"])
        return reverse("account_login")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302 and self.request.user.is_authenticated:
            logout(self.request)
        return response

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        if form.has_error("code", "activation.code"):
            _may_try(self.request)
        return super().form_invalid(form)


def _may_try(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Count a code that does not open, by address; whether another may be tried."""
    usage = ratelimit.consume(
        request, app="allauth.account", action="activate_failed", dry_run=dry_run, limit_get=True
    )
    return usage is not None


@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """账号与安全: second factor, devices, last sign-ins."""
    devices = devices_of(request.user, request.session.session_key)
    context = {
        "heading": "账号与安全",
        "devices": devices,
        "has_others": any(not device.is_this for device in devices),
        "sign_ins": sign_ins_of(request.user),
        "has_second_factor": has_second_factor(request.user),
        "needs_second_factor": second_factor.is_required(request.user),
    }
    return render(request, "orgs/account_own.html", context)


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    return answer(
        request,
        lambda: end_other_sessions(
            actor=request.user, session_key=request.session.session_key or ""
        ),
        done="其他设备上的登录已全部退出。",
        to="orgs:own-account",
    )
