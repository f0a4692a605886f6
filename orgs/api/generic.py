"""The read-only viewset that every register of the API is."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.viewsets import ReadOnlyModelViewSet


class RegisterViewSet(ReadOnlyModelViewSet):
    """Rows the caller may see; writes are explicit actions that call operations."""

    model: Any = None
    filter_backends = [DjangoFilterBackend]

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.model.objects.visible_to(self.request.user).for_list()

    def values(self, shape: type[serializers.Serializer]) -> dict[str, Any]:
        """Return what was sent in this shape, its keys resolved inside the scope; 400 otherwise."""
        given = shape(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given.validated_data


@extend_schema_field(OpenApiTypes.INT)
class KeyField(serializers.PrimaryKeyRelatedField):
    """The id of a record that the caller may name; a subclass or `queryset` says of which."""

    def to_internal_value(self, data: Any) -> Any:
        """Take whole numbers alone: 1.5 is no id, and must not mean record 1."""
        if type(data) is not int:
            self.fail("incorrect_type", data_type=type(data).__name__)
        return super().to_internal_value(data)


class VersionInput(serializers.Serializer):
    """The version the caller saw; none for "whatever it is"."""

    version = serializers.IntegerField(
        required=False, min_value=1, help_text="读取时的版本号，用于发现他人修改"
    )
