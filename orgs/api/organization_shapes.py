"""What the API takes and gives of changes of the tree; keys that come in lie in one's scope."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from orgs.api.generic import KeyField
from orgs.models import Organization
from orgs.policy import Action

VERSION_HELP = "调用方看到的版本；此后被别人修改过的，返回 409。"


class KeptNodeField(KeyField):
    """A node whose tree the caller keeps, street level or below."""

    def get_queryset(self) -> QuerySet[Organization]:
        user = self.context["request"].user
        return Organization.objects.visible_to(user, Action.KEEP_STREETS, Action.KEEP_GRIDS)


class EffectiveInput(serializers.Serializer):
    """The day a change takes effect and the version the caller saw."""

    effective_on = serializers.DateField(help_text="生效日期，不晚于今天。")
    version = serializers.IntegerField(required=False, help_text=VERSION_HELP)


class FoundInput(serializers.Serializer):
    """A new node."""

    name = serializers.CharField(max_length=50, help_text="名称，不含“大党委”等后缀。")
    region_code = serializers.CharField(
        required=False, max_length=12, help_text="统计用区划代码，街道和社区填写，12 位。"
    )
    established_on = serializers.DateField(
        required=False, allow_null=True, help_text="成立日期；不填为应建。"
    )
    party_org_type = serializers.ChoiceField(
        Organization.PartyOrgType, required=False, allow_blank=True, help_text="党组织类型。"
    )
    to_be_established = serializers.BooleanField(required=False, help_text="是否应建。")


class RenameInput(EffectiveInput):
    """Another name."""

    name = serializers.CharField(max_length=50, help_text="新名称，不含“大党委”等后缀。")


class MoveInput(EffectiveInput):
    """Another parent."""

    parent = KeptNodeField(help_text="新上级组织的编号。")


class MergeInput(EffectiveInput):
    """Who takes the node in."""

    target = KeptNodeField(help_text="承接组织的编号，与被合并的组织同一层级。")


class SplitInput(EffectiveInput):
    """The new node and the children that go to it."""

    name = serializers.CharField(max_length=50, help_text="新组织名称。")
    region_code = serializers.CharField(
        required=False, max_length=12, help_text="新组织的统计用区划代码，街道和社区填写。"
    )
    children = serializers.ListField(
        child=KeptNodeField(), max_length=1000, help_text="划入新组织的直接下级的编号。"
    )


class DissolveInput(EffectiveInput):
    """Who goes on in the node's place."""

    successor = KeptNodeField(
        required=False, allow_null=True, default=None, help_text="承接组织的编号。"
    )


class PilotInput(serializers.Serializer):
    """Since when a pilot."""

    pilot_from = serializers.DateField(
        allow_null=True, help_text="试点开始日期；空值表示自今天起取消试点。"
    )


class PatternInput(serializers.Serializer):
    """Whether “1+2+6” is followed, from when on."""

    is_followed = serializers.BooleanField(help_text="是否推行。")
    effective_on = serializers.DateField(help_text="生效日期，不晚于今天。")


class EventSerializer(serializers.Serializer):
    """One line of the 沿革."""

    day = serializers.DateField(help_text="生效日期。")
    kind = serializers.CharField(help_text="变动的代码。")
    label = serializers.CharField(help_text="变动的名称。")
    text = serializers.CharField(help_text="变动的说明。")
    recorded_at = serializers.DateTimeField(help_text="登记时间。")
    recorded_by = serializers.SerializerMethodField(help_text="登记人。")
    is_undone = serializers.BooleanField(help_text="是否已撤回；已撤回的不再计。")
    undone_at = serializers.DateTimeField(allow_null=True, help_text="撤回时间。")

    def get_recorded_by(self, entry: Any) -> str:
        return str(entry.recorded_by or "系统")
