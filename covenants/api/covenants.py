"""Covenants in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from common import clock
from covenants.api.steps import ReasonInput, SteppingViewSet
from covenants.filters.covenants import CovenantFilter
from covenants.models import Covenant, CovenantParty
from covenants.operations.ending import void_covenant
from covenants.operations.signing import sign_covenant


class PartySerializer(serializers.ModelSerializer):
    """One unit of a covenant."""

    unit_name = serializers.CharField(source="name", read_only=True)

    class Meta:
        model = CovenantParty
        fields = [
            "label", "unit", "unit_name", "signer", "signer_post", "confirmed_on", "confirmed_way",
        ]  # fmt: skip


class CovenantSerializer(serializers.ModelSerializer):
    """One covenant; `standing` is what its dates say today."""

    organization = serializers.SlugRelatedField(slug_field="code", read_only=True)
    parties = PartySerializer(many=True, read_only=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Covenant
        fields = [
            "id", "no", "title", "organization", "parties", "status", "standing", "signed_on",
            "effective_from", "effective_to", "terminated_on", "reason", "renews", "version",
        ]  # fmt: skip

    def get_standing(self, covenant: Covenant) -> str:
        return covenant.standing_label(clock.today())


class SignInput(serializers.Serializer):
    """The dates of a signed covenant."""

    signed_on = serializers.DateField()
    effective_from = serializers.DateField()
    effective_to = serializers.DateField(required=False, allow_null=True, default=None)


class CovenantViewSet(SteppingViewSet):
    """共驻共建协议: those that the caller may see."""

    model = Covenant
    noun = "covenant"
    serializer_class = CovenantSerializer
    filterset_class = CovenantFilter

    @extend_schema(request=SignInput)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: Any = None) -> Response:
        """Enter the signatures."""
        return self.take(request, sign_covenant, SignInput)

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: Any = None) -> Response:
        """Take back a draft or, by the district, a mistaken entry."""
        return self.take(request, void_covenant, ReasonInput)
