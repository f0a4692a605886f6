"""Imports in the API: bring a file, look at its preview, confirm, cancel, take back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from orgs.api.generic import RegisterViewSet
from orgs.api.parsers import JSONParser
from orgs.imports.kinds import IMPORTING, Verdict, kind_of
from orgs.imports.sentences import BatchWords, Finding
from orgs.models import ImportBatch, ImportRow
from orgs.operations.imports import cancel_import, confirm_import, start_import, undo_import
from orgs.scope import REFUSAL, has_right
from orgs.selectors.imports import earlier_import, rows_of


class ImportBatchSerializer(serializers.ModelSerializer):
    """One file: how far it is, and how many rows are what."""

    kind_label = serializers.SerializerMethodField(label="种类名称")
    state_label = serializers.CharField(
        source="get_state_display", read_only=True, label="状态名称"
    )
    earlier = serializers.SerializerMethodField(label="同一文件此前的导入")

    class Meta:
        model = ImportBatch
        fields = [
            "id", "kind", "kind_label", "file_name", "state", "state_label", "sheet_name",
            "header_row", "headers", "counts", "problem", "earlier", "created_at", "finished_at",
            "undone_at",
        ]  # fmt: skip

    def get_kind_label(self, batch: ImportBatch) -> str:
        return kind_of(batch.kind).label

    def get_earlier(self, batch: ImportBatch) -> str:
        """Only where it matters: before the yes."""
        is_open = batch.state == ImportBatch.State.PREVIEWED
        return (earlier_import(batch, self.context["request"].user) or "") if is_open else ""


class FindingSerializer(serializers.Serializer):
    """What was found in one cell, or in the whole row."""

    letter = serializers.CharField(label="列号", help_text="表格的列号，整行的说明为空")
    label = serializers.CharField(label="表头")
    text = serializers.CharField(label="说明")


class ImportRowSerializer(serializers.ModelSerializer):
    """One row of the file; personal numbers are masked."""

    verdict_label = serializers.CharField(
        source="get_verdict_display", read_only=True, label="判定名称"
    )
    summary = serializers.SerializerMethodField(label="内容")
    findings = serializers.SerializerMethodField(label="说明")

    class Meta:
        model = ImportRow
        fields = [
            "row", "verdict", "verdict_label", "summary", "findings", "is_chosen", "is_written",
            "record_id",
        ]  # fmt: skip

    def get_summary(self, row: ImportRow) -> str:
        return self._words.summary(row)

    @extend_schema(responses=FindingSerializer(many=True))
    def get_findings(self, row: ImportRow) -> list[dict[str, Any]]:
        found: list[Finding] = self._words.findings(row)
        return FindingSerializer(found, many=True).data

    @property
    def _words(self) -> BatchWords:
        words: BatchWords = self.context["words"]
        return words


class ImportInput(serializers.Serializer):
    """A file and what is in it."""

    kind = serializers.CharField(label="种类", help_text="如 unit（驻区单位）")
    file = serializers.FileField(label="文件", help_text="xlsx、xls、csv，20 MB 以内")


class ImportConfirmInput(serializers.Serializer):
    """What is to be done with doubtful rows."""

    duplicates = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2_000_000), required=False,
        max_length=5_000, label="仍然新增的行", help_text="疑似重复的行里仍要新增的行号",
    )  # fmt: skip
    all_duplicates = serializers.BooleanField(required=False, label="疑似重复的行全部仍然新增")
    only_if_clean = serializers.BooleanField(required=False, label="全部无误才导入")
    again = serializers.BooleanField(required=False, label="再次导入同一文件")
    pledged = serializers.BooleanField(
        required=False,
        label="已核实",
        help_text="党员报到名单必填：名单中的党员均已阅读并同意《个人信息告知书》",
    )


@extend_schema_view(
    list=extend_schema(summary="导入列表", description="本人上传的导入文件，新的在前。"),
    retrieve=extend_schema(
        summary="导入详情",
        description="一个导入文件的状态、表头和各类行数；读取、写入完成前可反复查询。",
    ),
)
class ImportViewSet(RegisterViewSet):
    """批量导入: the caller's own files."""

    model = ImportBatch
    serializer_class = ImportBatchSerializer
    parser_classes = [MultiPartParser, JSONParser]

    @extend_schema(
        summary="上传文件",
        description="上传一个文件，读取后可查看预览；此时不写入任何内容。",
        request={"multipart/form-data": ImportInput},
        responses={201: ImportBatchSerializer},
    )
    def create(self, request: Request) -> Response:
        if not has_right(request.user, *IMPORTING):
            raise PermissionDenied(REFUSAL)
        values = self._read(ImportInput, request)
        file = values["file"]
        batch = start_import(actor=request.user, kind=values["kind"], file=file, name=file.name)
        return Response(self.get_serializer(batch).data, status=HTTP_201_CREATED)

    @extend_schema(
        summary="导入的行",
        description="文件的各行、判定和说明；手机号等已遮盖。",
        parameters=[
            OpenApiParameter("verdict", str, enum=Verdict.values, description="只看这种判定的行")
        ],
        responses=ImportRowSerializer(many=True),
    )
    @action(detail=True, methods=["get"])
    def rows(self, request: Request, pk: str) -> Response:
        batch = self.get_object()
        page = self.paginate_queryset(rows_of(batch, request.query_params.get("verdict", "")))
        words = BatchWords(batch, kind_of(batch.kind))
        shown = ImportRowSerializer(page, many=True, context={"words": words})
        return self.get_paginated_response(shown.data)

    @extend_schema(
        summary="确认导入",
        description="确认预览，开始写入。同一文件导入过时须写明再次导入；重复确认不会写两遍。",
        request=ImportConfirmInput,
        responses=ImportBatchSerializer,
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        values = self._read(ImportConfirmInput, request)
        batch = confirm_import(actor=request.user, batch=self.get_object(), **values)
        return Response(self.get_serializer(batch).data)

    @extend_schema(
        summary="取消导入",
        description="放弃还没有确认的文件，读出的内容一并删除。",
        request=None,
        responses=ImportBatchSerializer,
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        batch = cancel_import(actor=request.user, batch=self.get_object())
        return Response(self.get_serializer(batch).data)

    @extend_schema(
        summary="撤销导入",
        description="撤销已写入的导入；之后又被修改或使用的行保留，并写明原因。",
        request=None,
        responses=ImportBatchSerializer,
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        batch = undo_import(actor=request.user, batch=self.get_object())
        return Response(self.get_serializer(batch).data)

    def _read(self, shape: type[serializers.Serializer], request: Request) -> dict[str, Any]:
        given = shape(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values
