"""一站式居民服务中心."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from orgs.filters.support import CentreFilter
from orgs.forms.support import CentreChangeForm, CentreCloseForm, CentreForm, CentreItemForm
from orgs.generic import answer, visible_or_404
from orgs.models import CentreItem, ServiceCentre
from orgs.operations.support.centres import (
    add_centre_item,
    change_centre,
    close_centre,
    end_centre_item,
    register_centre,
)
from orgs.tables.support import CentreTable
from orgs.views.support.generic import SupportChange, SupportCreate, SupportDetail, SupportList


class CentreList(SupportList):
    """The service centres of the communities one may see."""

    model = ServiceCentre
    heading = "一站式居民服务中心"
    table_class = CentreTable
    filterset_class = CentreFilter
    create_url = "orgs:centre-create"
    import_kind = "centre"
    empty_text = "还没有登记服务中心。"

    def get_queryset(self) -> QuerySet:
        current = Q(items__isnull=False, items__ended_on=None)
        return super().get_queryset().annotate(item_count=Count("items", filter=current))


class CentreDetail(SupportDetail):
    """One service centre with what it does."""

    model = ServiceCentre
    template_name = "orgs/centre_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        centre = self.object
        return [
            ("社区", centre.organization.name),
            ("状态", centre.get_status_display()),
            ("启用日期", centre.opened_on),
            ("停办日期", centre.closed_on),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        if self.object.status == ServiceCentre.Status.CLOSED:
            return []
        return self.links(
            ("增加服务项目", "orgs:centre-item-create"),
            ("修改", "orgs:centre-change"),
            ("登记停办", "orgs:centre-close"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = self.object.items.order_by("ended_on", "pk")[:200]
        return super().get_context_data(**kwargs) | {"items": items, "may_keep": self.may_keep()}


class CentreCreate(SupportCreate):
    """A new service centre."""

    form_class = CentreForm
    heading = "登记服务中心"
    list_url = "orgs:centre-list"

    def perform(self, form: BaseForm) -> ServiceCentre:
        return register_centre(actor=self.request.user, **form.cleaned_data)


class CentreChange(SupportChange):
    """Other values."""

    model = ServiceCentre
    form_class = CentreChangeForm
    heading = "修改服务中心"

    def perform(self, form: BaseForm) -> ServiceCentre:
        return change_centre(actor=self.request.user, centre=self.record, **form.cleaned_data)


class CentreClose(SupportChange):
    """A service centre closes."""

    model = ServiceCentre
    form_class = CentreCloseForm
    heading = "登记停办"
    done = "已登记停办。"

    def perform(self, form: BaseForm) -> ServiceCentre:
        return close_centre(actor=self.request.user, centre=self.record, **form.cleaned_data)


class CentreItemCreate(SupportChange):
    """One more thing that the centre does."""

    model = ServiceCentre
    form_class = CentreItemForm
    heading = "增加服务项目"
    submit_label = "增加"
    done = "已增加。"

    def perform(self, form: BaseForm) -> ServiceCentre:
        values = {name: form.cleaned_data[name] for name in ("name", "provider")}
        add_centre_item(actor=self.request.user, centre=self.record, **values)
        return self.record


@require_POST
def end_item(request: HttpRequest, pk: int) -> HttpResponse:
    item = visible_or_404(CentreItem, request.user, pk)
    return answer(
        request,
        lambda: end_centre_item(actor=request.user, item=item),
        done="已停办。",
        to=item.centre,
    )
