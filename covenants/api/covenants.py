"""Covenants in the API: read, drafted, and led through their steps."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from covenants.api.shapes import (
    BackInput,
    ConfirmSideInput,
    CovenantSerializer,
    DraftInput,
    SignInput,
    TerminateInput,
)
from covenants.api.steps import SteppingViewSet, created, told
from covenants.filters.covenants import CovenantFilter
from covenants.models import Covenant
from covenants.operations.drafting import draft_covenant
from covenants.operations.ending import terminate_covenant, void_covenant
from covenants.operations.signing import (
    confirm_party,
    return_covenant,
    sign_covenant,
    submit_covenant,
)
from orgs.api.generic import VersionInput
from orgs.policy import Action


@extend_schema_view(
    list=extend_schema(summary="协议列表", description="本人可见的协议，连同各方和协议事项。"),
    retrieve=extend_schema(summary="一份协议", description="各方、协议事项、日期和现在的状态。"),
)
class CovenantViewSet(SteppingViewSet):
    """共驻共建协议: those that the caller may see."""

    model = Covenant
    noun = "covenant"
    serializer_class = CovenantSerializer
    filterset_class = CovenantFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("obligations__party")

    @created(
        "起草协议",
        DraftInput,
        CovenantSerializer,
        "写 renews 为续签，写 amends 为补充协议；违反规则返回 409，不留下任何内容。",
    )
    @action(detail=False, methods=["post"])
    def draft(self, request: Request) -> Response:
        """Draft an agreement."""
        rights = (Action.DRAFT_COVENANTS, Action.SIGN_STREET_COVENANTS)
        return self.make(request, draft_covenant, DraftInput, *rights)

    @told("提交待签", VersionInput, "草稿 → 待签。")
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: Any = None) -> Response:
        """草稿 → 待签."""
        return self.take(request, submit_covenant, VersionInput)

    @told("退回修改", BackInput, "待签 → 草稿；各方已作的确认一并取消。")
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, pk: Any = None) -> Response:
        """待签 → 草稿."""
        return self.take(request, return_covenant, BackInput)

    @told("一方确认签署", ConfirmSideInput, "最后一方确认后即为已签订。")
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: Any = None) -> Response:
        """One side confirms."""
        covenant, values = self.get_object(), self.values(ConfirmSideInput)
        place = values.pop("party")
        party = self.part(covenant.parties.all(), place, by="position", field="party")
        return self.took(confirm_party, party=party, **values)

    @told("登记纸质签订", SignInput)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: Any = None) -> Response:
        """Enter the signatures."""
        return self.take(request, sign_covenant, SignInput)

    @told("提前终止协议", TerminateInput, "终止日期当天起不再有效。")
    @action(detail=True, methods=["post"])
    def terminate(self, request: Request, pk: Any = None) -> Response:
        """已签订 → 提前终止."""
        return self.take(request, terminate_covenant, TerminateInput)

    @told("作废协议", BackInput, "草稿和待签的由甲方作废，已签订的误录由区委组织部作废。")
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: Any = None) -> Response:
        """Take back a draft or, by the district, a mistaken entry."""
        return self.take(request, void_covenant, BackInput)
