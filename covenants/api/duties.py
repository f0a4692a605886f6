"""What covenants promise, and what was done of it, in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from covenants.api.steps import ReasonInput, SteppingViewSet
from covenants.filters.duties import DutyApiFilter
from covenants.filters.fulfilments import FulfilmentFilter
from covenants.models import Fulfilment, Obligation
from covenants.operations.fulfilments import fulfil_obligation, void_fulfilment


class ObligationSerializer(serializers.ModelSerializer):
    """One duty; `next_due_on` is by when it is to be done next, null for nothing more."""

    party_label = serializers.CharField(source="party.label", read_only=True)
    party_name = serializers.CharField(source="party.name", read_only=True)
    unit = serializers.PrimaryKeyRelatedField(source="party.unit", read_only=True)

    class Meta:
        model = Obligation
        fields = [
            "id", "covenant", "party_label", "party_name", "unit", "position", "code", "text",
            "cadence", "due_on", "next_due_on",
        ]  # fmt: skip


class FulfilInput(serializers.Serializer):
    """The day, and in words what was done."""

    done_on = serializers.DateField()
    text = serializers.CharField(max_length=300)


class ObligationViewSet(SteppingViewSet):
    """协议事项: of the covenants that the caller may see."""

    model = Obligation
    noun = "obligation"
    serializer_class = ObligationSerializer
    filterset_class = DutyApiFilter

    @extend_schema(request=FulfilInput)
    @action(detail=True, methods=["post"])
    def fulfil(self, request: Request, pk: Any = None) -> Response:
        """Enter that the duty was done."""
        return self.take(request, fulfil_obligation, FulfilInput)


class FulfilmentSerializer(serializers.ModelSerializer):
    """One entry; a void one stays with its reason and counts nowhere.

    `is_by_unit`: entered by the unit itself; else by the community or street in its name.
    """

    covenant = serializers.IntegerField(source="obligation.covenant_id", read_only=True)
    is_by_unit = serializers.BooleanField(read_only=True)

    class Meta:
        model = Fulfilment
        fields = [
            "id", "covenant", "obligation", "done_on", "text", "is_by_unit", "is_void", "reason",
            "version",
        ]  # fmt: skip


class FulfilmentViewSet(SteppingViewSet):
    """履行记录: of the covenants that the caller may see."""

    model = Fulfilment
    noun = "fulfilment"
    serializer_class = FulfilmentSerializer
    filterset_class = FulfilmentFilter

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: Any = None) -> Response:
        """Take back a mistaken entry."""
        return self.take(request, void_fulfilment, ReasonInput)
