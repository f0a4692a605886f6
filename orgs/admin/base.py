"""The register that every page of the web admin is: scoped rows, read-only unless it says more.

Writes go through operations, as actions on chosen rows or as a form that ends in one.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import BooleanField, Field, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from common.violations import RuleViolation
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.trail import history_of

HISTORY_LENGTH = 100


class RegisterAdmin(admin.ModelAdmin):
    """A scoped, read-only register. `rights`: one of them opens it."""

    rights: ClassVar[tuple[Action, ...]] = (Action.READ,)
    list_per_page = 50
    # "Show all" of a large register would be one page of everything.
    list_max_show_all = 0
    show_full_result_count = False
    # One count for every choice of every filter would cost more than the page.
    show_facets = admin.ShowFacets.NEVER
    actions_on_bottom = False
    empty_text: ClassVar[str] = "还没有记录。"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows of the scope, in the register's order: completion of names pages them too."""
        return self.rows_for(request.user).order_by(*self.get_ordering(request))

    def rows_for(self, user: Any) -> QuerySet:
        """Return what the user may read of the register."""
        return self.model._default_manager.all().visible_to(user, *self.rights)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Model:
        """Without the right 403, out of scope 404, as on every other page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = super().get_object(request, object_id, from_field)
        if record is None:
            raise Http404
        return record

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if ERROR_FLAG in request.GET:
            messages.warning(request, "地址里的筛选条件无法识别，已显示全部。")
            return redirect(request.path)
        more = {"empty_text": self.empty_text} | (extra_context or {})
        return super().changelist_view(request, more)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done to the record, from the audit; Django's own log knows no operation."""
        record = self.get_object(request, object_id)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        return super().history_view(
            request, object_id, {"entries": history_of(record)[:HISTORY_LENGTH]}
        )

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase | None:
        """Django hands the chosen keys to the database as they were sent; odd ones stop here."""
        if all(self._is_key(sent) for sent in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            return super().response_action(request, queryset)
        messages.error(request, "所选的记录有误，请刷新页面重新选择。")
        return None

    def _is_key(self, sent: str) -> bool:
        try:
            self.opts.pk.clean(sent, None)
        except ValidationError:
            return False
        return True

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._in_words(name) for name in super().get_list_display(request)]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        names = super().get_fields(request, obj)
        if self.has_change_permission(request, obj) or self.has_add_permission(request):
            return names
        return [self._in_words(self._unlinked(request, name, obj)) for name in names]

    def _in_words(self, name: Any) -> Any:
        """Django's icons of yes and no are named in English."""
        field = self._own_field(name)
        return column_of(field, say_yes_or_no) if isinstance(field, BooleanField) else name

    def _unlinked(self, request: HttpRequest, name: Any, record: Model | None) -> Any:
        """A related record is a link only for those who would find it in its register."""
        field = self._own_field(name)
        if record is None or field is None or not (field.many_to_one or field.one_to_one):
            return name
        register = self.admin_site._registry.get(field.remote_field.model)
        key = getattr(record, field.attname)
        if register is None or key is None:
            return name
        may_open = register.has_view_permission(request)
        if may_open and register.get_queryset(request).filter(pk=key).exists():
            return name
        return column_of(field, str)

    def _own_field(self, name: Any) -> Field | None:
        """Return the model's column of the name; None for what the register computes."""
        if not isinstance(name, str) or hasattr(self, name):
            return None
        return self.opts._forward_fields_map.get(name)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return has_right(request.user, *self.rights)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return has_right(request.user, *self.rights)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only offered filters: Django lets an address filter by every column, sealed ones too."""
        offers = [offer[0] if isinstance(offer, tuple) else offer for offer in self.list_filter]
        names = [getattr(offer, "parameter_name", offer) for offer in offers]
        is_offered = lookup.partition("__")[0] in {name.partition("__")[0] for name in names}
        return is_offered and super().lookup_allowed(lookup, value, request)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet | None:
        """Choices of a foreign key are what the user may see."""
        rows = db_field.remote_field.model._default_manager.all()
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows.none()

    def view_on_site(self, record: Model) -> str | None:
        """The record's page on the desk, where its steps are taken."""
        return record.get_absolute_url() if hasattr(record, "get_absolute_url") else None

    def run_on_each(
        self,
        request: HttpRequest,
        chosen: QuerySet,
        operation: Callable[[Model], Any],
        *,
        done: str,
    ) -> None:
        """Run an operation on each chosen row: one that is refused does not stop the others.

        `done` is the sentence of success, with `{count}` in it.
        """
        count = 0
        for record in chosen:
            try:
                operation(record)
            except RuleViolation as violation:
                messages.error(request, f"{record}：{violation.message}")
            except PermissionDenied as refusal:
                messages.error(request, f"{record}：{refusal}")
            else:
                count += 1
        if count:
            messages.success(request, done.format(count=count))

    def ask_first(
        self, request: HttpRequest, chosen: QuerySet, form: forms.Form, **texts: str
    ) -> HttpResponse:
        """Show the page that asks for a reason before an action runs on the chosen rows.

        `texts`: `title`, `question`, `action` (the action's name) and `button`.
        """
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "form": form,
            "chosen": chosen,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/ask_first.html", context | texts)


class DistrictWideAdmin(RegisterAdmin):
    """A register without a place of its own: whoever holds the right sees all of it."""

    def rows_for(self, user: Any) -> QuerySet:
        rows = self.model._default_manager.all()
        return rows if has_right(user, *self.rights) else rows.none()


class WhyForm(forms.Form):
    """The reason for what is done to the chosen rows."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea({"rows": 3}))


class RefusableForm(forms.ModelForm):
    """A form whose operation may have refused: the sentence is an error of the form."""

    refusal: ClassVar[RuleViolation | None] = None

    def clean(self) -> dict[str, Any]:
        if self.refusal is not None:
            field = self.refusal.field if self.refusal.field in self.fields else None
            self.add_error(field, self.refusal)
        return self.cleaned_data

    def validate_unique(self) -> None:
        """The operation says it in words of its own."""


class OperationAdmin(RegisterAdmin):
    """A register whose form ends in an operation; a refusal comes back with everything typed."""

    form = RefusableForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        more = {"show_save_and_continue": False} | (extra_context or {})
        try:
            return super().changeform_view(request, object_id, form_url, more)
        except RuleViolation as violation:
            # The transaction is rolled back; the second run shows the form with the refusal.
            request._refusal = violation
            return super().changeform_view(request, object_id, form_url, more)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, *args, **kwargs)
        form.refusal = getattr(request, "_refusal", None)
        return form


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to the record above; who sees it sees them."""

    extra = 0
    can_delete = False
    view_on_site = False  # the record above leads to the page

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_right(request.user, Action.READ)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def column_of(field: Field, say: Callable[[Any], str]) -> Callable[[Model], str | None]:
    """Return a column that says a field's value in words, sorted as the field is."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def show(record: Model) -> str | None:
        value = getattr(record, field.name)
        return None if value is None else say(value)

    show.__name__ = field.name
    return show


def say_yes_or_no(value: bool) -> str:
    return "是" if value else "否"
