"""资源清单: the unit publishes, communities search; what fits a project."""

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from common import clock
from covenants.filters.resources import MatchFilter, OfferFilter, UnitOfferFilter
from covenants.forms.resources import OfferChangeForm, OfferForm
from covenants.models import Project, ResourceOffer
from covenants.operations import offers as operations
from covenants.selectors.matching import offers_for, place_word
from covenants.selectors.resources import told_of
from covenants.tables.resources import (
    MatchTable,
    OfferTable,
    UnitOfferTable,
    standing_label,
    standing_of_offer,
    term_of_offer,
)
from orgs.forms.base import as_key
from orgs.generic import (
    OperationFormView,
    RecordFormView,
    RecordView,
    RegisterView,
    answer,
    visible_or_404,
)
from orgs.models import ResidentUnit
from orgs.policy import Action
from orgs.scope import can, has_right
from orgs.selectors.own_units import chosen_unit

OWN = Action.OFFER_RESOURCES


class OfferList(RegisterView):
    """What the district's units offer today."""

    rights = (Action.READ,)
    model = ResourceOffer
    table_class = OfferTable
    filterset_class = OfferFilter
    heading = "资源清单"
    empty_text = "还没有单位发布资源。单位联络员在“资源”页面发布后，会出现在这里。"

    def get_queryset(self) -> QuerySet[ResourceOffer]:
        rows = ResourceOffer.objects.visible_to(self.request.user, Action.READ)
        return rows.standing(clock.today()).for_list()

    def get_actions(self) -> list[tuple[str, str]]:
        return [("资源申请", reverse("covenants:request-list"))]


class ProjectOffers(RegisterView):
    """What fits a project, and why."""

    rights = (Action.READ,)
    model = ResourceOffer
    table_class = MatchTable
    filterset_class = MatchFilter
    template_name = "covenants/offer_match.html"

    @cached_property
    def project(self) -> Project:
        return visible_or_404(Project, self.request.user, self.kwargs["pk"], Action.READ)

    @property
    def heading(self) -> str:
        return f"适合“{self.project}”的资源"

    @property
    def empty_text(self) -> str:
        if self.project.wants.exists():
            return "本区还没有单位发布这类资源，可在项目里征集认领，或过几天再来看。"
        return "这个项目还没有填写所需资源。请先在项目里填写缺什么，再来查找。"

    def get_queryset(self) -> QuerySet[ResourceOffer]:
        return offers_for(self.project, self.request.user)

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"place": place_word(self.project), "project": self.project}

    def get_actions(self) -> list[tuple[str, str]]:
        return [("返回项目", self.project.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "project": self.project,
            "wants": list(self.project.wants.all()),
        }


class OfferDetail(RecordView):
    """One offer, and how to ask for it."""

    rights = (Action.READ,)
    model = ResourceOffer
    template_name = "covenants/offer_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        offer = self.object
        return [
            ("状态", standing_label(standing_of_offer(offer))),
            ("种类", offer.get_kind_display()),
            ("单位", offer.unit.name),
            ("所在社区", offer.unit.located_in.name if offer.unit.located_in else None),
            ("可用期间", term_of_offer(offer)),
            ("可用时间", offer.times or "未限定"),
            ("使用条件", offer.conditions or "无"),
            ("说明", offer.description or None),
        ]

    def get_next_step(self) -> str:
        if standing_of_offer(self.object) != "发布中":
            return "这项资源现在不接受申请。"
        return f"需要使用的社区提出申请，由{self.object.unit.name}答复。"

    def get_steps(self) -> list[tuple[str, str, bool]]:
        is_open = standing_of_offer(self.object) == "发布中"
        if not is_open or not has_right(self.request.user, Action.KEEP_PROJECTS):
            return []
        url = reverse("covenants:offer-ask", args=[self.object.pk])
        project = as_key(self.request.GET.get("project", ""))
        return [("申请使用", f"{url}?project={project}" if project else url, False)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        requests = self.object.requests.visible_to(self.request.user, *self.rights)
        return super().get_context_data(**kwargs) | {
            "requests": list(requests.for_list()[:20]),
            "entries": told_of(self.object),
        }


class UnitOfferList(RegisterView):
    """What one's own unit offers."""

    rights = (OWN,)
    model = ResourceOffer
    table_class = UnitOfferTable
    filterset_class = UnitOfferFilter
    heading = "本单位的资源"
    empty_text = "本单位还没有发布资源。场地、人员、资金、物资、技术都可以发布，供社区申请使用。"

    @property
    def empty_action(self) -> tuple[str, str]:
        return ("发布资源", reverse("covenants:unit-offer-create"))

    def get_queryset(self) -> QuerySet[ResourceOffer]:
        return ResourceOffer.objects.visible_to(self.request.user, OWN).for_list()

    def get_actions(self) -> list[tuple[str, str]]:
        return [
            ("发布资源", reverse("covenants:unit-offer-create")),
            ("社区的申请", reverse("covenants:unit-request-list")),
        ]


class UnitOfferDetail(OfferDetail):
    """One's own offer, with what the unit may do now."""

    rights = (OWN,)

    def get_queryset(self) -> QuerySet[ResourceOffer]:
        return ResourceOffer.objects.visible_to(self.request.user, OWN).for_list()

    def get_next_step(self) -> str:
        standing = standing_of_offer(self.object)
        if standing == "已过期":
            return "可用期已过，社区不能再申请；仍可提供的，请修改可用期间。"
        if standing == "已撤下":
            return "已撤下，社区不再看到；已同意的申请仍请履行。"
        return "社区提出申请后您会收到消息，请及时答复。"

    def get_steps(self) -> list[tuple[str, str, bool]]:
        if self.object.is_withdrawn or not can(self.request.user, OWN, self.object):
            return []
        key = [self.object.pk]
        return [
            ("修改", reverse("covenants:unit-offer-change", args=key), False),
            ("撤下", reverse("covenants:unit-offer-withdraw", args=key), True),
        ]


class UnitOfferCreate(OperationFormView):
    """Publish something of the unit's."""

    rights = (OWN,)
    form_class = OfferForm
    template_name = "covenants/offer_form.html"
    heading = "发布资源"
    submit_label = "发布"
    done = "已发布，本区社区可以申请使用。"

    @cached_property
    def unit(self) -> ResidentUnit:
        return chosen_unit(self.request.user, self.request.GET.get("unit", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"unit": self.unit}

    def get_cancel_url(self) -> str:
        return reverse("covenants:unit-offer-list")

    def perform(self, form: BaseForm) -> str:
        made = operations.offer_resource(
            actor=self.request.user, unit=self.unit, **form.cleaned_data
        )
        return reverse("covenants:unit-offer-detail", args=[made.pk])


class UnitOfferChange(RecordFormView):
    """Change what is offered."""

    model = ResourceOffer
    action = OWN
    form_class = OfferChangeForm
    heading = "修改资源"
    submit_label = "保存"

    def get_cancel_url(self) -> str:
        return reverse("covenants:unit-offer-detail", args=[self.record.pk])

    def perform(self, form: BaseForm) -> str:
        operations.change_offer(actor=self.request.user, offer=self.record, **form.cleaned_data)
        return self.get_cancel_url()


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    offer = visible_or_404(ResourceOffer, request.user, pk)
    return answer(
        request,
        lambda: operations.withdraw_offer(actor=request.user, offer=offer),
        done="已撤下，等待答复的社区会收到消息。",
        to=reverse("covenants:unit-offer-detail", args=[pk]),
    )
