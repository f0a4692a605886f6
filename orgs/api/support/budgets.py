"""经费预算 in the API."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from orgs.api.support.generic import ChangeInput, KeptPlaceField, SupportViewSet
from orgs.filters.support import BudgetFilter
from orgs.models import BudgetLine
from orgs.operations.support.budgets import change_budget_line, enter_budget_line


class BudgetSerializer(serializers.ModelSerializer):
    """One item of a budget."""

    class Meta:
        model = BudgetLine
        fields = ["id", "organization", "year", "item", "amount", "version"]


class BudgetFields(serializers.Serializer):
    """What may be corrected."""

    item = serializers.CharField(label="项目")
    amount = serializers.DecimalField(14, 2, label="金额（元）")


class BudgetInput(BudgetFields):
    """A new item."""

    organization = KeptPlaceField(label="街道或社区编号")
    year = serializers.IntegerField(label="年度")


class BudgetChangeInput(ChangeInput, BudgetFields):
    """Another name or amount."""


@extend_schema_view(
    list=extend_schema(summary="经费预算列表", description="可按年度、组织或项目筛选。"),
    retrieve=extend_schema(summary="一项经费预算", description="一项经费预算的登记内容。"),
)
class BudgetViewSet(SupportViewSet):
    """经费预算."""

    model = BudgetLine
    noun = "line"
    serializer_class = BudgetSerializer
    filterset_class = BudgetFilter

    @extend_schema(
        summary="登记经费预算", description="街道或社区一个年度的一个项目，金额以元计。",
        request=BudgetInput, responses={201: BudgetSerializer},
    )  # fmt: skip
    @action(detail=False, methods=["post"])
    def register(self, request: Request) -> Response:
        return self.add(enter_budget_line, BudgetInput)

    @extend_schema(
        summary="修改经费预算", description="更正项目名称或金额，未写的不变。",
        request=BudgetChangeInput, responses=BudgetSerializer,
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        return self.step(change_budget_line, BudgetChangeInput)
