"""Monthly reports for machines; the steps call the same operations as the pages."""

from collections.abc import Callable

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from orgs.api.generic import RegisterViewSet
from reports.api.serializers import (
    LineSerializer,
    MonthlyReportSerializer,
    ReturnReportInput,
    VersionInput,
)
from reports.filters import MonthlyReportFilter
from reports.models import MonthlyReport
from reports.operations.lifecycle import (
    accept_report,
    approve_report,
    return_report,
    submit_report,
)
from reports.sheet import lines_of


class MonthlyReportViewSet(RegisterViewSet):
    """月报: the reports of the caller's communities, and the steps of their life."""

    model = MonthlyReport
    serializer_class = MonthlyReportSerializer
    filterset_class = MonthlyReportFilter

    @extend_schema(responses=LineSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def figures(self, request: Request, pk: str) -> Response:
        """月报中的各项数字。"""
        return Response(LineSerializer(lines_of(self.get_object()), many=True).data)

    @extend_schema(request=VersionInput, responses=MonthlyReportSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """填报中 → 已上报。"""
        return self._take(submit_report)

    @extend_schema(request=VersionInput, responses=MonthlyReportSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """已上报 → 街道审核通过。"""
        return self._take(approve_report)

    @extend_schema(request=ReturnReportInput, responses=MonthlyReportSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """退回社区，须写明意见。"""
        return self._take(return_report, ReturnReportInput)

    @extend_schema(request=VersionInput, responses=MonthlyReportSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """街道审核通过 → 区审定。"""
        return self._take(accept_report)

    def _take(
        self,
        operation: Callable[..., MonthlyReport],
        input_class: type[VersionInput] = VersionInput,
    ) -> Response:
        report = self.get_object()
        given = input_class(data=self.request.data)
        given.is_valid(raise_exception=True)
        report = operation(actor=self.request.user, report=report, **given.validated_data)
        return Response(self.get_serializer(report).data)
