"""Resident units in the API: the register, and the steps that the pages offer too."""

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from orgs import scope
from orgs.api.generic import KeyField, RegisterViewSet, VersionInput
from orgs.filters.units import ResidentUnitFilter
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.unit_merges import merge_units, unmerge_unit
from orgs.operations.units import (
    change_unit,
    close_unit,
    declare_members,
    register_unit,
    reopen_unit,
)
from orgs.policy import Action


class ResidentUnitSerializer(serializers.ModelSerializer):
    """One unit; places and other units by id, the liaison's number masked."""

    category_label = serializers.CharField(
        source="get_category_display", read_only=True, label="类别名称"
    )

    class Meta:
        model = ResidentUnit
        fields = [
            "id", "name", "uscc", "category", "category_label", "is_district_direct",
            "party_org_name", "first_responsible", "deputy_responsible", "liaison",
            "mobile_masked", "located_in", "paired_community", "superior_unit",
            "declared_members", "declared_on", "active_from", "active_to", "merged_into", "version",
        ]  # fmt: skip


class KeptUnitField(KeyField):
    """A unit that the caller keeps."""

    def get_queryset(self) -> QuerySet[ResidentUnit]:
        return ResidentUnit.objects.visible_to(self.context["request"].user, Action.KEEP_UNITS)


class SeenPlaceField(KeyField):
    """A place that the caller may see."""

    def get_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.visible_to(self.context["request"].user)


class UnitFields(serializers.Serializer):
    """What the register holds and people may change."""

    uscc = serializers.CharField(required=False, allow_blank=True, label="统一社会信用代码")
    located_in = SeenPlaceField(required=False, allow_null=True, label="所在社区编号")
    paired_community = SeenPlaceField(required=False, allow_null=True, label="结对社区编号")
    superior_unit = KeptUnitField(required=False, allow_null=True, label="主管单位编号")
    party_org_name = serializers.CharField(required=False, allow_blank=True, label="党组织名称")
    first_responsible = serializers.CharField(
        required=False, allow_blank=True, label="党组织书记（第一责任人）"
    )
    deputy_responsible = serializers.CharField(required=False, allow_blank=True, label="分管领导")
    liaison = serializers.CharField(required=False, allow_blank=True, label="联络员")
    mobile = serializers.CharField(
        required=False, allow_blank=True, label="联络员手机号", help_text="只写入，不读出"
    )
    active_from = serializers.DateField(required=False, label="启用日期")


class UnitInput(UnitFields):
    """A new unit."""

    name = serializers.CharField(label="单位名称")
    category = serializers.CharField(label="类别代码")


class UnitChangeInput(UnitFields, VersionInput):
    """Other values; what is left out stays."""

    name = serializers.CharField(required=False, label="单位名称")
    category = serializers.CharField(required=False, label="类别代码")


class DeclareInput(VersionInput):
    """How many members the unit declares."""

    count = serializers.IntegerField(label="应报到人数")
    declared_on = serializers.DateField(label="申报日期")


class CloseInput(VersionInput):
    """The last day in use."""

    active_to = serializers.DateField(label="最后使用日")


class UnitMergeInput(VersionInput):
    """The unit that stays."""

    target = KeptUnitField(label="保留的单位编号")


@extend_schema_view(
    list=extend_schema(
        summary="驻区单位列表",
        description="可按名称（部分）、拼音、首字母、信用代码、类别、社区和状态筛选；"
        "默认不含已合并的单位，state=all 时包含。",
    ),
    retrieve=extend_schema(summary="一个驻区单位", description="联络员手机号只显示掩码。"),
)
class ResidentUnitViewSet(RegisterViewSet):
    """驻区单位: the units the caller may see."""

    model = ResidentUnit
    serializer_class = ResidentUnitSerializer
    filterset_class = ResidentUnitFilter

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The list leaves merged units out; each of them is still found by its number."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    @extend_schema(
        summary="登记驻区单位",
        description="在本区登记一个单位；信用代码有误时指出是哪一位，同名或同码时拒绝。",
        request=UnitInput,
        responses={201: ResidentUnitSerializer},
    )
    @action(detail=False, methods=["post"])
    def register(self, request: Request) -> Response:
        """Add a unit to the caller's district."""
        district = District.objects.visible_to(request.user, Action.KEEP_UNITS).first()
        if district is None:
            raise scope.PermissionDenied(scope.REFUSAL)
        values = self.values(UnitInput)
        unit = register_unit(actor=request.user, district=district, **values)
        return self._shown(unit, HTTP_201_CREATED)

    @extend_schema(
        summary="修改驻区单位",
        description="只写要改的内容，未写的不变；mobile 写空表示删除手机号。",
        request=UnitChangeInput,
        responses=ResidentUnitSerializer,
    )
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Change what the register holds."""
        unit = self._kept()
        values = self.values(UnitChangeInput)
        return self._shown(change_unit(actor=request.user, unit=unit, **values))

    @extend_schema(
        summary="申报应报到人数",
        description="登记单位申报的应报到人数和申报日期。",
        request=DeclareInput,
        responses=ResidentUnitSerializer,
    )
    @action(detail=True, methods=["post"])
    def declare(self, request: Request, pk: str) -> Response:
        """Enter the declared number of members."""
        unit = self._kept()
        values = self.values(DeclareInput)
        return self._shown(declare_members(actor=request.user, unit=unit, **values))

    @extend_schema(
        summary="停用驻区单位",
        description="最后使用日次日起不再新增党员、协议和项目，已有的保留。",
        request=CloseInput,
        responses=ResidentUnitSerializer,
    )
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Take the unit out of use."""
        unit = self._kept()
        values = self.values(CloseInput)
        return self._shown(close_unit(actor=request.user, unit=unit, **values))

    @extend_schema(
        summary="恢复使用驻区单位",
        description="取消停用。",
        request=VersionInput,
        responses=ResidentUnitSerializer,
    )
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take the unit into use again."""
        unit = self._kept()
        values = self.values(VersionInput)
        return self._shown(reopen_unit(actor=request.user, unit=unit, **values))

    @extend_schema(
        summary="合并重复单位",
        description="把本单位作为重复登记并入 target；党员、协议和项目不搬动，返回保留的单位。",
        request=UnitMergeInput,
        responses=ResidentUnitSerializer,
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Point the unit to the one that stays."""
        unit = self._kept()
        values = self.values(UnitMergeInput)
        return self._shown(merge_units(actor=request.user, unit=unit, **values))

    @extend_schema(
        summary="撤销单位合并",
        description="恢复为独立的单位；当初随它一起并入的重复登记回到它名下。",
        request=None,
        responses=ResidentUnitSerializer,
    )
    @action(detail=True, methods=["post"])
    def unmerge(self, request: Request, pk: str) -> Response:
        """Take the merger back."""
        return self._shown(unmerge_unit(actor=request.user, unit=self._kept()))

    def _kept(self) -> ResidentUnit:
        """The unit of the address; the right to keep it is asked for before what was sent."""
        unit = self.get_object()
        scope.require(self.request.user, Action.KEEP_UNITS, unit)
        return unit

    def _shown(self, unit: Model, status: int = 200) -> Response:
        return Response(self.get_serializer(unit).data, status=status)
