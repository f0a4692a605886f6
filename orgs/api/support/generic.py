"""What the four registers have in common."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from orgs import scope
from orgs.api.generic import KeyField, RegisterViewSet, VersionInput
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action


class KeptPlaceField(KeyField):
    """A street or community whose registers the caller keeps."""

    def get_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.visible_to(self.context["request"].user, Action.KEEP_SUPPORT)


class ProviderField(KeyField):
    """A unit of the caller's district."""

    def get_queryset(self) -> QuerySet[ResidentUnit]:
        user = self.context["request"].user
        return ResidentUnit.objects.beside(
            Organization.objects.visible_to(user, Action.KEEP_SUPPORT)
        )


class ChangeInput(VersionInput):
    """Other values of a record: what is left out stays as it is."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class SupportViewSet(RegisterViewSet):
    """A register of 基层保障; the right to keep it is asked for before what was sent.

    `noun` is what the operations call the record.
    """

    noun: ClassVar[str]

    def add(self, operation: Callable[..., Model], shape: type[serializers.Serializer]) -> Response:
        """Enter a record by its operation."""
        if not scope.has_right(self.request.user, Action.KEEP_SUPPORT):
            raise scope.PermissionDenied(scope.REFUSAL)
        record = operation(actor=self.request.user, **self.values(shape))
        return Response(self.get_serializer(record).data, status=HTTP_201_CREATED)

    def step(
        self, operation: Callable[..., Model], shape: type[serializers.Serializer]
    ) -> Response:
        """Take a step with the record of the address, and show what it is then."""
        record = self.kept()
        operation(actor=self.request.user, **{self.noun: record}, **self.values(shape))
        return self.shown()

    def kept(self) -> Any:
        record = self.get_object()
        scope.require(self.request.user, Action.KEEP_SUPPORT, record)
        return record

    def shown(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
