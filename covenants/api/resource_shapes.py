"""Shapes of offers, requests and claims in the API, and of what is sent about them."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from covenants.models import (
    Project,
    ProjectClaim,
    ResourceKind,
    ResourceOffer,
    ResourceRequest,
)
from covenants.selectors.matching import claimable_by
from orgs.api.generic import KeyField, VersionInput
from orgs.models import Organization, ResidentUnit
from orgs.policy import Action

KEEP, OWN = Action.KEEP_PROJECTS, Action.OFFER_RESOURCES


class ResourceOfferSerializer(serializers.ModelSerializer):
    """One offer of a unit."""

    unit_name = serializers.CharField(source="unit.name", read_only=True, label="单位名称")

    class Meta:
        model = ResourceOffer
        fields = [
            "id", "unit", "unit_name", "kind", "name", "description", "available_from",
            "available_to", "times", "conditions", "is_withdrawn", "version",
        ]  # fmt: skip


class RequestSerializer(serializers.ModelSerializer):
    """One request of a community, by its code."""

    community = serializers.SlugRelatedField(slug_field="code", read_only=True, label="申请社区")
    unit = serializers.IntegerField(source="offer.unit_id", read_only=True, label="单位编号")

    class Meta:
        model = ResourceRequest
        fields = [
            "id", "offer", "unit", "community", "project", "purpose", "wanted_on",
            "wanted_time", "state", "answer", "used_on", "result", "version",
        ]  # fmt: skip


class ClaimSerializer(serializers.ModelSerializer):
    """One claim of a unit."""

    lead = serializers.CharField(source="project.lead.code", read_only=True, label="牵头社区")

    class Meta:
        model = ProjectClaim
        fields = ["id", "project", "lead", "unit", "kind", "text", "state", "answer", "version"]


class OfferingUnitField(KeyField):
    """A unit that the caller speaks for."""

    def get_queryset(self) -> QuerySet[ResidentUnit]:
        return ResidentUnit.objects.visible_to(self.context["request"].user, OWN)


class ReadableOfferField(KeyField):
    """An offer that the caller sees."""

    def get_queryset(self) -> QuerySet[ResourceOffer]:
        return ResourceOffer.objects.visible_to(self.context["request"].user, Action.READ)


@extend_schema_field(OpenApiTypes.STR)
class KeptCommunityField(serializers.SlugRelatedField):
    """A community for which the caller keeps projects, by its code."""

    def get_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.visible_to(self.context["request"].user, KEEP)


class ReadableProjectField(KeyField):
    """A project that the caller sees."""

    def get_queryset(self) -> QuerySet[Project]:
        return Project.objects.visible_to(self.context["request"].user)


class ClaimableProjectField(KeyField):
    """A project of the list that the caller's units may claim from."""

    def get_queryset(self) -> QuerySet[Project]:
        return claimable_by(self.context["request"].user)


class OfferTerms(serializers.Serializer):
    """What is offered, when, and on what terms."""

    kind = serializers.ChoiceField(choices=ResourceKind.choices, label="种类")
    name = serializers.CharField(label="资源名称")
    description = serializers.CharField(required=False, allow_blank=True, label="说明")
    available_from = serializers.DateField(required=False, allow_null=True, label="可用起始日期")
    available_to = serializers.DateField(required=False, allow_null=True, label="可用截止日期")
    times = serializers.CharField(required=False, allow_blank=True, label="可用时间")
    conditions = serializers.CharField(required=False, allow_blank=True, label="使用条件")


class OfferInput(OfferTerms):
    """Whose it is, and the terms."""

    unit = OfferingUnitField(label="单位编号")


class OfferChangeInput(VersionInput, OfferTerms):
    """The terms as they shall be from now on; what is left out becomes empty."""


class ResourceAskInput(serializers.Serializer):
    """What, for whom, for what and when."""

    offer = ReadableOfferField(label="资源编号")
    community = KeptCommunityField(slug_field="code", label="申请社区编码")
    purpose = serializers.CharField(label="用途")
    wanted_on = serializers.DateField(label="使用日期")
    wanted_time = serializers.CharField(required=False, allow_blank=True, label="使用时间")
    project = ReadableProjectField(required=False, allow_null=True, label="用于项目")


class AgreeInput(serializers.Serializer):
    """Yes or no, with words."""

    agrees = serializers.BooleanField(label="是否同意")
    answer = serializers.CharField(required=False, allow_blank=True, label="答复")


class ClaimAnswerInput(serializers.Serializer):
    """Yes or no, with words."""

    accepts = serializers.BooleanField(label="是否接受")
    answer = serializers.CharField(required=False, allow_blank=True, label="答复")


class UseInput(serializers.Serializer):
    """When it was really used, and what came of it."""

    used_on = serializers.DateField(label="实际使用日期")
    result = serializers.CharField(label="使用情况")


class ClaimInput(serializers.Serializer):
    """Which project, for which unit, with what."""

    project = ClaimableProjectField(label="项目编号")
    unit = OfferingUnitField(label="单位编号")
    kind = serializers.ChoiceField(
        choices=ResourceKind.choices, required=False, allow_blank=True, label="提供"
    )
    text = serializers.CharField(label="认领内容")


class NothingInput(serializers.Serializer):
    """No words are needed."""
