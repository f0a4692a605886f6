"""How the API says no."""

from typing import Any

from django.http import Http404
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from common.violations import RuleViolation


def respond(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a violated rule with 409 {code, message, field}; the rest as DRF does."""
    if isinstance(error, RuleViolation):
        set_rollback()
        body = {"code": error.code, "message": error.message, "field": error.field}
        return Response(body, status=409)
    if isinstance(error, Http404):
        error = NotFound("没有这条记录，或不在您的管理范围内。")
    response = exception_handler(error, context)
    if response is not None:
        response.data = readable(response.data)
    return response


def readable(data: Any) -> Any:
    """Half a character that a client sent, repeated in a complaint, would fit into no answer."""
    if isinstance(data, dict):
        return {readable(key): readable(value) for key, value in data.items()}
    if isinstance(data, list):
        return [readable(value) for value in data]
    return data.encode(errors="replace").decode() if isinstance(data, str) else data
