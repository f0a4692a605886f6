"""The community's forms about a check-in."""

from typing import Any

from django import forms

from common import clock
from members.forms.places import HomeForm
from members.models import CheckIn
from members.operations.rules import standing_community
from orgs.forms import DayInput, ReasonForm, RecordForm

Reason = CheckIn.CloseReason
# What happens most comes first; what corrects the register stands near the end.
CLOSE_REASONS = (
    Reason.RETIRED,
    Reason.LEFT_UNIT,
    Reason.RELATION_MOVED,
    Reason.MOVED_DISTRICT,
    Reason.MOVED_COMMUNITY,
    Reason.OWN_WISH,
    Reason.DUPLICATE,
    Reason.MISTAKE,
    Reason.OTHER,
)
# A move inside the district has its own way.
LABELS = {Reason.MOVED_COMMUNITY: "迁居外社区（区内请用“转出”）"}


class CheckInAcceptForm(RecordForm, HomeForm):
    """Where in the community the member lives."""

    def __init__(self, *args: Any, record: CheckIn, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, user=user, **kwargs)
        self.offer_places(user, parent=standing_community(record.community).pk)


class PhoneReasonForm(ReasonForm):
    """Why a full number is needed."""

    reason = forms.CharField(
        label="查看原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="如：通知本周六的义诊活动。原因会随查看记录保存。",
    )


class CheckInCloseForm(RecordForm):
    """Why and when a registration ends."""

    close_reason = forms.ChoiceField(
        label="注销原因",
        choices=[
            ("", "请选择"),
            *((reason.value, LABELS.get(reason, reason.label)) for reason in CLOSE_REASONS),
        ],
        help_text="搬到本区其他社区的，请用“转出”，服务意向和时间随之转去。"
        "党员去世的，请选“其他”：系统不公示原因、不再发消息。",
    )
    closed_on = forms.DateField(label="注销日期", widget=DayInput, initial=clock.today)
