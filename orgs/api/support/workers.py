"""社区工作者 in the API."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from orgs.api.support.generic import ChangeInput, KeptPlaceField, SupportViewSet, VersionInput
from orgs.filters.support import WorkerFilter
from orgs.models import CommunityWorker
from orgs.operations.support.workers import change_worker, end_worker, register_worker


class WorkerSerializer(serializers.ModelSerializer):
    """One worker."""

    structure_label = serializers.CharField(
        source="get_structure_display", read_only=True, label="来源结构名称"
    )

    class Meta:
        model = CommunityWorker
        fields = [
            "id", "organization", "name", "duty", "structure", "structure_label", "hire_channel",
            "started_on", "ended_on", "version",
        ]  # fmt: skip


class WorkerFields(serializers.Serializer):
    """What the register holds."""

    name = serializers.CharField(label="姓名")
    duty = serializers.CharField(required=False, allow_blank=True, label="职务")
    structure = serializers.CharField(label="来源结构代码")
    hire_channel = serializers.CharField(required=False, allow_blank=True, label="选聘渠道代码")
    started_on = serializers.DateField(label="到岗日期")


class WorkerInput(WorkerFields):
    """A new worker."""

    organization = KeptPlaceField(label="社区编号")


class WorkerChangeInput(ChangeInput, WorkerFields):
    """Other values."""


class WorkerEndInput(VersionInput):
    """The day somebody left."""

    ended_on = serializers.DateField(label="离岗日期")


@extend_schema_view(
    list=extend_schema(
        summary="社区工作者列表", description="可按姓名（含拼音）、社区、来源结构、状态筛选。"
    ),
    retrieve=extend_schema(summary="一名社区工作者", description="一名社区工作者的登记内容。"),
)
class WorkerViewSet(SupportViewSet):
    """社区工作者."""

    model = CommunityWorker
    noun = "worker"
    serializer_class = WorkerSerializer
    filterset_class = WorkerFilter

    @extend_schema(
        summary="登记社区工作者", description="在一个社区登记一名工作者。", request=WorkerInput,
        responses={201: WorkerSerializer},
    )  # fmt: skip
    @action(detail=False, methods=["post"])
    def register(self, request: Request) -> Response:
        return self.add(register_worker, WorkerInput)

    @extend_schema(
        summary="修改社区工作者", description="只写要改的内容，未写的不变。",
        request=WorkerChangeInput, responses=WorkerSerializer,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        return self.step(change_worker, WorkerChangeInput)

    @extend_schema(
        summary="登记离岗", description="离岗当日起不再计入在岗人数。", request=WorkerEndInput,
        responses=WorkerSerializer,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        return self.step(end_worker, WorkerEndInput)
