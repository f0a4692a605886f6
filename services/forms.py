"""Shape of what people type about a service; the rules live in operations."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from common import clock
from members.models import Member, ServiceIntention
from orgs.forms import DayInput, RecordForm
from orgs.models import Organization
from services.models import ServiceLog
from services.selectors import (
    members_to_log_for,
    own_community,
    own_member,
    own_places,
    places_to_log_at,
)


class TimeInput(forms.TimeInput):
    """The browser's own time picker; typing 09:30 works without it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PlaceField(forms.ModelChoiceField):
    """A community or one of its grids, in one choice."""

    is_empty = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Organization.objects.none(), **kwargs)

    def label_from_instance(self, place: Organization) -> str:
        is_grid = place.tier == Organization.Tier.GRID
        return f"{place.parent.name} {place.name}" if is_grid else place.name

    def offer(self, groups: dict[str, QuerySet[Organization]]) -> None:
        """Offer the places under headings; the only community (or place) is chosen already."""
        offered = [(title, list(rows)) for title, rows in groups.items()]
        places = [place for _, rows in offered for place in rows]
        self.queryset = Organization.objects.filter(pk__in=[place.pk for place in places])
        self.queryset = self.queryset.select_related("parent")
        labelled = [
            (title, [(place.pk, self.label_from_instance(place)) for place in rows])
            for title, rows in offered
        ]
        self.widget.choices = [("", self.empty_label), *labelled]
        self.is_empty = not places
        heads = [place for place in places if place.tier == Organization.Tier.COMMUNITY] or places
        if len(heads) == 1:
            self.initial = heads[0]


class MemberField(forms.ModelChoiceField):
    """A member with the unit, since names repeat."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Member.objects.none(), **kwargs)

    def label_from_instance(self, member: Member) -> str:
        return f"{member.name}（{member.unit_label}）"


class ServiceForm(forms.Form):
    """When, where and what."""

    place = PlaceField(label="服务地点", empty_label="请选择")
    served_on = forms.DateField(
        label="服务日期",
        widget=DayInput,
        initial=clock.today,
        error_messages={"invalid": "请按“2026-10-01”的样子填写日期。"},
    )
    start = forms.TimeField(
        label="开始时间",
        widget=TimeInput,
        error_messages={"invalid": "请按“09:30”的样子填写，00:00 到 23:59。"},
    )
    end = forms.TimeField(
        label="结束时间",
        widget=TimeInput,
        error_messages={"invalid": "请按“09:30”的样子填写，00:00 到 23:59。"},
    )
    category = forms.ChoiceField(
        label="服务类别", choices=[("", "请选择"), *ServiceIntention.Category.choices]
    )
    text = forms.CharField(
        label="服务内容",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="选填，一句话写明做了什么；请不要写居民姓名。",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["place"].offer(self.get_places())

    def get_places(self) -> dict[str, QuerySet[Organization]]:
        """Return the places on offer, by heading."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Turn the one place into the community and, perhaps, its grid."""
        values = super().clean()
        if place := values.pop("place", None):
            is_grid = place.tier == Organization.Tier.GRID
            values["community"] = place.parent if is_grid else place
            values["grid"] = place if is_grid else None
        return values


class OwnServiceForm(ServiceForm):
    """A member's own service, at the own community or anywhere else in the district."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.community = own_community(own_member(user))
        super().__init__(*args, user=user, **kwargs)
        self.fields["place"].initial = self.community

    def get_places(self) -> dict[str, QuerySet[Organization]]:
        return own_places(self.community)


class MemberServiceForm(ServiceForm):
    """A service that community or grid enters for a member."""

    member = MemberField(label="党员", empty_label="请选择")
    field_order = ["member"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members_to_log_for(self.user)

    def get_places(self) -> dict[str, QuerySet[Organization]]:
        return places_to_log_at(self.user)


class CorrectionForm(RecordForm, ServiceForm):
    """A new record in the place of an old one, filled with what the old one says."""

    def __init__(self, *args: Any, record: ServiceLog, user: Any, **kwargs: Any) -> None:
        self.record = record
        names = ("served_on", "start", "end", "category", "text")
        initial = {name: getattr(record, name) for name in names}
        initial |= {"place": record.grid_id or record.community_id, "version": record.version}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        ServiceForm.__init__(self, *args, user=user, **kwargs)

    def get_places(self) -> dict[str, QuerySet[Organization]]:
        return places_to_log_at(self.user)


class OwnCorrectionForm(CorrectionForm):
    """The same by the member."""

    def get_places(self) -> dict[str, QuerySet[Organization]]:
        return own_places(self.record.community)
