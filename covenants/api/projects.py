"""Projects in the API."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from covenants.api.steps import ReasonInput, SteppingViewSet
from covenants.filters.projects import ProjectFilter
from covenants.models import FundingSource, Project
from covenants.operations.projects import confirm_project, finish_project, void_project


class FundingSerializer(serializers.ModelSerializer):
    """An amount in yuan from one source."""

    class Meta:
        model = FundingSource
        fields = ["source", "amount"]


class ProjectSerializer(serializers.ModelSerializer):
    """One project; lead and communities by code."""

    lead = serializers.SlugRelatedField(slug_field="code", read_only=True)
    communities = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    funding = FundingSerializer(many=True, read_only=True)

    class Meta:
        model = Project
        fields = [
            "id", "no", "name", "code_b", "code_a", "lead", "communities", "status",
            "confirmed_on", "planned_end", "finished_on", "reason", "outcome", "funding",
            "version",
        ]  # fmt: skip


class ConfirmInput(serializers.Serializer):
    """The day of a decision for a proposal."""

    confirmed_on = serializers.DateField()
    planned_end = serializers.DateField(required=False, allow_null=True, default=None)


class FinishInput(serializers.Serializer):
    """The day the work was done, and what it brought."""

    finished_on = serializers.DateField()
    outcome = serializers.CharField(max_length=2000)


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
