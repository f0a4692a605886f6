"""Pages that belong to nobody in particular: landing, messages, suggestions, health."""

from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import ListView

from accounts.models import Notification
from accounts.operations import read_notification, send_suggestion
from common.surfaces import is_served
from common.violations import RuleViolation
from orgs.context import HOMES, LARGE_TYPE, is_large
from orgs.forms.suggestions import SuggestionForm
from orgs.generic import OperationFormView, visible_or_404
from orgs.scope import grants_of

YEAR = 365 * 24 * 60 * 60


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Lead each person to the surface of their role; one with several chooses."""
    grants = grants_of(request.user)
    if not grants:
        raise PermissionDenied("您的账号还没有授权。")
    homes = [(str(grant), reverse(HOMES[grant.role][0])) for grant in grants]
    choices = [(label, url) for label, url in homes if is_served(url)]
    if not choices:
        raise PermissionDenied("您的工作页面不在这个入口，请从另一个入口登录。")
    if len({url for _, url in choices}) == 1:
        return redirect(choices[0][1])
    return render(request, "orgs/landing.html", {"heading": "请选择身份", "choices": choices})


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as soon as the process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})


@login_not_required
@require_POST
def switch_large_type(request: HttpRequest) -> HttpResponse:
    """Turn 大字 on or off on this device and go back to the page."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, None) and target.startswith("/")
    response = redirect(target if is_ours else "orgs:landing")
    if is_large(request):
        response.delete_cookie(LARGE_TYPE, samesite="Lax")
    else:
        secure = request.is_secure()
        response.set_cookie(LARGE_TYPE, "1", YEAR, secure=secure, samesite="Lax")
    return response


class MessageList(ListView):
    """One's own in-site messages, newest first."""

    template_name = "orgs/message_list.html"
    paginate_by = 25
    extra_context = {"heading": "消息"}

    def get_queryset(self) -> Any:
        return Notification.objects.visible_to(self.request.user).order_by("-created_at", "-pk")


@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = visible_or_404(Notification, request.user, pk)
    read_notification(notification=message, actor=request.user)
    return redirect(message.url or "orgs:message-list")


@method_decorator(login_not_required, name="dispatch")
class SuggestionCreate(OperationFormView):
    """投诉建议, open to everybody; anonymous senders are limited by address."""

    form_class = SuggestionForm
    heading = "投诉建议"
    submit_label = "提交"
    done = "已收到，感谢您的意见。"

    def get_initial(self) -> dict[str, Any]:
        return {"page": self.request.GET.get("page", "")[:200]}

    def perform(self, form: BaseForm) -> str:
        actor = self.request.user if self.request.user.is_authenticated else None
        action = "suggestion_signed_in" if actor else "suggestion"
        if not ratelimit.consume(self.request, action=action, user=actor):
            raise RuleViolation("提交得太频繁了，请一小时后再试。", code="suggestion.limit")
        send_suggestion(actor=actor, **form.cleaned_data)
        return reverse("orgs:suggestion-create")
