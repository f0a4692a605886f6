"""Files of records in the API: listed by record, taken out, added, removed."""

from typing import Any

from django.db.models import BigIntegerField
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from orgs.api.generic import RegisterViewSet
from orgs.api.parsers import JSONParser
from orgs.attachments import holder_named
from orgs.filters.attachments import AttachmentFilter
from orgs.forms.attachments import TAKEN
from orgs.generic import visible_or_404
from orgs.models import Attachment
from orgs.operations.attachments import attach_file, remove_attachment
from orgs.selectors.attachments import stored_file


class AttachmentSerializer(serializers.ModelSerializer):
    """One file of a record; the file itself is at `content`."""

    class Meta:
        model = Attachment
        fields = [
            "id", "record_type", "record_id", "name", "content_type", "size", "digest",
            "created_at",
        ]  # fmt: skip


class AttachmentInput(serializers.Serializer):
    """A file and the record that it belongs to."""

    record_type = serializers.CharField(label="记录种类", help_text="如 covenants.covenant")
    record_id = serializers.IntegerField(
        min_value=1, max_value=BigIntegerField.MAX_BIGINT, label="记录编号"
    )
    file = serializers.FileField(label="文件", allow_empty_file=True, help_text=TAKEN)

    def validate_record_type(self, value: str) -> str:
        if holder_named(value) is None:
            raise serializers.ValidationError("这类记录不能上传附件。")
        return value


class RemovalInput(serializers.Serializer):
    """Why a file goes."""

    reason = serializers.CharField(label="原因")


@extend_schema_view(
    list=extend_schema(
        summary="附件列表", description="可按记录种类和记录编号筛选；能看到记录，就能看到附件。"
    ),
    retrieve=extend_schema(summary="一个附件", description="附件的名称、格式、大小和摘要。"),
)
class AttachmentViewSet(RegisterViewSet):
    """附件."""

    model = Attachment
    serializer_class = AttachmentSerializer
    filterset_class = AttachmentFilter
    parser_classes = [MultiPartParser, JSONParser]

    @extend_schema(
        summary="上传附件",
        description="为一条记录上传一个文件：PDF、JPG、PNG，10 MB 以内；图片会去掉拍摄地点等信息。",
        request={"multipart/form-data": AttachmentInput},
        responses={201: AttachmentSerializer},
    )
    def create(self, request: Request) -> Response:
        values = self.values(AttachmentInput)
        model: Any = holder_named(values["record_type"]).model
        record = visible_or_404(model, request.user, values["record_id"])
        attachment = attach_file(actor=request.user, record=record, upload=values["file"])
        return Response(self.get_serializer(attachment).data, status=HTTP_201_CREATED)

    @extend_schema(
        summary="下载附件",
        description="文件本身。",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["get"])
    def content(self, request: Request, pk: str) -> FileResponse:
        return stored_file(self.get_object())

    @extend_schema(
        summary="删除附件",
        description="从记录上删除一个文件，写明原因；文件仍留存备查。",
        request=RemovalInput,
        responses=AttachmentSerializer,
    )
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        values = self.values(RemovalInput)
        attachment = remove_attachment(actor=request.user, attachment=self.get_object(), **values)
        return Response(self.get_serializer(attachment).data)
