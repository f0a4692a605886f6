"""Figures for machines and browsers."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from reports.figures import figures_of
from reports.periods import Period
from reports.places import find_place, parse_day


class FigureSerializer(serializers.Serializer):
    """One figure of one place on one day."""

    code = serializers.CharField(help_text="指标编码")
    name = serializers.CharField(help_text="指标名称")
    value = serializers.FloatField(allow_null=True, help_text="数值；分母为 0 时为空")
    unit = serializers.CharField(help_text="单位")
    as_of = serializers.DateField(help_text="统计日期")
    formula_version = serializers.IntegerField(help_text="口径版本")
    excluded = serializers.DictField(child=serializers.IntegerField(), help_text="已剔除")


class FigureViewSet(ViewSet):
    """统计指标."""

    @extend_schema(
        parameters=[
            OpenApiParameter("place", str, required=True, description="6 位区划代码或组织编码"),
            OpenApiParameter("as_of", str, description="统计日期，如 2026-10-31；默认今天"),
        ],
        responses=FigureSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """列出一个地方的全部指标；范围外的地方答 404。"""
        place = find_place(request.query_params.get("place", ""), request.user)
        if place is None:
            raise NotFound("没有这个地方，或不在您的管理范围内。")
        period = Period.as_known_on(parse_day(request.query_params.get("as_of")))
        return Response([figure.as_json() for figure in figures_of(place, period)])
