"""What the API shows and takes of rights."""

from typing import Any

from rest_framework import serializers

from common import clock
from orgs.models import GrantRequest, RoleGrant
from orgs.policy import Role
from orgs.selectors.receivers import place_path, places_for, receiver_named

UNKNOWN = "没有这个账号，请核对登录名；还没有账号的，请先开户。"
NO_PLACE = "请填写本区内与角色相符的范围。"
ENTITLEMENT = [
    "id", "version", "account", "name", "role", "role_label", "organization", "unit", "district",
    "place_label", "valid_from", "valid_to",
]  # fmt: skip


class EntitlementSerializer(serializers.ModelSerializer):
    """Who, as what, where, from when to when."""

    account = serializers.CharField(source="user.username", read_only=True, label="账号")
    name = serializers.CharField(source="user.name", read_only=True, label="姓名")
    role_label = serializers.CharField(source="get_role_display", read_only=True, label="角色名称")
    place_label = serializers.SerializerMethodField(label="授权范围")

    def get_place_label(self, record: RoleGrant | GrantRequest) -> str:
        return place_path(record.place)


class RoleGrantSerializer(EntitlementSerializer):
    """One grant and how it stands today."""

    standing = serializers.SerializerMethodField(label="状态")

    class Meta:
        model = RoleGrant
        fields = [*ENTITLEMENT, "revoked_at", "standing"]

    def get_standing(self, grant: RoleGrant) -> str:
        return grant.standing_label(clock.today())


class GrantRequestSerializer(EntitlementSerializer):
    """One request and what was decided."""

    state_label = serializers.CharField(
        source="get_state_display", read_only=True, label="状态名称"
    )

    class Meta:
        model = GrantRequest
        fields = [
            *ENTITLEMENT, "reason", "replaces", "state", "state_label", "decided_at", "refusal",
            "grant",
        ]  # fmt: skip


class ReceiverInput(serializers.Serializer):
    """An account of the caller's district, by its sign-in name."""

    account = serializers.CharField(max_length=150, help_text="接受授权的账号（登录名）")

    def validate_account(self, value: str) -> Any:
        account = receiver_named(self.context["request"].user, value)
        if account is None:
            raise serializers.ValidationError(UNKNOWN)
        return account


class GrantRequestInput(ReceiverInput):
    """A wish; the place is looked up within the caller's district."""

    role = serializers.ChoiceField(choices=Role.choices, help_text="角色")
    organization = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="组织编号"
    )
    unit = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="单位编号"
    )
    valid_from = serializers.DateField(required=False, help_text="生效日期，默认当日")
    valid_to = serializers.DateField(
        required=False, allow_null=True, help_text="截止日期，含当日；不填为长期有效"
    )
    reason = serializers.CharField(max_length=200, help_text="申请理由")

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        places = places_for(self.context["request"].user, wish["role"])
        keys = {name: wish.pop(name, None) for name in ("organization", "unit")}
        kind = places.model._meta.model_name
        kind = "unit" if kind == "residentunit" else kind
        place = places.filter(pk=keys[kind]).first() if kind in keys else places.first()
        if place is None:
            raise serializers.ValidationError(NO_PLACE)
        return wish | {"place": place}


class HandOverInput(ReceiverInput):
    """Who takes over, and when."""

    handed_on = serializers.DateField(required=False, help_text="交接日期，默认当日")
    valid_to = serializers.DateField(
        required=False, allow_null=True, help_text="截止日期，含当日；不填为长期有效"
    )
    note = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="交接说明"
    )
    version = serializers.IntegerField(required=False, min_value=1, help_text="授权的版本号")


class GrantReasonInput(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=200, help_text="原因")
