"""The calendar of holidays and worked weekends, kept by the district."""

from typing import Any

from django.contrib import admin
from django.db.models import DateField, Model, QuerySet
from django.http import HttpRequest, HttpResponse

from common import clock
from orgs.admin.base import DistrictWideAdmin, OperationAdmin
from orgs.forms import DayInput
from orgs.models import Holiday
from orgs.operations.calendar import add_holiday, change_holiday, remove_holiday
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.days import years_without_holidays


class YearListFilter(admin.SimpleListFilter):
    """One of the years in the calendar."""

    title = "年份"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = model_admin.get_queryset(request).dates("day", "year", order="DESC")
        return [(str(day.year), f"{day.year}年") for day in days]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        if self.value() is None:
            return rows
        known = {value for value, _ in self.lookup_choices}
        return rows.filter(day__year=int(self.value())) if self.value() in known else rows.none()


@admin.register(Holiday)
class HolidayAdmin(OperationAdmin, DistrictWideAdmin):
    """节假日: what the district enters here moves the days on which reports are due."""

    rights = (Action.KEEP_CALENDAR, Action.READ)
    list_display = ["day", "weekday", "name", "is_workday"]
    list_filter = [YearListFilter, "is_workday"]
    search_fields = ["name"]
    ordering = ["-day"]
    fields = ["day", "name", "is_workday"]
    formfield_overrides = {DateField: {"widget": DayInput}}
    empty_text = "日历里还没有节假日：周一至周五都算工作日。"

    @admin.display(description="星期")
    def weekday(self, holiday: Holiday) -> str:
        return f"星期{'一二三四五六日'[holiday.day.weekday()]}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say which of this year and the next has no holidays: its due days are a guess."""
        this_year = clock.today().year
        missing = years_without_holidays(this_year, this_year + 1)
        notice = "、".join(f"{year}年" for year in missing)
        if notice:
            notice += "还没有登记节假日，月报上报截止日暂按周一至周五推算，请在国务院公布后补录。"
        return super().changelist_view(request, {"notice": notice} | (extra_context or {}))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return has_right(request.user, Action.KEEP_CALENDAR)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return has_right(request.user, Action.KEEP_CALENDAR)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return has_right(request.user, Action.KEEP_CALENDAR)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Another day is another entry."""
        return ["day"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand what was typed to the operation."""
        typed = {name: form.cleaned_data[name] for name in form.fields}
        if change:
            change_holiday(actor=request.user, holiday=obj, **typed)
        else:
            obj.pk = add_holiday(actor=request.user, **typed).pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        remove_holiday(actor=request.user, holiday=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for holiday in queryset:
            remove_holiday(actor=request.user, holiday=holiday)
