"""The community's list of check-ins, those that wait on top, and accepting several at once."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from members.filters import CheckInFilter
from members.forms.merges import BatchAcceptForm
from members.models import CheckIn, Member
from members.operations.batches import Outcome, accept_many
from members.selectors.duplicates import look_alikes
from members.tables import CheckInTable
from orgs.forms.base import as_key
from orgs.generic import OperationFormView, RegisterView
from orgs.policy import Action
from orgs.scope import has_right

HANDLE = Action.HANDLE_CHECK_INS


class CheckInList(RegisterView):
    """The check-ins of one's places, those that wait for an answer on top."""

    rights = (Action.READ,)
    model = CheckIn
    table_class = CheckInTable
    filterset_class = CheckInFilter
    template_name = "members/check_in_list.html"
    heading = "党员报到"
    is_personal = True
    phone_column = "mobile_masked"
    holder_path = "member_id"
    empty_text = "还没有党员报到。党员用手机提交后会出现在这里；也可以由社区代录。"

    def get_queryset(self) -> QuerySet[CheckIn]:
        return super().get_queryset().submitted().inbox_first()

    def get_phone_holders(self) -> QuerySet[Member]:
        return Member.objects.with_phone_for(self.request.user)

    def get_actions(self) -> list[tuple[str, str]]:
        printing = ("打印表格", reverse("reports:print-list"))
        restoring = ("恢复在册申请", reverse("members:reactivation-list"))
        if not has_right(self.request.user, HANDLE):
            return [restoring, printing]
        return [
            ("代录报到", reverse("members:check-in-enter")),
            ("粘贴接龙", reverse("members:roster-paste")),
            ("纸质补录", reverse("members:roster-paper")),
            ("疑似重复", reverse("members:merge-list")),
            ("首次报到核实", reverse("members:first-contact-list")),
            restoring,
            printing,
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name what looks doubled on this page, and offer what waits here to be picked."""
        context = super().get_context_data(**kwargs)
        table = context["table"]
        open_ones = self._look_closer([row.record for row in table.paginated_rows])
        alike = look_alikes([row.member for row in open_ones], self.request.user)
        table.offer([row.pk for row in open_ones if row.is_offered], alike)
        return context

    def _look_closer(self, shown: list[CheckIn]) -> list[CheckIn]:
        """Read for the open rows of this page what only their notes need; return these rows.

        Not with the list itself: all rows of a community would carry it through the sorting.
        """
        mine = CheckIn.objects.visible_to(self.request.user, HANDLE).pending()
        rows = CheckIn.objects.visible_to(self.request.user).marked_incomplete()
        closer = (
            rows.filter(pk__in=[row.pk for row in shown if row.is_open])
            .annotate(is_offered=Exists(mine.filter(pk=OuterRef("pk"))))
            .select_related("member__unit", "previous__community", "first_contact")
            .in_bulk()
        )
        open_ones = [row for row in shown if row.pk in closer]
        for row in open_ones:
            near = closer[row.pk]
            row.member, row.previous = near.member, near.previous
            row.is_incomplete, row.is_offered = near.is_incomplete, near.is_offered
            row.is_by_poster = hasattr(near, "first_contact")
        return open_ones


class CheckInBatch(OperationFormView):
    """Look at what was picked, choose a grid perhaps, accept all that can be accepted."""

    rights = (HANDLE,)
    form_class = BatchAcceptForm
    template_name = "members/check_in_batch.html"
    heading = "接收所选报到"
    submit_label = "接收"
    outcome: Outcome | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._picked():
            messages.warning(request, "请先勾选要接收的报到。")
            return redirect(self.get_cancel_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "picked": self._picked()}

    def _picked(self) -> list[CheckIn]:
        """Return the rows named in the address or the form that are in the user's hands."""
        sent = self.request.POST or self.request.GET
        keys = [key for text in sent.getlist("pick") if (key := as_key(text)) is not None]
        rows = CheckIn.objects.visible_to(self.request.user, HANDLE).submitted()
        return list(rows.filter(pk__in=keys[:200]).for_list().select_related("member__unit"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"check_ins": self._with_notes()}

    def _with_notes(self) -> list[CheckIn]:
        """What was picked, with what the inbox points out beside each."""
        picked = self._picked()
        near = CheckIn.objects.visible_to(self.request.user, HANDLE).marked_incomplete()
        near = near.select_related("previous__community", "first_contact")
        closer = near.filter(pk__in=[row.pk for row in picked]).in_bulk()
        alike = look_alikes([row.member for row in picked], self.request.user)
        for row in picked:
            row.previous = closer[row.pk].previous
            row.is_incomplete = closer[row.pk].is_incomplete
            row.is_by_poster = hasattr(closer[row.pk], "first_contact")
            row.alike = alike.get(row.member_id, [])[:1]
        return picked

    def get_cancel_url(self) -> str:
        return reverse("members:check-in-list")

    def perform(self, form: BaseForm) -> str:
        self.outcome = accept_many(actor=self.request.user, **form.cleaned_data)
        self.done = f"已接收 {len(self.outcome.accepted)} 份报到。"
        return self.get_cancel_url()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """When some were not accepted, the answer says which and why."""
        response = super().form_valid(form)
        if self.outcome is None or not self.outcome.refused:
            return response
        list(messages.get_messages(self.request))  # the page itself says what was done
        context = {"heading": "接收结果", "outcome": self.outcome, "back": self.get_cancel_url()}
        return render(self.request, "members/check_in_batch_done.html", context)
