"""What the API shows and takes of covenants and projects."""

from rest_framework import serializers

from common import clock
from covenants.models import Covenant, CovenantParty, FundingSource, Project


class PartySerializer(serializers.ModelSerializer):
    """One unit of a covenant."""

    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = CovenantParty
        fields = ["unit", "unit_name", "signer", "signer_post"]


class CovenantSerializer(serializers.ModelSerializer):
    """One covenant; `standing` is what its dates say today."""

    organization = serializers.SlugRelatedField(slug_field="code", read_only=True)
    parties = PartySerializer(many=True, read_only=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Covenant
        fields = [
            "id", "no", "title", "organization", "parties", "status", "standing", "signed_on",
            "effective_from", "effective_to", "terminated_on", "reason", "renews", "version",
        ]  # fmt: skip

    def get_standing(self, covenant: Covenant) -> str:
        return covenant.standing_label(clock.today())


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


class SignInput(serializers.Serializer):
    """The dates of a signed covenant."""

    signed_on = serializers.DateField()
    effective_from = serializers.DateField()
    effective_to = serializers.DateField(required=False, allow_null=True, default=None)


class ReasonInput(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200)


class ConfirmInput(serializers.Serializer):
    """The day of a decision for a proposal."""

    confirmed_on = serializers.DateField()
    planned_end = serializers.DateField(required=False, allow_null=True, default=None)


class FinishInput(serializers.Serializer):
    """The day the work was done, and what it brought."""

    finished_on = serializers.DateField()
    outcome = serializers.CharField(max_length=2000)
