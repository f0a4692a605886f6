"""Remembers the client's address while a request is served."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from accounts import origin


class OriginMiddleware:
    """Keep the address (behind a named proxy: the one it forwards) for audit entries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = origin.address.set(get_adapter(request).get_client_ip(request))
        try:
            return self.get_response(request)
        finally:
            origin.address.reset(token)
