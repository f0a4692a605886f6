"""The tree in the API: its nodes, their 沿革, and the same changes as on the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from orgs import scope
from orgs.api.generic import RegisterViewSet
from orgs.api.organization_shapes import (
    DissolveInput,
    EventSerializer,
    FoundInput,
    MergeInput,
    MoveInput,
    PatternInput,
    PilotInput,
    RenameInput,
    SplitInput,
)
from orgs.api.serializers import OrganizationSerializer
from orgs.filters.organizations import OrganizationFilter
from orgs.models import District, Organization
from orgs.operations.acts import keeping
from orgs.operations.marks import set_pattern_126, set_pilot
from orgs.operations.succession import dissolve_organization, split_organization
from orgs.operations.tree import (
    found_organization,
    merge_organizations,
    move_organization,
    rename_organization,
)
from orgs.operations.undo import undo_last_change
from orgs.policy import Action
from orgs.selectors.timeline import events_of


def described(
    summary: str, description: str, request: Any = None, responses: Any = OrganizationSerializer
) -> Any:
    """Return what the schema says of a step, in Chinese."""
    return extend_schema(
        summary=summary, description=description, request=request, responses=responses
    )


@extend_schema_view(
    list=extend_schema(summary="党组织列表", description="本人管理范围内的党组织，可筛选。"),
    retrieve=extend_schema(summary="一个党组织", description="党组织的层级、上级、日期和标记。"),
)
class OrganizationViewSet(RegisterViewSet):
    """党组织: the nodes of the caller's subtree, and what may be done with them."""

    model = Organization
    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilter

    def get_queryset(self) -> QuerySet[Organization]:
        return super().get_queryset().select_related("parent", "district", "successor")

    @extend_schema(
        summary="组织沿革",
        description="按生效日期排列的变动；已撤回的也在其中，并有标记。",
        responses=EventSerializer(many=True),
        filters=False,
    )
    @action(detail=True, pagination_class=None)
    def events(self, request: Request, pk: str) -> Response:
        """Return the node's timeline."""
        return Response(EventSerializer(events_of(self.get_object()), many=True).data)

    @described(
        "新建街道", "在本区新建街道大工委。", FoundInput, {HTTP_201_CREATED: OrganizationSerializer}
    )
    @action(detail=False, methods=["post"], url_path="found-street")
    def found_street(self, request: Request) -> Response:
        """Add a street to the caller's district."""
        district = District.objects.visible_to(request.user, Action.KEEP_STREETS).first()
        if district is None:
            raise PermissionDenied
        return self._found(district)

    @described(
        "新建下级组织",
        "在这个组织之下新建一个组织，层级由上级决定。",
        FoundInput,
        {HTTP_201_CREATED: OrganizationSerializer},
    )
    @action(detail=True, methods=["post"])
    def found(self, request: Request, pk: str) -> Response:
        """Add a node below this one."""
        parent = self.get_object()
        scope.require(request.user, keeping(parent.tier + 1), parent)
        return self._found(parent)

    @described("更名", "自生效日期起使用新名称，原名称留在沿革中。", RenameInput)
    @action(detail=True, methods=["post"])
    def rename(self, request: Request, pk: str) -> Response:
        """Give another name."""
        return self._take(rename_organization, RenameInput)

    @described("划转", "自生效日期起连同下级划转到另一个上级之下，编码不变。", MoveInput)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Put below another parent."""
        return self._take(move_organization, MoveInput)

    @described("合并", "自生效日期起并入承接组织，下级随之划转；返回承接组织。", MergeInput)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Dissolve into another node."""
        return self._take(merge_organizations, MergeInput)

    @described("分设", "自生效日期起将部分下级划入新设的同级组织；返回新组织。", SplitInput)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str) -> Response:
        """Set up a sibling with some of the children."""
        return self._take(split_organization, SplitInput)

    @described("撤销", "自生效日期起撤销，下级划转到承接组织。", DissolveInput)
    @action(detail=True, methods=["post"])
    def dissolve(self, request: Request, pk: str) -> Response:
        """End the node."""
        return self._take(dissolve_organization, DissolveInput)

    @described("试点标记", "登记或取消街道、社区的试点。", PilotInput)
    @action(detail=True, methods=["post"])
    def pilot(self, request: Request, pk: str) -> Response:
        """Mark as pilot."""
        return self._take(set_pilot, PilotInput)

    @described("“1+2+6”模式标记", "登记社区自某日起推行或不再推行“1+2+6”模式。", PatternInput)
    @action(detail=True, methods=["post"], url_path="pattern-126", url_name="pattern-126")
    def pattern(self, request: Request, pk: str) -> Response:
        """Record whether “1+2+6” is followed."""
        return self._take(set_pattern_126, PatternInput)

    @described(
        "撤回最近一次变动",
        "撤回当天登记的最近一次变动，此后没有其他变动的才能撤回；返回仍在册的有关组织。",
        None,
        OrganizationSerializer(many=True),
    )
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def undo(self, request: Request, pk: str) -> Response:
        """Take the last change back."""
        nodes = undo_last_change(actor=request.user, organization=self.get_object())
        return Response(self.get_serializer(nodes, many=True).data)

    def _found(self, parent: District | Organization) -> Response:
        node = found_organization(actor=self.request.user, parent=parent, **self.values(FoundInput))
        return Response(self.get_serializer(node).data, status=HTTP_201_CREATED)

    def _take(self, operation: Any, shape: type[serializers.Serializer]) -> Response:
        node = self.get_object()
        scope.require(self.request.user, keeping(node.tier), node)
        node = operation(actor=self.request.user, organization=node, **self.values(shape))
        return Response(self.get_serializer(node).data)
