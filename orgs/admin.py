"""The registers of organisations, units, grants, accounts and audit in the web admin.

Every register is read-only: writes go through operations, as actions or on the desk's pages.
"""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponseBase

from accounts.actions import ACTION_LABELS
from accounts.models import AccessRecord, AuditEntry, Job, Suggestion, User
from orgs.models import (
    District,
    Holiday,
    Organization,
    OrganizationEvent,
    ResidentUnit,
    RoleGrant,
)
from orgs.policy import Action
from orgs.scope import has_right


class RegisterAdmin(admin.ModelAdmin):
    """A scoped, read-only register. `rights`: one of them opens it."""

    rights: ClassVar[tuple[Action, ...]] = (Action.READ,)
    list_per_page = 50
    show_full_result_count = False
    actions_on_bottom = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.model._default_manager.all().visible_to(request.user, *self.rights)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Model:
        """Out of scope is 404, as on every other page."""
        record = super().get_object(request, object_id, from_field)
        if record is None:
            raise Http404
        return record

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
        names = [getattr(offer, "parameter_name", offer) for offer in self.list_filter]
        is_offered = lookup.partition("__")[0] in {name.partition("__")[0] for name in names}
        return is_offered and super().lookup_allowed(lookup, value, request)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> QuerySet | None:
        """Choices of a foreign key are what the user may see."""
        rows = db_field.remote_field.model._default_manager.all()
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows.none()


class DistrictWideAdmin(RegisterAdmin):
    """A register without a place of its own: whoever holds the right sees all of it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = self.model._default_manager.all()
        return rows if has_right(request.user, *self.rights) else rows.none()


@admin.register(District)
class DistrictAdmin(RegisterAdmin):
    """区."""

    list_display = ["code", "name", "is_sample"]


@admin.register(Organization)
class OrganizationAdmin(RegisterAdmin):
    """党组织."""

    list_display = ["code", "full_name", "tier", "parent", "established_on", "dissolved_on"]
    list_filter = ["tier", "to_be_established", "pattern_126"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    ordering = ["code"]

    @admin.display(description="名称", ordering="name")
    def full_name(self, organization: Organization) -> str:
        return organization.title


@admin.register(OrganizationEvent)
class OrganizationEventAdmin(RegisterAdmin):
    """沿革."""

    list_display = ["effective_on", "kind", "organization", "note", "created_by"]
    list_filter = ["kind"]
    list_select_related = ["organization", "created_by"]
    search_fields = ["organization__name", "organization__code"]
    ordering = ["-effective_on", "-pk"]


@admin.register(ResidentUnit)
class ResidentUnitAdmin(RegisterAdmin):
    """驻区单位."""

    list_display = ["name", "category", "uscc", "located_in", "declared_members", "active_to"]
    list_filter = ["category", "is_district_direct"]
    list_select_related = ["located_in"]
    search_fields = ["name", "uscc"]
    ordering = ["name"]


@admin.register(RoleGrant)
class RoleGrantAdmin(RegisterAdmin):
    """授权."""

    rights = (Action.MANAGE_GRANTS,)
    list_display = ["user", "role", "place_name", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["user", "district", "organization", "unit"]
    search_fields = ["user__username", "user__name"]
    ordering = ["-valid_from", "-pk"]

    @admin.display(
        description="授权范围",
        ordering=Coalesce("organization__name", "unit__name", "district__name"),
    )
    def place_name(self, grant: RoleGrant) -> str:
        return str(grant.place)


@admin.register(Holiday)
class HolidayAdmin(DistrictWideAdmin):
    """节假日."""

    list_display = ["day", "name", "is_workday"]
    list_filter = ["is_workday"]
    ordering = ["-day"]


@admin.register(User)
class UserAdmin(DistrictWideAdmin):
    """账号."""

    rights = (Action.MANAGE_ACCOUNTS,)
    list_display = ["username", "name", "is_active", "last_login"]
    fields = ["username", "name", "email", "is_active", "last_login", "date_joined"]
    search_fields = ["username", "name"]
    ordering = ["username"]


@admin.register(Job)
class JobAdmin(DistrictWideAdmin):
    """后台任务."""

    rights = (Action.MANAGE_ACCOUNTS,)
    list_display = ["kind", "state", "progress", "total", "result", "created_at", "finished_at"]
    list_filter = ["state"]
    ordering = ["-pk"]


@admin.register(Suggestion)
class SuggestionAdmin(DistrictWideAdmin):
    """投诉建议."""

    list_display = ["created_at", "text", "page", "user", "replied_at"]
    list_select_related = ["user"]
    ordering = ["-pk"]


@admin.register(AuditEntry)
class AuditEntryAdmin(DistrictWideAdmin):
    """审计记录: codes are stored, their names are shown and found."""

    rights = (Action.READ_AUDIT,)
    list_display = ["at", "actor_name", "action_label", "record_kind", "record_name", "address"]
    search_fields = ["actor_name", "record_name", "action"]
    ordering = ["-pk"]
    fields = [
        "at", "actor_id", "actor_name", "address", "action_label", "record_kind", "record_id",
        "record_name", "detail",
    ]  # fmt: skip

    @admin.display(description="操作", ordering="action")
    def action_label(self, entry: AuditEntry) -> str:
        return ACTION_LABELS.get(entry.action, entry.action)

    @admin.display(description="对象类型", ordering="record_type")
    def record_kind(self, entry: AuditEntry) -> str:
        return kind_label(entry.record_type)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search the names of the operations too: nobody knows the codes."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        codes = [code for code, label in ACTION_LABELS.items() if term and term in label]
        return found | queryset.filter(action__in=codes), may_repeat


@admin.register(AccessRecord)
class AccessRecordAdmin(DistrictWideAdmin):
    """个人信息查看记录."""

    rights = (Action.READ_AUDIT,)
    list_display = ["at", "actor", "subject_kind", "subject_id", "reason"]
    list_select_related = ["actor"]
    ordering = ["-pk"]
    fields = ["at", "actor", "subject_kind", "subject_id", "reason"]

    @admin.display(description="对象类型", ordering="subject_type")
    def subject_kind(self, access: AccessRecord) -> str:
        return kind_label(access.subject_type)


def kind_label(label: str) -> str:
    """Return what a stored model label is called; one that no longer exists stays as it is."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label
