"""资源申请: the community asks, the unit answers, the use is recorded."""

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from common import clock
from covenants.filters.resources import RequestFilter, UnitRequestFilter
from covenants.forms.resources import AskForm, RequestAnswerForm, UseForm
from covenants.models import ResourceOffer, ResourceRequest
from covenants.operations import requests as operations
from covenants.selectors.resources import next_step_of_request, promised_beside, told_of
from covenants.tables.resources import RequestTable, UnitRequestTable, standing_label
from orgs.forms.base import as_key
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
    answer,
    visible_or_404,
)
from orgs.policy import Action
from orgs.scope import can

KEEP, OWN = Action.KEEP_PROJECTS, Action.OFFER_RESOURCES
State = ResourceRequest.State


class OfferAsk(OperationFormView):
    """Ask for what a unit offers."""

    rights = (KEEP,)
    form_class = AskForm
    template_name = "covenants/offer_ask.html"
    heading = "申请使用资源"
    submit_label = "提交申请"
    done = "已提交，单位联络员会收到消息。"

    @cached_property
    def offer(self) -> ResourceOffer:
        return visible_or_404(ResourceOffer, self.request.user, self.kwargs["pk"], Action.READ)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "offer": self.offer}

    def get_initial(self) -> dict[str, Any]:
        return {"project": as_key(self.request.GET.get("project", ""))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"offer": self.offer}

    def get_cancel_url(self) -> str:
        return self.offer.get_absolute_url()

    def perform(self, form: BaseForm) -> ResourceRequest:
        return operations.ask_for_resource(
            actor=self.request.user, offer=self.offer, **form.cleaned_data
        )


class RequestList(RegisterView):
    """What one's own places asked units for."""

    rights = (Action.READ,)
    model = ResourceRequest
    table_class = RequestTable
    filterset_class = RequestFilter
    heading = "资源申请"
    empty_text = "还没有资源申请。在资源清单里找到需要的资源，即可提出申请。"

    @property
    def empty_action(self) -> tuple[str, str]:
        return ("查看资源清单", reverse("covenants:offer-list"))

    def get_queryset(self) -> QuerySet[ResourceRequest]:
        return ResourceRequest.objects.visible_to(self.request.user, Action.READ).for_list()

    def get_actions(self) -> list[tuple[str, str]]:
        return [("资源清单", reverse("covenants:offer-list"))]


class UnitRequestList(RegisterView):
    """What communities asked one's own unit for."""

    rights = (OWN,)
    model = ResourceRequest
    table_class = UnitRequestTable
    filterset_class = UnitRequestFilter
    heading = "社区的资源申请"
    empty_text = "还没有社区申请使用本单位的资源。发布的资源越具体，越容易用得上。"

    @property
    def empty_action(self) -> tuple[str, str]:
        return ("查看本单位的资源", reverse("covenants:unit-offer-list"))

    def get_queryset(self) -> QuerySet[ResourceRequest]:
        return ResourceRequest.objects.visible_to(self.request.user, OWN).for_list()


class RequestDetail(RecordView):
    """One request, with what the community may do now."""

    rights = (Action.READ,)
    model = ResourceRequest
    template_name = "covenants/request_detail.html"

    def get_queryset(self) -> QuerySet[ResourceRequest]:
        return ResourceRequest.objects.visible_to(self.request.user, *self.rights).for_list()

    def get_facts(self) -> list[tuple[str, Any]]:
        row = self.object
        facts = [
            ("状态", standing_label(row.get_state_display())),
            ("资源", row.offer.name),
            ("种类", row.offer.get_kind_display()),
            ("单位", row.offer.unit.name),
            ("申请社区", row.community.name),
            ("用途", row.purpose),
            ("使用日期", row.wanted_on),
            ("使用时间", row.wanted_time or "未写"),
            ("使用条件", row.offer.conditions or "无"),
        ]
        optional = [
            ("用于项目", row.project and row.project.name),
            ("答复", row.answer),
            ("实际使用日期", row.used_on),
            ("使用情况", row.result),
        ]
        return facts + [(label, value) for label, value in optional if value]

    def get_next_step(self) -> str:
        return next_step_of_request(self.object, clock.today())

    def get_steps(self) -> list[tuple[str, str, bool]]:
        row, key = self.object, [self.object.pk]
        if not can(self.request.user, KEEP, row):
            return []
        take_back = ("撤回申请", reverse("covenants:request-withdraw", args=key), True)
        if row.state == State.ASKED:
            return [take_back]
        if row.state != State.AGREED:
            return []
        use = ("登记使用情况", reverse("covenants:request-use", args=key), False)
        return [use, take_back] if row.wanted_on <= clock.today() else [take_back]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"entries": told_of(self.object)}


class UnitRequestDetail(RequestDetail):
    """The same for the unit that is asked."""

    rights = (OWN,)

    def get_facts(self) -> list[tuple[str, Any]]:
        beside = promised_beside(self.object)
        return super().get_facts() + ([("同日已同意", beside)] if beside else [])

    def get_steps(self) -> list[tuple[str, str, bool]]:
        if self.object.state != State.ASKED:
            return []
        return [("答复", reverse("covenants:unit-request-answer", args=[self.object.pk]), False)]


class UnitRequestAnswer(RecordFormView):
    """Agree or not, in the unit's name."""

    model = ResourceRequest
    action = OWN
    form_class = RequestAnswerForm
    template_name = "covenants/request_answer.html"
    heading = "答复资源申请"
    submit_label = "提交答复"
    done = "已答复，社区会收到消息。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.record
        facts = [
            ("资源", row.offer.name),
            ("申请社区", row.community.name),
            ("用途", row.purpose),
            ("使用日期", f"{row.wanted_on} {row.wanted_time}".strip()),
        ]
        beside = promised_beside(row)
        facts += [("同日已同意", beside)] if beside else []
        return super().get_context_data(**kwargs) | {"facts": facts}

    def get_cancel_url(self) -> str:
        return reverse("covenants:unit-request-detail", args=[self.record.pk])

    def perform(self, form: BaseForm) -> str:
        operations.answer_request(
            actor=self.request.user,
            request=self.record,
            agrees=form.says_yes,
            answer=form.cleaned_data["answer"],
        )
        return self.get_cancel_url()


class RequestUse(RecordFormView):
    """Record what came of it."""

    model = ResourceRequest
    action = KEEP
    form_class = UseForm
    heading = "登记使用情况"
    submit_label = "登记"
    done = "已登记，计入单位的共建贡献。"

    def perform(self, form: BaseForm) -> ResourceRequest:
        return operations.record_use(
            actor=self.request.user,
            request=self.record,
            used_on=form.cleaned_data["used_on"],
            result=form.cleaned_data["result"],
        )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_or_404(ResourceRequest, request.user, pk)
    return answer(
        request,
        lambda: operations.withdraw_request(actor=request.user, request=row),
        done="已撤回，单位会收到消息。",
        to=row,
    )
