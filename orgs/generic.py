"""The few views that every page is a short subclass of."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.db import models, transaction
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, FormView
from django_filters import FilterSet
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from accounts.operations import claim_form
from common.violations import RuleViolation
from orgs import scope
from orgs.exports.register import ExportMixin
from orgs.exports.words import settled_query
from orgs.policy import Action
from orgs.scope import has_right
from orgs.selectors.saved_filters import offer_of

FORM_KEY = "form_key"


def visible_or_404(model: type[models.Model], user: Any, pk: int, *actions: Action) -> Any:
    """Return the row if the user may see it (or holds one of the rights on it), else 404."""
    return get_object_or_404(model._default_manager.all().visible_to(user, *actions), pk=pk)


def answer(
    request: HttpRequest, operation: Callable[[], Any], *, done: str, to: models.Model | str
) -> HttpResponse:
    """Run an operation for a button; say what happened and go back to the record."""
    try:
        operation()
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, done)
    return redirect(to)


class RightRequiredMixin:
    """A page that needs a right somewhere; without it 403. Rows are narrowed by `visible_to`."""

    rights: ClassVar[tuple[Action, ...]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.rights and not has_right(request.user, *self.rights):
            raise scope.PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class BoundedPaginator(Paginator):
    """Between 1 and 100 rows a page, whatever the address asks for."""

    def __init__(self, object_list: Any, per_page: int, **kwargs: Any) -> None:
        super().__init__(object_list, max(1, min(per_page, 100)), **kwargs)


def split_fields(filterset: FilterSet) -> tuple[list[BoundField], list[BoundField]]:
    """Return the filter's fields: those always shown, and those its `more` puts behind a fold."""
    behind = getattr(filterset, "more", ())
    fields = filterset.form.visible_fields()
    return (
        [field for field in fields if field.name not in behind],
        [field for field in fields if field.name in behind],
    )


class RegisterView(RightRequiredMixin, ExportMixin, SingleTableMixin, FilterView):
    """A list: scoped rows, filter, sortable table, pages; an empty state that says what to do."""

    template_name = "base_list.html"
    table_pagination = {"per_page": 25, "paginator_class": BoundedPaginator}
    heading = ""
    empty_text = "还没有记录。"
    empty_action: ClassVar[tuple[str, str] | None] = None
    strict = False

    def get_queryset(self) -> models.QuerySet:
        return self.model.objects.visible_to(self.request.user).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        first, more = split_fields(context["filter"])
        table = context["table"]
        return context | {
            "heading": self.heading,
            "empty_text": self.empty_text,
            "empty_action": self.empty_action,
            "is_filtered": any(
                self.request.GET.get(name) for name in context["filter"].form.fields
            ),
            "actions": self.get_actions(),
            "first_filters": first,
            "more_filters": more,
            "is_more_open": any(field.value() for field in more),
            "saved_filters": offer_of(self.request, settled_query(self.request.GET, table)),
        }

    def get_actions(self) -> list[tuple[str, str]]:
        """Return (label, url) of the buttons in the page's head."""
        return []


class RecordView(RightRequiredMixin, DetailView):
    """One record: facts, who acts next, what the user may do now."""

    template_name = "base_detail.html"

    def get_queryset(self) -> models.QuerySet:
        return self.model.objects.visible_to(self.request.user).for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": str(self.object),
            "facts": self.get_facts(),
            "next_step": self.get_next_step(),
            "steps": self.get_steps(),
            "primary": self.get_primary(),
        }

    def get_facts(self) -> list[tuple[str, Any]]:
        """Return (label, value) pairs."""
        return []

    def get_next_step(self) -> str:
        """Return one sentence: who acts next and by when."""
        return ""

    def get_steps(self) -> list[tuple[str, str, bool]]:
        """Return (label, url, is_post) of what the user may do now."""
        return []

    def get_primary(self) -> str | None:
        """Return the label of the step that stands out, "" for none; None: the first one."""
        return None


class OperationFormView(RightRequiredMixin, FormView):
    """A form that ends in one operation.

    The hidden key makes the form count once: the same key sent again (double click, lost answer,
    back and resubmit) leads to the first result. A violated rule comes back with everything typed.
    """

    template_name = "base_form.html"
    heading = ""
    submit_label = "提交"
    done = "已保存。"

    def perform(self, form: BaseForm) -> models.Model | str:
        """Call the operation; return the record (or address) to go to."""
        raise NotImplementedError

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            with transaction.atomic():
                return self._perform_once(form)
        except RuleViolation as violation:
            field = violation.field if violation.field in form.fields else None
            form.add_error(field, violation)
            return self.form_invalid(form)

    def _perform_once(self, form: BaseForm) -> HttpResponse:
        user = self.request.user if self.request.user.is_authenticated else None
        receipt, is_first = claim_form(key=self._key(), user=user)
        if not is_first:
            return HttpResponseRedirect(receipt.result_url)
        target = self.perform(form)
        url = target if isinstance(target, str) else target.get_absolute_url()
        receipt.result_url = url
        receipt.save(update_fields=["result_url"])
        messages.success(self.request, self.done)
        return HttpResponseRedirect(url)

    def _key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.request.POST.get(FORM_KEY, ""))
        except ValueError:
            return uuid.uuid4()

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422 if form.errors else 200
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "heading": self.heading,
            "submit_label": self.submit_label,
            "cancel_url": self.get_cancel_url(),
            FORM_KEY: self.request.POST.get(FORM_KEY) or uuid.uuid4(),
        }

    def get_cancel_url(self) -> str:
        """Return where "取消" leads; empty for none."""
        return ""


class RecordFormView(OperationFormView):
    """A form about one record that the user may see; lacking the right on it is 403."""

    model: ClassVar[type[models.Model]]
    action: ClassVar[Action]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record = visible_or_404(self.model, request.user, kwargs["pk"])
        self.require_right()
        return super().dispatch(request, *args, **kwargs)

    def require_right(self) -> None:
        """Refuse who may see the record but not do this with it (403)."""
        scope.require(self.request.user, self.action, self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"record": self.record, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"subject": self.get_subject()}

    def get_subject(self) -> list[tuple[str, Any]]:
        """Return (label, value) pairs that say above the form which record it is about."""
        return []

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, "record.stale"):
            form.begin_again()
        return super().form_invalid(form)

    def get_cancel_url(self) -> str:
        return self.record.get_absolute_url()
