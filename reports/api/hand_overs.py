"""Hand-overs of posts in the API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from orgs.api.generic import RegisterViewSet, VersionInput
from orgs.api.grant_shapes import GrantRequestSerializer
from orgs.filters.grants import GrantRequestFilter, HandOverFilter
from orgs.models import GrantRequest, HandOver
from orgs.selectors.receivers import place_path
from reports.operations.hand_over import approve_hand_over


class HandOverSerializer(serializers.ModelSerializer):
    """Who handed what to whom, and when."""

    role = serializers.CharField(source="new_grant.role", read_only=True, label="角色")
    place_label = serializers.SerializerMethodField(label="授权范围")
    predecessor = serializers.CharField(
        source="old_grant.user.username", read_only=True, label="原任账号"
    )
    successor = serializers.CharField(
        source="new_grant.user.username", read_only=True, label="接任账号"
    )

    class Meta:
        model = HandOver
        fields = [
            "id", "role", "place_label", "predecessor", "successor", "handed_on", "note",
            "old_grant", "new_grant",
        ]  # fmt: skip

    def get_place_label(self, hand_over: HandOver) -> str:
        return place_path(hand_over.new_grant.place)


@extend_schema_view(
    list=extend_schema(
        summary="岗位交接列表", description="本区已办理的岗位交接，以及与本人有关的交接。"
    ),
    retrieve=extend_schema(summary="一次岗位交接", description="原任、接任、岗位和交接日期。"),
)
class HandOverViewSet(RegisterViewSet):
    """岗位交接: posts that changed hands."""

    model = HandOver
    serializer_class = HandOverSerializer
    filterset_class = HandOverFilter


@extend_schema_view(
    list=extend_schema(summary="岗位交接申请列表", description="授权申请中要求岗位交接的部分。"),
    retrieve=extend_schema(summary="一份岗位交接申请", description="接任人、岗位和交接日期。"),
)
class HandOverRequestViewSet(RegisterViewSet):
    """岗位交接申请: asked for at the grant (`/grants/{id}/hand-over/`), carried out here."""

    model = GrantRequest
    serializer_class = GrantRequestSerializer
    filterset_class = GrantRequestFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().exclude(replaces=None)

    @extend_schema(
        summary="批准岗位交接",
        description="由安全管理员批准：原授权终止，接任人自交接日期起任职，并收到岗位的待办消息。",
        request=VersionInput,
        responses=HandOverSerializer,
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Carry out the hand-over."""
        wish = self.get_object()
        given = VersionInput(data=request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        hand_over = approve_hand_over(actor=request.user, request=wish, **values)
        return Response(HandOverSerializer(hand_over).data)
