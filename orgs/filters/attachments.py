"""Which files of which record."""

from django.db.models import BigIntegerField
from django_filters import CharFilter, FilterSet, NumberFilter

from orgs.models import Attachment


class AttachmentFilter(FilterSet):
    """The files of one record, or of one kind of records."""

    record_type = CharFilter(label="记录种类", help_text="如 covenants.covenant")
    record_id = NumberFilter(label="记录编号", max_value=BigIntegerField.MAX_BIGINT)

    class Meta:
        model = Attachment
        fields = ["record_type", "record_id"]
