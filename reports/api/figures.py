"""Figures for machines and browsers."""

import datetime

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from reports.figures import figures_of
from reports.offers import offers_at
from reports.periods import Period
from reports.places import find_place, parse_day
from reports.territory import Place


class FigureSerializer(serializers.Serializer):
    """One figure of one place on one day."""

    code = serializers.CharField(help_text="指标编码")
    name = serializers.CharField(help_text="指标名称")
    value = serializers.FloatField(allow_null=True, help_text="数值；分母为 0 时为空")
    unit = serializers.CharField(help_text="单位")
    as_of = serializers.DateField(help_text="统计日期")
    formula_version = serializers.IntegerField(help_text="口径版本")
    excluded = serializers.DictField(child=serializers.IntegerField(), help_text="已剔除")


class OfferSerializer(serializers.Serializer):
    """How many members in the register offer one thing at one time of the week."""

    category = serializers.CharField(help_text="服务意向编码")
    category_name = serializers.CharField(help_text="服务意向")
    slot = serializers.CharField(help_text="时间编码，如 work-ev")
    slot_name = serializers.CharField(help_text="时间，如 工作日晚上")
    members = serializers.IntegerField(help_text="党员人数")


OF_PLACE = [
    OpenApiParameter("place", str, required=True, description="6 位区划代码或组织编码"),
    OpenApiParameter("as_of", str, description="统计日期，如 2026-10-31；默认今天"),
]


class FigureViewSet(ViewSet):
    """统计指标."""

    @extend_schema(parameters=OF_PLACE, responses=FigureSerializer(many=True))
    def list(self, request: Request) -> Response:
        """列出一个地方的全部指标；范围外的地方答 404。"""
        place, day = _asked(request)
        figures = figures_of(place, Period.as_known_on(day))
        return Response([figure.as_json() for figure in figures])

    @extend_schema(parameters=OF_PLACE, responses=OfferSerializer(many=True))
    @action(detail=False)
    def offers(self, request: Request) -> Response:
        """列出在册党员的服务意向与时间；范围外的地方答 404。"""
        return Response(list(offers_at(*_asked(request)).as_json()))


def _asked(request: Request) -> tuple[Place, datetime.date]:
    """Return the place and the day of the address; a place out of scope is none."""
    place = find_place(request.query_params.get("place", ""), request.user)
    if place is None:
        raise NotFound("没有这个地方，或不在您的管理范围内。")
    return place, parse_day(request.query_params.get("as_of"))
