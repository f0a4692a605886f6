"""办公用房 in the API."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from orgs.api.support.generic import ChangeInput, KeptPlaceField, ProviderField, SupportViewSet
from orgs.filters.support import PremisesFilter
from orgs.models import Premises
from orgs.operations.support.premises import change_premises, register_premises


class PremisesSerializer(serializers.ModelSerializer):
    """One office."""

    class Meta:
        model = Premises
        fields = [
            "id", "organization", "tenure", "area", "provider", "address", "problem", "status",
            "used_from", "given_up_on", "version",
        ]  # fmt: skip


class PremisesFields(serializers.Serializer):
    """What the register holds."""

    tenure = serializers.CharField(label="用房来源代码")
    area = serializers.DecimalField(9, 2, required=False, label="面积（平方米）")
    provider = ProviderField(required=False, allow_null=True, label="提供单位编号")
    address = serializers.CharField(required=False, allow_blank=True, label="地址")
    problem = serializers.CharField(required=False, allow_blank=True, label="存在问题")
    status = serializers.CharField(required=False, label="状态代码")
    used_from = serializers.DateField(required=False, allow_null=True, label="启用日期")
    given_up_on = serializers.DateField(required=False, allow_null=True, label="停用日期")


class PremisesInput(PremisesFields):
    """A new office."""

    organization = KeptPlaceField(label="社区编号")


class PremisesChangeInput(ChangeInput, PremisesFields):
    """Other values."""


@extend_schema_view(
    list=extend_schema(summary="办公用房列表", description="可按社区、用房来源、状态筛选。"),
    retrieve=extend_schema(summary="一处办公用房", description="一处办公用房的登记内容。"),
)
class PremisesViewSet(SupportViewSet):
    """办公用房."""

    model = Premises
    noun = "premises"
    serializer_class = PremisesSerializer
    filterset_class = PremisesFilter

    @extend_schema(
        summary="登记办公用房", description="“无用房”也要登记，面积为 0。", request=PremisesInput,
        responses={201: PremisesSerializer},
    )  # fmt: skip
    @action(detail=False, methods=["post"])
    def register(self, request: Request) -> Response:
        return self.add(register_premises, PremisesInput)

    @extend_schema(
        summary="修改办公用房", description="只写要改的内容，未写的不变。",
        request=PremisesChangeInput, responses=PremisesSerializer,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        return self.step(change_premises, PremisesChangeInput)
