"""What the API shows of organisations and units."""

from rest_framework import serializers

from orgs.models import Organization, ResidentUnit


class OrganizationSerializer(serializers.ModelSerializer):
    """One node; parent and successor by code."""

    parent = serializers.SlugRelatedField(slug_field="code", read_only=True)
    tier_label = serializers.CharField(source="get_tier_display", read_only=True)

    class Meta:
        model = Organization
        fields = [
            "id", "code", "name", "title", "tier", "tier_label", "parent", "region_code",
            "to_be_established", "established_on", "dissolved_on", "pilot_from", "pattern_126",
        ]  # fmt: skip


class ResidentUnitSerializer(serializers.ModelSerializer):
    """One unit; communities by id."""

    class Meta:
        model = ResidentUnit
        fields = [
            "id", "name", "uscc", "category", "is_district_direct", "party_org_name",
            "first_responsible", "located_in", "paired_community", "declared_members",
            "declared_on", "active_from", "active_to",
        ]  # fmt: skip
