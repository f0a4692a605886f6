"""What the API shows of members and check-ins, and what it takes."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from members.models import Availability, CheckIn, Member, ServiceIntention
from members.operations.intentions import Slot
from orgs.api.generic import KeyField
from orgs.models import Organization
from orgs.policy import Action


class MemberSerializer(serializers.ModelSerializer):
    """One member; the number is masked, and empty once one's right to it has ended."""

    mobile_masked = serializers.CharField(source="shown_mobile", default="", read_only=True)

    class Meta:
        model = Member
        fields = [
            "id", "name", "mobile_masked", "kind", "gender", "joined_on", "unit", "org_relation",
            "on_job", "flow", "specialties",
        ]  # fmt: skip


class ServiceIntentionSerializer(serializers.ModelSerializer):
    """One thing the member is or was willing to do."""

    category_label = serializers.CharField(source="get_category_display", read_only=True)

    class Meta:
        model = ServiceIntention
        fields = ["category", "category_label", "note", "registered_on", "withdrawn_on"]


class AvailabilitySerializer(serializers.ModelSerializer):
    """One time at which the member is or was willing."""

    class Meta:
        model = Availability
        fields = ["weekdays", "start", "end", "registered_on", "withdrawn_on"]


class CheckInSerializer(serializers.ModelSerializer):
    """One check-in; places by id."""

    member_name = serializers.CharField(source="member.name", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    intentions = ServiceIntentionSerializer(many=True, read_only=True)
    availabilities = AvailabilitySerializer(many=True, read_only=True)

    class Meta:
        model = CheckIn
        fields = [
            "id", "no", "member", "member_name", "community", "basis", "unit", "unit_category",
            "is_district_direct", "channel", "status", "status_label", "submitted_at",
            "accepted_at", "return_reason", "grid", "building", "closed_on", "close_reason",
            "previous", "transfer_to", "transfer_basis", "transfer_reason", "transfer_asked_at",
            "max_per_month", "emergency_ok", "consent_version", "version", "intentions",
            "availabilities",
        ]  # fmt: skip


class HandledPlaceField(KeyField):
    """A place in which the caller handles check-ins."""

    def get_queryset(self) -> QuerySet[Organization]:
        user = self.context["request"].user
        return Organization.objects.visible_to(user, Action.HANDLE_CHECK_INS)


class AcceptInput(serializers.Serializer):
    """Where in the community the member lives; the version the caller saw."""

    grid = HandledPlaceField(required=False, allow_null=True)
    building = HandledPlaceField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False)


class ReturnInput(serializers.Serializer):
    """Why the check-in is sent back."""

    reason = serializers.CharField()
    version = serializers.IntegerField(required=False)


class SlotInput(serializers.Serializer):
    """Weekdays as digits (1 is Monday) and two times of day."""

    weekdays = serializers.CharField(max_length=7)
    start = serializers.TimeField()
    end = serializers.TimeField()

    def to_internal_value(self, data: Any) -> Slot:
        values = super().to_internal_value(data)
        return values["weekdays"], values["start"], values["end"]


class SubmitInput(serializers.Serializer):
    """One's own check-in. `communities` in the context are those open to the caller."""

    community = KeyField(queryset=Organization.objects.none())
    basis = serializers.ChoiceField(choices=CheckIn.Basis.choices)
    mobile = serializers.CharField(required=False)
    categories = serializers.ListField(child=serializers.CharField(), max_length=50)
    availabilities = serializers.ListField(child=SlotInput(), max_length=50)
    max_per_month = serializers.IntegerField(required=False, allow_null=True)
    emergency_ok = serializers.BooleanField(required=False)
    consent_version = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        if "communities" in self.context:
            fields["community"].queryset = self.context["communities"]
        return fields
