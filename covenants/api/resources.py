"""资源清单 and 项目清单 in the API: the registers, and the steps that the pages offer too."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.status import HTTP_201_CREATED

from covenants.api.resource_shapes import (
    KEEP,
    OWN,
    AgreeInput,
    ClaimAnswerInput,
    ClaimInput,
    ClaimSerializer,
    NothingInput,
    OfferChangeInput,
    OfferInput,
    RequestSerializer,
    ResourceAskInput,
    ResourceOfferSerializer,
    UseInput,
)
from covenants.api.steps import SteppingViewSet
from covenants.filters.resources import ClaimFilter, OfferFilter, RequestFilter
from covenants.models import ProjectClaim, ResourceOffer, ResourceRequest
from covenants.operations.claims import answer_claim, claim_project, withdraw_claim
from covenants.operations.offers import change_offer, offer_resource, withdraw_offer
from covenants.operations.requests import (
    answer_request,
    ask_for_resource,
    record_use,
    withdraw_request,
)
from orgs import scope
from orgs.policy import Action


class BeginningViewSet(SteppingViewSet):
    """A register into which callers with a right also bring new rows."""

    def begin(
        self,
        request: Request,
        step: Callable[..., Model],
        shape: type[Serializer],
        right: Action,
    ) -> Response:
        """Ask for the right first, then check the shape, call the operation, return the row."""
        if not scope.has_right(request.user, right):
            raise scope.PermissionDenied(scope.REFUSAL)
        made = step(actor=request.user, **self.values(shape))
        return Response(self.get_serializer(made).data, status=HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary="资源列表", description="可按名称、种类、可用日期和单位筛选。"),
    retrieve=extend_schema(summary="一项资源"),
)
class OfferViewSet(BeginningViewSet):
    """资源清单: the offers that the caller may see."""

    model = ResourceOffer
    noun = "offer"
    serializer_class = ResourceOfferSerializer
    filterset_class = OfferFilter

    @extend_schema(
        summary="发布资源",
        description="以本单位名义发布，本区社区可以申请使用。",
        request=OfferInput,
        responses={201: ResourceOfferSerializer},
    )
    @action(detail=False, methods=["post"])
    def publish(self, request: Request) -> Response:
        """Offer something of one's own unit's."""
        return self.begin(request, offer_resource, OfferInput, OWN)

    @extend_schema(summary="修改资源", description="整项改为所填内容。", request=OfferChangeInput)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: Any = None) -> Response:
        """Change the terms."""
        return self.take(request, change_offer, OfferChangeInput)

    @extend_schema(
        summary="撤下资源", description="等待答复的申请随之不同意；已同意的仍有效。", request=None
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: Any = None) -> Response:
        """Take the offer down."""
        return self.take(request, withdraw_offer, NothingInput)


@extend_schema_view(
    list=extend_schema(summary="资源申请列表", description="可按名称、状态、社区和单位筛选。"),
    retrieve=extend_schema(summary="一份资源申请"),
)
class RequestViewSet(BeginningViewSet):
    """资源申请: the requests that the caller may see."""

    model = ResourceRequest
    noun = "request"
    serializer_class = RequestSerializer
    filterset_class = RequestFilter

    @extend_schema(
        summary="申请资源",
        description="以本社区名义申请某一天使用。",
        request=ResourceAskInput,
        responses={201: RequestSerializer},
    )
    @action(detail=False, methods=["post"])
    def ask(self, request: Request) -> Response:
        """Ask for what a unit offers."""
        return self.begin(request, ask_for_resource, ResourceAskInput, KEEP)

    @extend_schema(summary="答复资源申请", description="不同意时须写明原因。", request=AgreeInput)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: Any = None) -> Response:
        """Agree or not, in the unit's name."""
        return self.take(request, answer_request, AgreeInput)

    @extend_schema(summary="撤回资源申请", description="使用前可以撤回。", request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: Any = None) -> Response:
        """Take it back."""
        return self.take(request, withdraw_request, NothingInput)

    @extend_schema(
        summary="登记资源使用", description="登记后计入单位的共建贡献。", request=UseInput
    )
    @action(detail=True, methods=["post"])
    def use(self, request: Request, pk: Any = None) -> Response:
        """Record the use."""
        return self.take(request, record_use, UseInput)


@extend_schema_view(
    list=extend_schema(summary="项目认领列表", description="可按名称、状态和单位筛选。"),
    retrieve=extend_schema(summary="一份项目认领"),
)
class ClaimViewSet(BeginningViewSet):
    """项目认领: the claims that the caller may see."""

    model = ProjectClaim
    noun = "claim"
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilter

    @extend_schema(
        summary="认领项目",
        description="以本单位名义认领项目清单里的项目。",
        request=ClaimInput,
        responses={201: ClaimSerializer},
    )
    @action(detail=False, methods=["post"])
    def claim(self, request: Request) -> Response:
        """Claim a project."""
        return self.begin(request, claim_project, ClaimInput, OWN)

    @extend_schema(
        summary="答复项目认领",
        description="接受后该单位成为参与单位；不接受时须写明原因。",
        request=ClaimAnswerInput,
    )
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: Any = None) -> Response:
        """Accept or not, for the lead."""
        return self.take(request, answer_claim, ClaimAnswerInput)

    @extend_schema(summary="撤回项目认领", description="答复前可以撤回。", request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: Any = None) -> Response:
        """Take it back before the answer."""
        return self.take(request, withdraw_claim, NothingInput)
