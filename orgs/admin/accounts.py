"""The registers of accounts, long tasks and suggestions."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.labels import job_label
from accounts.models import Job, Suggestion, User
from orgs.admin.base import OperationAdmin, RegisterAdmin
from orgs.operations.suggestions import LONGEST_REPLY, answer_suggestion
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.accounts import accounts_of
from orgs.selectors.jobs import jobs_for
from orgs.selectors.suggestions import suggestions_for


class AnswerListFilter(admin.SimpleListFilter):
    """Whether a suggestion has its reply."""

    title = "答复"
    parameter_name = "answered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "待答复"), ("yes", "已答复")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        if self.value() not in {"no", "yes"}:
            return rows
        return rows.filter(replied_at__isnull=self.value() == "no")


@admin.register(User)
class UserAdmin(RegisterAdmin):
    """账号."""

    rights = (Action.MANAGE_ACCOUNTS,)
    list_display = ["username", "name", "is_active", "last_login"]
    list_filter = ["is_active"]
    fields = ["username", "name", "email", "is_active", "last_login", "date_joined"]
    search_fields = ["username", "name"]
    ordering = ["username"]

    def rows_for(self, user: Any) -> QuerySet[User]:
        return accounts_of(user, *self.rights)


@admin.register(Job)
class JobAdmin(RegisterAdmin):
    """后台任务."""

    rights = (Action.MANAGE_ACCOUNTS,)
    list_display = [
        "kind_label", "state", "progress", "total", "result", "created_at", "finished_at",
    ]  # fmt: skip
    list_filter = ["state"]
    ordering = ["-pk"]
    fields = [
        "kind_label", "state", "progress", "total", "result", "requested_by", "created_at",
        "started_at", "finished_at",
    ]  # fmt: skip
    empty_text = "导入、导出等较长的任务会列在这里。"

    def rows_for(self, user: Any) -> QuerySet[Job]:
        return jobs_for(user)

    @admin.display(description="任务", ordering="kind")
    def kind_label(self, job: Job) -> str:
        return job_label(job.kind)


@admin.register(Suggestion)
class SuggestionAdmin(OperationAdmin):
    """投诉建议: the district answers, once; who sent it signed in gets the reply as a message."""

    rights = (Action.ANSWER_SUGGESTIONS,)
    list_display = ["created_at", "text", "page", "sender", "standing"]
    list_display_links = ["created_at", "text"]
    list_filter = [AnswerListFilter]
    list_select_related = ["user", "replied_by"]
    ordering = ["-pk"]
    fields = [
        "created_at", "text", "page", "sender", "contact", "reply", "answered_by", "replied_at",
    ]  # fmt: skip
    empty_text = "还没有人提出意见。"

    def rows_for(self, user: Any) -> QuerySet[Suggestion]:
        return suggestions_for(user)

    @admin.display(description="提出人", ordering="user__name")
    def sender(self, suggestion: Suggestion) -> str:
        return str(suggestion.user) if suggestion.user else "未登录"

    @admin.display(description="答复人")
    def answered_by(self, suggestion: Suggestion) -> str:
        return str(suggestion.replied_by) if suggestion.replied_by else ""

    @admin.display(description="答复", ordering="replied_at")
    def standing(self, suggestion: Suggestion) -> str:
        return "已答复" if suggestion.replied_at else "待答复"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_open = obj is None or obj.replied_at is None
        return is_open and has_right(request.user, *self.rights)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [name for name in self.fields if name != "reply"]

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "reply":
            kwargs |= {
                "required": True,
                "max_length": LONGEST_REPLY,
                "help_text": "答复后不能再改。提出人已登录的，会在消息里看到全文。",
            }
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        answer_suggestion(
            actor=request.user, suggestion=obj, reply=form.cleaned_data.get("reply", "")
        )
