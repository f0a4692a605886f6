"""What the API shows of organisations."""

from rest_framework import serializers

from orgs.models import Organization


class OrganizationSerializer(serializers.ModelSerializer):
    """One node; parent and successor by code."""

    parent = serializers.SlugRelatedField(slug_field="code", read_only=True)
    successor = serializers.SlugRelatedField(slug_field="code", read_only=True)
    tier_label = serializers.CharField(source="get_tier_display", read_only=True)

    class Meta:
        model = Organization
        fields = [
            "id", "code", "name", "title", "tier", "tier_label", "parent", "region_code",
            "to_be_established", "established_on", "dissolved_on", "successor", "pilot_from",
            "pattern_126", "version",
        ]  # fmt: skip
