"""一站式居民服务中心 in the API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from orgs.api.support.generic import ChangeInput, KeptPlaceField, SupportViewSet, VersionInput
from orgs.filters.support import CentreFilter
from orgs.models import CentreItem, ServiceCentre
from orgs.operations.support.centres import (
    add_centre_item,
    change_centre,
    close_centre,
    end_centre_item,
    register_centre,
)


class CentreItemSerializer(serializers.ModelSerializer):
    """One thing that a centre does."""

    class Meta:
        model = CentreItem
        fields = ["id", "name", "provider", "ended_on"]


class CentreSerializer(serializers.ModelSerializer):
    """One service centre with its items."""

    items = CentreItemSerializer(many=True, read_only=True)

    class Meta:
        model = ServiceCentre
        fields = [
            "id", "organization", "name", "status", "opened_on", "closed_on", "items", "version",
        ]  # fmt: skip


class CentreFields(serializers.Serializer):
    """What the register holds."""

    name = serializers.CharField(label="名称")
    status = serializers.CharField(label="状态代码")
    opened_on = serializers.DateField(required=False, allow_null=True, label="启用日期")


class CentreInput(CentreFields):
    """A new service centre."""

    organization = KeptPlaceField(label="社区编号")


class CentreChangeInput(ChangeInput, CentreFields):
    """Other values."""


class CentreCloseInput(VersionInput):
    """The day a centre closed."""

    closed_on = serializers.DateField(label="停办日期")


class CentreItemInput(serializers.Serializer):
    """One more thing that a centre does."""

    name = serializers.CharField(label="服务项目")
    provider = serializers.CharField(required=False, allow_blank=True, label="提供者")


class CentreItemEndInput(serializers.Serializer):
    """Which item ends."""

    item = serializers.IntegerField(label="服务项目编号")


@extend_schema_view(
    list=extend_schema(summary="服务中心列表", description="可按名称、社区、状态筛选。"),
    retrieve=extend_schema(summary="一个服务中心", description="服务中心及其服务项目。"),
)
class CentreViewSet(SupportViewSet):
    """一站式居民服务中心."""

    model = ServiceCentre
    noun = "centre"
    serializer_class = CentreSerializer
    filterset_class = CentreFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("items")

    @extend_schema(
        summary="登记服务中心", description="运行或试运行的填写启用日期。", request=CentreInput,
        responses={201: CentreSerializer},
    )  # fmt: skip
    @action(detail=False, methods=["post"])
    def register(self, request: Request) -> Response:
        return self.add(register_centre, CentreInput)

    @extend_schema(
        summary="修改服务中心", description="只写要改的内容，未写的不变。",
        request=CentreChangeInput, responses=CentreSerializer,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        return self.step(change_centre, CentreChangeInput)

    @extend_schema(
        summary="停办服务中心", description="从停办日期起不再计入运行数。",
        request=CentreCloseInput, responses=CentreSerializer,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        return self.step(close_centre, CentreCloseInput)

    @extend_schema(
        summary="增加服务项目", description="写明项目和提供者。", request=CentreItemInput,
        responses=CentreSerializer,
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="add-item")
    def add_item(self, request: Request, pk: str) -> Response:
        return self.step(add_centre_item, CentreItemInput)

    @extend_schema(
        summary="停办服务项目", description="从当日起停办这个项目。", request=CentreItemEndInput,
        responses=CentreSerializer,
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="end-item")
    def end_item(self, request: Request, pk: str) -> Response:
        return self.step(_end_item, CentreItemEndInput)


def _end_item(*, actor: Any, centre: ServiceCentre, item: int) -> CentreItem:
    found = next((one for one in centre.items.all() if one.pk == item), None)
    if found is None:
        raise serializers.ValidationError({"item": ["该服务中心没有这个项目。"]})
    return end_centre_item(actor=actor, item=found)
