"""What the API shows and takes of service logs."""

from typing import Any

from django.db.models import Q
from rest_framework import serializers

from members.models import Member, ServiceIntention
from orgs.api.generic import KeyField
from orgs.models import Organization
from orgs.policy import Action
from services.models import ServiceLog
from services.selectors import members_to_log_for, own_community, own_member


class ServiceLogSerializer(serializers.ModelSerializer):
    """One log; the member by id and name."""

    member_name = serializers.CharField(source="member.name", read_only=True)
    community_name = serializers.CharField(source="community.name", read_only=True)
    category_label = serializers.CharField(source="get_category_display", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)

    class Meta:
        model = ServiceLog
        fields = [
            "id", "no", "member", "member_name", "community", "community_name", "grid",
            "served_on", "start", "end", "minutes", "counted_minutes", "category",
            "category_label", "text", "entry", "status", "status_label", "confirmed_at",
            "return_reason", "corrects",
        ]  # fmt: skip


class ServiceInput(serializers.Serializer):
    """The facts of one service; whom and where is looked up within the caller's reach."""

    community = KeyField(queryset=Organization.objects.none())
    grid = KeyField(queryset=Organization.objects.none(), required=False, allow_null=True)
    served_on = serializers.DateField()
    start = serializers.TimeField()
    end = serializers.TimeField()
    category = serializers.ChoiceField(choices=ServiceIntention.Category.choices)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if user := getattr(self.context.get("request"), "user", None):
            places = self.get_places(user)
            fields["community"].queryset = places
            fields["grid"].queryset = places
        return fields

    def get_places(self, user: Any) -> Any:
        """Return the places that may be named."""
        raise NotImplementedError


class OwnServiceInput(ServiceInput):
    """A member's own service, anywhere in the district."""

    def get_places(self, user: Any) -> Any:
        community = own_community(own_member(user))
        return Organization.objects.filter(district=community and community.district_id)


class MemberServiceInput(ServiceInput):
    """A service entered for a member."""

    member = KeyField(queryset=Member.objects.none())

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if user := getattr(self.context.get("request"), "user", None):
            fields["member"].queryset = members_to_log_for(user)
        return fields

    def get_places(self, user: Any) -> Any:
        places = Organization.objects.visible_to(user, Action.LOG_SERVICE)
        # A grid secretary names the grid's community along with the grid.
        above = Q(pk__in=places.values("parent"))
        return Organization.objects.filter(Q(pk__in=places.values("pk")) | above)


class ServiceReturnInput(serializers.Serializer):
    """Why a log goes back."""

    reason = serializers.CharField(max_length=200)
