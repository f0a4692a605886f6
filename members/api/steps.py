"""A check-in's steps after acceptance, in the API: the same operations as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from members.api.serializers import CheckInSerializer, ReturnInput
from members.models import CheckIn
from members.operations.handling import close_check_in
from members.operations.reactivations import ask_reactivation
from members.operations.transfers import (
    acts_for_community,
    ask_transfer,
    cancel_transfer,
    refuse_transfer,
    release_transfer,
)
from members.selectors import communities_open_to
from orgs.api.generic import KeyField, VersionInput
from orgs.models import Organization


class TransferInput(VersionInput):
    """Where to, on what ground, why. `communities` in the context are those to choose from."""

    community = KeyField(queryset=Organization.objects.none())
    basis = serializers.ChoiceField(choices=CheckIn.Basis.choices)
    reason = serializers.CharField(max_length=200)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        if "communities" in self.context:
            fields["community"].queryset = self.context["communities"]
        return fields


class CloseCheckInInput(VersionInput):
    """Why and when a registration ends."""

    close_reason = serializers.ChoiceField(choices=CheckIn.CloseReason.choices)
    closed_on = serializers.DateField()


class AskInput(serializers.Serializer):
    """Why it should stand again."""

    reason = serializers.CharField(max_length=200)


class CheckInSteps:
    """What is done with a check-in that stands in a register, or did."""

    @extend_schema(request=TransferInput, responses=CheckInSerializer)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, pk: str) -> Response:
        """在册 → 转出申请, by the member; by the community it is released at once."""
        check_in = self.get_object()
        acts_for_community(request.user, check_in)  # who may not is told so before what is missing
        values = self._values(TransferInput, communities=communities_open_to(check_in.member))
        return self._did(check_in, ask_transfer, **values)

    @extend_schema(request=VersionInput, responses=CheckInSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """The old community lets go; answers with the check-in that waits at the other one."""
        return self._did(self.get_object(), release_transfer, **self._values(VersionInput))

    @extend_schema(request=ReturnInput, responses=CheckInSerializer)
    @action(detail=True, methods=["post"], url_path="refuse-transfer")
    def refuse_transfer(self, request: Request, pk: str) -> Response:
        """转出申请 → 在册, with a reason for the member."""
        return self._did(self.get_object(), refuse_transfer, **self._values(ReturnInput))

    @extend_schema(request=None, responses=CheckInSerializer)
    @action(detail=True, methods=["post"], url_path="cancel-transfer")
    def cancel_transfer(self, request: Request, pk: str) -> Response:
        """转出申请 → 在册, by the member or the old community."""
        return self._did(self.get_object(), cancel_transfer)

    @extend_schema(request=CloseCheckInInput, responses=CheckInSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """在册 → 已注销."""
        return self._did(self.get_object(), close_check_in, **self._values(CloseCheckInInput))

    @extend_schema(request=AskInput, responses={202: None})
    @action(detail=True, methods=["post"])
    def reactivate(self, request: Request, pk: str) -> Response:
        """Ask the street to let a closed check-in stand again."""
        values = self._values(AskInput)
        ask_reactivation(actor=request.user, check_in=self.get_object(), **values)
        return Response(status=202)

    def _did(self, check_in: CheckIn, operation: Any, **values: Any) -> Response:
        return self._shown(operation(actor=self.request.user, check_in=check_in, **values))
