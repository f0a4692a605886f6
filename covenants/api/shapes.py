"""What the API shows of covenants, and what it takes."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common import clock
from covenants.api.steps import ReasonInput
from covenants.models import Covenant, CovenantParty, FiveCo, Obligation
from covenants.operations.duties import LONGEST, MOST, DutyPlan
from covenants.operations.parties import MOST_UNITS
from covenants.selectors.places import signing_organizations
from orgs.api.generic import KeyField, VersionInput
from orgs.models import Organization, ResidentUnit


class PartySerializer(serializers.ModelSerializer):
    """One side; `position` 0 is 甲方, which has no unit."""

    unit_name = serializers.CharField(source="name", read_only=True)

    class Meta:
        model = CovenantParty
        fields = [
            "position", "label", "unit", "unit_name", "signer", "signer_post", "confirmed_on",
            "confirmed_way",
        ]  # fmt: skip


class DutySerializer(serializers.ModelSerializer):
    """One duty; `party` is the side's position."""

    party = serializers.IntegerField(source="party.position", read_only=True)

    class Meta:
        model = Obligation
        fields = ["id", "party", "code", "text", "cadence", "due_on", "next_due_on"]


class CovenantSerializer(serializers.ModelSerializer):
    """One covenant; `standing` is what its dates say today."""

    organization = serializers.SlugRelatedField(slug_field="code", read_only=True)
    parties = PartySerializer(many=True, read_only=True)
    obligations = DutySerializer(many=True, read_only=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Covenant
        fields = [
            "id", "no", "title", "organization", "parties", "obligations", "status", "standing",
            "signed_on", "effective_from", "effective_to", "terminated_on", "reason", "renews",
            "amends", "text", "version",
        ]  # fmt: skip

    def get_standing(self, covenant: Covenant) -> str:
        return covenant.standing_label(clock.today())


@extend_schema_field(OpenApiTypes.STR)
class SigningPlaceField(serializers.SlugRelatedField):
    """Where the caller may sign, by code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", **kwargs)

    def get_queryset(self) -> QuerySet[Organization]:
        return signing_organizations(self.context["request"].user)


class UnitBesideField(KeyField):
    """A unit in use of the districts in which the caller may sign."""

    def get_queryset(self) -> QuerySet[ResidentUnit]:
        places = signing_organizations(self.context["request"].user)
        return ResidentUnit.objects.beside(places)


class KnownCovenantField(KeyField):
    """A covenant that the caller may see."""

    def get_queryset(self) -> QuerySet[Covenant]:
        return Covenant.objects.visible_to(self.context["request"].user)


class DutyInput(serializers.Serializer):
    """One duty of one side."""

    party = serializers.IntegerField(
        min_value=0, label="责任方", help_text="0 为甲方，1 为乙方，依次类推"
    )
    text = serializers.CharField(max_length=LONGEST, label="事项内容")
    code = serializers.ChoiceField(FiveCo.choices, required=False, default="", label="五共事项")
    cadence = serializers.ChoiceField(
        Obligation.Cadence.choices, required=False, default=Obligation.Cadence.ONCE, label="频次"
    )
    due_on = serializers.DateField(
        required=False, allow_null=True, default=None, label="完成期限",
        help_text="只用于一次性事项",
    )  # fmt: skip

    def to_internal_value(self, data: Any) -> DutyPlan:
        return DutyPlan(**super().to_internal_value(data))


class DraftInput(serializers.Serializer):
    """A new agreement; `renews` or `amends` says which earlier one it follows or supplements."""

    organization = SigningPlaceField(label="甲方编码")
    title = serializers.CharField(max_length=100, label="协议名称")
    units = serializers.ListField(
        child=UnitBesideField(), max_length=MOST_UNITS, label="单位编号",
        help_text="依次为乙方、丙方……",
    )  # fmt: skip
    effective_from = serializers.DateField(
        required=False, allow_null=True, default=None, label="生效日期"
    )
    effective_to = serializers.DateField(
        required=False, allow_null=True, default=None, label="到期日期", help_text="含当日"
    )
    text = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True, default="", label="协议正文"
    )
    obligations = serializers.ListField(
        child=DutyInput(), required=False, default=list, max_length=MOST, label="协议事项"
    )
    renews = KnownCovenantField(
        required=False, allow_null=True, default=None, label="续签自", help_text="协议编号 id"
    )
    amends = KnownCovenantField(
        required=False, allow_null=True, default=None, label="补充自", help_text="协议编号 id"
    )


class BackInput(VersionInput, ReasonInput):
    """Why it goes back, or is void."""


class ConfirmSideInput(serializers.Serializer):
    """Which side confirms, who signs for it, and which version of the text was read."""

    party = serializers.IntegerField(min_value=0, label="哪一方", help_text="0 为甲方，1 为乙方")
    signer = serializers.CharField(max_length=50, label="签字人")
    signer_post = serializers.CharField(
        max_length=50, required=False, allow_blank=True, default="", label="职务"
    )
    version = serializers.IntegerField(
        label="版本", help_text="所核对文本的版本；文本已有改动的，返回 409"
    )


class SignInput(VersionInput):
    """The dates of a signed covenant."""

    signed_on = serializers.DateField(label="签订日期")
    effective_from = serializers.DateField(label="生效日期")
    effective_to = serializers.DateField(
        required=False, allow_null=True, default=None, label="到期日期", help_text="含当日"
    )


class TerminateInput(VersionInput):
    """The first day on which it binds no longer, and why."""

    terminated_on = serializers.DateField(label="终止日期")
    reason = serializers.CharField(max_length=200, label="终止原因")
