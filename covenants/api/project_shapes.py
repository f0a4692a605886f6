"""What the API shows of projects, and what it takes."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from covenants.api.shapes import KnownCovenantField
from covenants.models import (
    LIST_A_CHOICES,
    LIST_B_CHOICES,
    FundingSource,
    Milestone,
    ProgressEntry,
    Project,
    ProjectEvaluation,
    ProjectWant,
    ResourceKind,
)
from covenants.models.progress import MOST_VOICES
from covenants.operations.parties import MOST_UNITS
from covenants.selectors.places import communities_beside, leading_communities
from orgs.api.generic import KeyField, VersionInput
from orgs.models import Organization, ResidentUnit


class FundingSerializer(serializers.ModelSerializer):
    """An amount in yuan from one source."""

    class Meta:
        model = FundingSource
        fields = ["source", "amount"]


class WantSerializer(serializers.ModelSerializer):
    """What the project lacks, of one kind."""

    class Meta:
        model = ProjectWant
        fields = ["kind", "text"]


class MilestoneSerializer(serializers.ModelSerializer):
    """A step of the plan."""

    class Meta:
        model = Milestone
        fields = ["id", "name", "due_on", "done_on"]


class ProgressSerializer(serializers.ModelSerializer):
    """What happened on a day."""

    class Meta:
        model = ProgressEntry
        fields = ["id", "happened_on", "text"]


class EvaluationSerializer(serializers.ModelSerializer):
    """How many residents said what; nobody is named."""

    class Meta:
        model = ProjectEvaluation
        fields = [
            "held_on", "way", "satisfied_count", "fairly_count", "dissatisfied_count", "text",
        ]  # fmt: skip


class ProjectSerializer(serializers.ModelSerializer):
    """One project; lead and communities by code."""

    lead = serializers.SlugRelatedField(slug_field="code", read_only=True)
    communities = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    funding = FundingSerializer(many=True, read_only=True)
    wants = WantSerializer(many=True, read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)
    progress = ProgressSerializer(many=True, read_only=True)
    evaluation = EvaluationSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Project
        fields = [
            "id", "no", "name", "content", "code_b", "code_a", "lead", "lead_unit", "communities",
            "partners", "covenants", "status", "confirmed_on", "planned_end", "finished_on",
            "reason", "outcome", "is_open_to_claims", "funding", "wants", "milestones", "progress",
            "evaluation", "version",
        ]  # fmt: skip


@extend_schema_field(OpenApiTypes.STR)
class LeadField(serializers.SlugRelatedField):
    """A community for which the caller keeps projects, by code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", **kwargs)

    def get_queryset(self) -> QuerySet[Organization]:
        return leading_communities(self.context["request"].user)


class CommunityField(LeadField):
    """A community of the districts in which the caller keeps projects."""

    def get_queryset(self) -> QuerySet[Organization]:
        return communities_beside(super().get_queryset())


class PartnerField(KeyField):
    """A unit in use of the districts in which the caller keeps projects."""

    def get_queryset(self) -> QuerySet[ResidentUnit]:
        return ResidentUnit.objects.beside(leading_communities(self.context["request"].user))


class AmountsField(serializers.DictField):
    """Yuan by source."""

    child = serializers.DecimalField(max_digits=14, decimal_places=2)

    def to_internal_value(self, data: Any) -> dict[str, Decimal]:
        return {str(source): amount for source, amount in super().to_internal_value(data).items()}


SOURCES = "、".join(f"{code} {label}" for code, label in FundingSource.Source.choices)
KINDS = "、".join(f"{code} {label}" for code, label in ResourceKind.choices)


class ProposeInput(serializers.Serializer):
    """A piece of joint work, as it is meant to be."""

    lead = LeadField(label="牵头社区编码")
    name = serializers.CharField(max_length=100, label="项目名称")
    content = serializers.CharField(
        max_length=1000, required=False, allow_blank=True, default="", label="项目内容"
    )
    code_b = serializers.ChoiceField(LIST_B_CHOICES, label="五共事项")
    code_a = serializers.ChoiceField(
        LIST_A_CHOICES, required=False, allow_blank=True, default="", label="对应五共目标"
    )
    communities = serializers.ListField(
        child=CommunityField(), max_length=100, label="实施社区编码", help_text="包括牵头社区"
    )
    partners = serializers.ListField(
        child=PartnerField(), required=False, default=list, max_length=MOST_UNITS,
        label="参与单位编号",
    )  # fmt: skip
    lead_unit = PartnerField(required=False, allow_null=True, default=None, label="牵头单位编号")
    covenants = serializers.ListField(
        child=KnownCovenantField(), required=False, default=list, max_length=50,
        label="依据协议编号",
    )  # fmt: skip
    planned_end = serializers.DateField(
        required=False, allow_null=True, default=None, label="计划完成日期"
    )
    funding = AmountsField(required=False, default=dict, label="资金（元）", help_text=SOURCES)
    wants = serializers.DictField(
        child=serializers.CharField(max_length=100), required=False, default=dict,
        label="所需资源", help_text=KINDS,
    )  # fmt: skip
    is_open_to_claims = serializers.BooleanField(required=False, default=False, label="征集认领")


class ConfirmInput(serializers.Serializer):
    """The day of a decision for a proposal."""

    confirmed_on = serializers.DateField(label="确定日期")
    planned_end = serializers.DateField(
        required=False, allow_null=True, default=None, label="计划完成日期"
    )


class FinishInput(serializers.Serializer):
    """The day the work was done, and what it brought."""

    finished_on = serializers.DateField(label="完成日期")
    outcome = serializers.CharField(max_length=2000, label="成效")


class EvaluateInput(serializers.Serializer):
    """How many residents said what of the finished work."""

    held_on = serializers.DateField(label="评价日期")
    way = serializers.ChoiceField(ProjectEvaluation.Way.choices, label="评价方式")
    satisfied_count = serializers.IntegerField(min_value=0, max_value=MOST_VOICES, label="满意")
    fairly_count = serializers.IntegerField(min_value=0, max_value=MOST_VOICES, label="基本满意")
    dissatisfied_count = serializers.IntegerField(
        min_value=0, max_value=MOST_VOICES, label="不满意"
    )
    text = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", label="意见摘要"
    )


class FundInput(VersionInput):
    """The amounts as they are to be, by source."""

    funding = AmountsField(label="资金（元）", help_text=SOURCES)


class MilestoneInput(serializers.Serializer):
    """One step of the plan."""

    name = serializers.CharField(max_length=100, label="节点")
    due_on = serializers.DateField(label="计划日期")


class ReachInput(serializers.Serializer):
    """Which step of the plan was done, and when."""

    milestone = serializers.IntegerField(min_value=1, label="节点编号")
    done_on = serializers.DateField(label="完成日期")


class DropInput(serializers.Serializer):
    """Which step of the plan is taken out."""

    milestone = serializers.IntegerField(min_value=1, label="节点编号")


class ProgressInput(serializers.Serializer):
    """What happened on a day."""

    happened_on = serializers.DateField(label="日期")
    text = serializers.CharField(max_length=500, label="进展情况")
