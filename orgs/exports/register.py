"""What a register needs to be taken out: the panel in its head and the POST behind it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from common.surfaces import beside
from common.violations import RuleViolation, require
from orgs import scope
from orgs.exports.columns import Extract
from orgs.exports.files import answer_with, build_file
from orgs.exports.orders import ExportOrder
from orgs.exports.words import filter_words, order_words, settled_query
from orgs.forms.exports import ExportForm
from orgs.models import ExportApproval
from orgs.operations.export_approvals import ask_for_export
from orgs.operations.exporting import take_export
from orgs.policy import Action


class ExportMixin:
    """A list that can be taken out as its filter and order show it, all pages of it.

    A list about people says `is_personal`: it needs the right to export them and a reason. Another
    list that asks for a reason says `asks_reason`. A list with phone numbers names the table's
    `phone_column`, the `holder_path` from a row to its person, and by `get_phone_holders` whose
    full number the user may see.
    """

    is_exported: ClassVar[bool] = True
    is_personal: ClassVar[bool] = False
    asks_reason: ClassVar[bool] = False
    phone_column: ClassVar[str] = ""
    holder_path: ClassVar[str] = "pk"
    export_form: ExportForm | None = None

    def get_phone_holders(self) -> QuerySet | None:
        """Return the persons whose full number the user may see; None: no numbers in this list."""
        return None

    def may_export(self) -> bool:
        """Whether the user may take this list out at all."""
        is_allowed = not self.is_personal or scope.has_right(
            self.request.user, Action.EXPORT_PEOPLE
        )
        return self.is_exported and is_allowed

    def has_phones(self) -> bool:
        """Whether the user may ask for full numbers."""
        return bool(self.phone_column) and scope.has_right(self.request.user, Action.SEE_PHONES)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the list out, ask for it, or use an approval; anything else is no order."""
        if "approval" not in request.POST and "file_format" not in request.POST:
            return self.http_method_not_allowed(request)
        if not self.may_export() or ("with_phones" in request.POST and not self.has_phones()):
            raise PermissionDenied(scope.REFUSAL)
        if "approval" in request.POST:
            return self._take_approved(request)
        form = self.get_export_form(request.POST)
        if form.is_valid():
            try:
                return self._carry_out(form)
            except RuleViolation as violation:
                form.refuse(violation)
        self.export_form = form
        response = self.get(request, *args, **kwargs)
        response.status_code = 422
        return response

    def _carry_out(self, form: ExportForm) -> HttpResponse:
        values = form.cleaned_data
        if values.pop("ask"):
            values.pop("with_phones")
            approval = ask_for_export(actor=self.request.user, order=self.get_order(), **values)
            messages.success(self.request, "已提交，批准后您会收到消息。")
            return redirect(approval.requester_url)
        return self._take(**values)

    def _take_approved(self, request: HttpRequest) -> HttpResponse:
        approvals = ExportApproval.objects.visible_to(request.user)
        approval = approvals.filter(pk=ExportForm.number(request.POST["approval"])).first()
        try:
            require(approval is not None, "没有这项导出申请。", code="export.unknown")
            return self._take(approval=approval, file_format=approval.file_format)
        except RuleViolation as violation:
            messages.error(request, violation.message)
        return redirect(beside(request, "orgs:export-list"))

    def _take(self, *, file_format: str, **values: Any) -> HttpResponse:
        """Nothing is recorded unless there is a file, no file goes out unless it is recorded."""
        user, order = self.request.user, self.get_order()
        with transaction.atomic():
            taken = take_export(actor=user, order=order, file_format=file_format, **values)
            file = build_file(user=user, order=order, taken=taken, file_format=file_format)
        return answer_with(file, order=order, taken=taken, file_format=file_format)

    def get_order(self) -> ExportOrder:
        """Return the list as the address of this request filters and orders it."""
        filterset = self.get_filterset(self.get_filterset_class())
        require(
            not filterset.is_bound or filterset.is_valid(),
            "筛选条件有误，请改正后再导出。",
            code="export.filter",
        )
        self.object_list = filterset.qs
        table = self.get_table(**self.get_table_kwargs())
        return ExportOrder(
            register=self.request.path,
            title=self.heading,
            query=settled_query(self.request.GET, table),
            filter_words=filter_words(filterset),
            order_words=order_words(table),
            extract=Extract(table, holder_path=self.holder_path, phone_column=self.phone_column),
            is_personal=self.is_personal,
            asks_reason=self.asks_reason or self.is_personal,
            holders=self.get_phone_holders() if self.phone_column else None,
        )

    def get_export_form(self, sent: Any = None) -> ExportForm:
        asks_reason = self.asks_reason or self.is_personal
        return ExportForm(sent, asks_reason=asks_reason, has_phones=self.has_phones())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.may_export():
            context["export_form"] = self.export_form or self.get_export_form()
        return context
