"""Sessions that end in time, and the second factor before anything else."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from accounts import sessions
from common.surfaces import surface_of
from orgs.policy import Role
from orgs.scope import grants_of
from orgs.second_factor import is_required

# What stays open to somebody who has not set the second factor up yet.
BEFORE_SECOND_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "orgs:healthz",
    "orgs:readyz",
}
MISSING = "您的岗位须启用两步验证后才能使用系统，请先在网页登录并完成设置。"


class SessionLimitMiddleware:
    """Sign out who was away too long, or has been signed in for a whole day's work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            idle_age = idle_age_of(request.user)
            if sessions.has_ended(
                request.session, idle_age=idle_age, whole_age=settings.SESSION_COOKIE_AGE
            ):
                logout(request)
                messages.info(request, "您离开的时间较长，为安全起见已退出，请重新登录。")
            else:
                sessions.touch(request.session)
        return self.get_response(request)


class SharedDeskMiddleware:
    """Desks are shared: nothing of a page stays behind when its reader signs out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


def idle_age_of(user: Any) -> int:
    """Return after how many seconds without a request the user's session ends.

    A member's phone shows one's own records only; everybody else's screen shows other people's.
    """
    roles = {grant.role for grant in grants_of(user)}
    return settings.SESSION_COOKIE_AGE if roles == {Role.MEMBER} else settings.SESSION_IDLE_AGE


class SecondFactorMiddleware:
    """Whose role demands a second factor gets nothing before this session has shown it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or sessions.has_second_factor(request):
            return None
        if request.resolver_match.view_name in BEFORE_SECOND_FACTOR or not is_required(user):
            return None
        if surface_of(request.path_info) == "api":
            return JsonResponse({"code": "second_factor.missing", "message": MISSING}, status=403)
        return self._lead_on(request)

    def _lead_on(self, request: HttpRequest) -> HttpResponse:
        """To setting it up; a session from before that was done begins anew."""
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            logout(request)
            messages.info(request, "您的账号已启用两步验证，请重新登录。")
            return redirect("account_login")
        return redirect("mfa_activate_totp")
