"""Registers whose records take steps: the same operations as on the pages."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED

from covenants.operations.once import create_once
from orgs.api.generic import RegisterViewSet
from orgs.policy import Action
from orgs.scope import REFUSAL, has_right

HEADER = "Idempotency-Key"
LONGEST_KEY = 64
ONCE = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER,
    description="可不填；64 个字符以内。同一个值、同样的内容重发，得到同一条记录，不会建两条；"
    "内容不同则返回 409",
)  # fmt: skip


class NoInput(serializers.Serializer):
    """Nothing but the wish."""


class ReasonInput(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200, label="原因")


class PauseInput(serializers.Serializer):
    """Why, where it is known."""

    reason = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", label="原因"
    )


def told(summary: str, shape: Any = None, description: str = "") -> Any:
    """Return what the schema says of a step, in Chinese."""
    return extend_schema(summary=summary, description=description or None, request=shape)


def created(summary: str, shape: Any, record: Any, description: str) -> Any:
    """Return what the schema says of a step that makes a record."""
    return extend_schema(
        summary=summary, description=description, parameters=[ONCE], request=shape,
        responses={201: record},
    )  # fmt: skip


class SteppingViewSet(RegisterViewSet):
    """A register whose records also take steps: the same operations as on the pages."""

    noun: ClassVar[str]

    def take(
        self, request: Request, step: Callable[..., Any], shape: type[Serializer] = NoInput
    ) -> Response:
        """Check the shape of what was sent, call the operation, return the record as it is now."""
        record = self.get_object()
        return self.took(step, **{self.noun: record}, **self.values(shape))

    def took(self, step: Callable[..., Any], **values: Any) -> Response:
        """Call the operation and return the record of this address as it is now."""
        step(actor=self.request.user, **values)
        return Response(self.get_serializer(self.get_object()).data)

    def make(
        self, request: Request, step: Callable[..., Model], shape: type[Serializer], *rights: Action
    ) -> Response:
        """Make a record by the operation, once for one key of the request."""
        if not has_right(request.user, *rights):
            raise PermissionDenied(REFUSAL)
        values = self.values(shape)
        pk, is_new = create_once(
            actor=request.user,
            request_key=_key(request),
            content=[self.noun, request.data],
            create=lambda: step(actor=request.user, **values),
        )
        record = self.get_queryset().get(pk=pk)
        status = HTTP_201_CREATED if is_new else HTTP_200_OK
        return Response(self.get_serializer(record).data, status=status)

    def part(self, rows: Any, place: Any, *, by: str, field: str) -> Any:
        """Return the record's part that the caller named; 400 when it has no such part."""
        found = next((row for row in rows if getattr(row, by) == place), None)
        if found is None:
            raise ValidationError({field: ["没有这一项，请核对。"]})
        return found


def _key(request: Request) -> str:
    key = request.headers.get(HEADER, "").strip()
    if len(key) > LONGEST_KEY:
        raise ValidationError({HEADER: ["请填 64 个字符以内。"]})
    return key
