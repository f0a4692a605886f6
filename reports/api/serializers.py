"""What the API shows of monthly reports, and what it takes."""

from rest_framework import serializers

from orgs.api.generic import VersionInput
from reports.models import MonthlyReport


class MonthlyReportSerializer(serializers.ModelSerializer):
    """One report without its figures; late is decided by the first submission."""

    community = serializers.SlugRelatedField(slug_field="code", read_only=True)
    community_name = serializers.CharField(source="community.name", read_only=True)
    month = serializers.CharField(read_only=True)
    status_label = serializers.CharField(read_only=True)
    due_on = serializers.DateField(read_only=True)

    class Meta:
        model = MonthlyReport
        fields = [
            "id", "version", "community", "community_name", "month", "status", "status_label",
            "due_on", "due_at", "first_submitted_at", "return_count", "return_comment",
            "highlights", "problems", "plans", "requests",
        ]  # fmt: skip


class LineSerializer(serializers.Serializer):
    """One figure of a report: live while it is being filled, frozen afterwards."""

    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.CharField(help_text="填报数；未更正的就是系统计算数")
    computed = serializers.CharField(help_text="系统计算数")
    stated = serializers.CharField(help_text="更正数，没有则为空")
    reason = serializers.CharField(help_text="更正原因")
    version = serializers.IntegerField(help_text="口径版本")
    excluded = serializers.DictField(child=serializers.IntegerField(), help_text="已剔除")


class ReturnReportInput(VersionInput):
    """What is to be mended."""

    comment = serializers.CharField(max_length=1000)
