"""Registers of covenants and projects, with the steps that other programs may take."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from covenants.api.serializers import (
    ConfirmInput,
    CovenantSerializer,
    FinishInput,
    ProjectSerializer,
    ReasonInput,
    SignInput,
)
from covenants.filters import CovenantFilter, ProjectFilter
from covenants.models import Covenant, Project
from covenants.operations.covenants import sign_covenant, void_covenant
from covenants.operations.projects import confirm_project, finish_project, void_project
from orgs.api.generic import RegisterViewSet


class SteppingViewSet(RegisterViewSet):
    """A register whose records also take steps: the same operations as on the pages."""

    noun: ClassVar[str]

    def take(
        self, request: Request, step: Callable[..., Model], shape: type[Serializer]
    ) -> Response:
        """Check the shape of what was sent, call the operation, return the record as it is now."""
        record = self.get_object()
        typed = shape(data=request.data)
        typed.is_valid(raise_exception=True)
        step(actor=request.user, **{self.noun: record}, **typed.validated_data)
        return Response(self.get_serializer(self.get_object()).data)


class CovenantViewSet(SteppingViewSet):
    """共驻共建协议: those that the caller may see."""

    model = Covenant
    noun = "covenant"
    serializer_class = CovenantSerializer
    filterset_class = CovenantFilter

    @extend_schema(request=SignInput)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: Any = None) -> Response:
        """Enter the signatures."""
        return self.take(request, sign_covenant, SignInput)

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: Any = None) -> Response:
        """Take back a draft or, by the district, a mistaken entry."""
        return self.take(request, void_covenant, ReasonInput)


class ProjectViewSet(SteppingViewSet):
    """共建项目: those that the caller may see."""

    model = Project
    noun = "project"
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("funding")

    @extend_schema(request=ConfirmInput)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: Any = None) -> Response:
        """Decide for a proposal."""
        return self.take(request, confirm_project, ConfirmInput)

    @extend_schema(request=FinishInput)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: Any = None) -> Response:
        """End the work with its outcome."""
        return self.take(request, finish_project, FinishInput)

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: Any = None) -> Response:
        """Take back a proposal or, by the district, a mistaken entry."""
        return self.take(request, void_project, ReasonInput)
