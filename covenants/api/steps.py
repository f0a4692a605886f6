"""Registers whose records take steps: the same operations as on the pages."""

from collections.abc import Callable
from typing import ClassVar

from django.db.models import Model
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from orgs.api.generic import RegisterViewSet


class ReasonInput(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200)


class SteppingViewSet(RegisterViewSet):
    """A register whose records also take steps: the same operations as on the pages."""

    noun: ClassVar[str]

    def take(
        self, request: Request, step: Callable[..., Model], shape: type[Serializer]
    ) -> Response:
        """Check the shape of what was sent, call the operation, return the record as it is now."""
        record = self.get_object()
        typed = shape(data=request.data)
        typed.is_valid(raise_exception=True)
        step(actor=request.user, **{self.noun: record}, **typed.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
