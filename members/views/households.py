"""联系户: the buildings of a place, and who keeps in touch with which household of one."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse

from members.filters import BuildingFilter
from members.forms.households import HouseholdLinkForm, LinkEndForm
from members.models import HouseholdLink
from members.operations.households import end_link, link_household
from members.selectors.households import (
    buildings_counted,
    counts_of,
    households_of,
    links_in,
)
from members.tables import BuildingTable
from orgs.generic import RecordFormView, RecordView, RegisterView
from orgs.models import Organization
from orgs.policy import Action
from orgs.scope import can

Tier = Organization.Tier
PER_PAGE = 100


class HouseholdBuildings(RegisterView):
    """The buildings that one may see, with how many of their households are linked."""

    rights = (Action.READ,)
    model = Organization
    table_class = BuildingTable
    filterset_class = BuildingFilter
    heading = "党员联系户"
    empty_text = "还没有楼栋。请先在“党组织”里登记网格和楼栋。"

    def get_queryset(self) -> QuerySet:
        buildings = super().get_queryset().of_tier(Tier.BUILDING).filter(dissolved_on=None)
        return buildings_counted(buildings.select_related("parent__parent"))


class BuildingHouseholds(RecordView):
    """One building: its households by code, who keeps in touch with each and since when."""

    rights = (Action.READ,)
    model = Organization
    template_name = "members/household_building.html"

    def get_queryset(self) -> QuerySet:
        buildings = super().get_queryset().of_tier(Tier.BUILDING)
        return buildings.select_related("parent__parent", "district")

    def get_facts(self) -> list[tuple[str, Any]]:
        building, counts = self.object, self.counts
        return [
            ("位置", f"{building.parent.parent.name} · {building.parent.name}"),
            ("联系户", f"{counts.households} 户"),
            ("已联系", f"{counts.linked} 户，{counts.members} 名党员"),
            ("未联系", f"{counts.unlinked} 户"),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        if not self.may_keep:
            return []
        return [("登记联系", reverse("members:household-link", args=[self.object.pk]), False)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        building, user = self.object, self.request.user
        self.counts = counts_of(building, user)
        self.may_keep = building.dissolved_on is None and can(user, Action.KEEP_GRIDS, building)
        links = links_in(building, user).select_related("member__merged_into", "member__unit")
        rows = households_of(building, user).prefetch_related(
            Prefetch("member_links", links.order_by("started_on", "pk"), to_attr="links")
        )
        only_unlinked = self.request.GET.get("show") == "unlinked"
        if only_unlinked:
            rows = rows.filter(is_linked=False)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "heading": f"{building.name}的联系户",
            "counts": self.counts,
            "page": page,
            "only_unlinked": only_unlinked,
            "may_keep": self.may_keep,
        }


class HouseholdLinkCreate(RecordFormView):
    """Let a member keep in touch with a household of the building, known or new."""

    model = Organization
    action = Action.KEEP_GRIDS
    form_class = HouseholdLinkForm
    submit_label = "登记"
    done = "已登记联系。"

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.record.tier != Tier.BUILDING:
            raise Http404
        return super().get_form_kwargs()

    def get_initial(self) -> dict[str, Any]:
        return {"household": self.request.GET.get("household", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"登记联系户：{self.record.parent.name}{self.record.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}

    def get_cancel_url(self) -> str:
        return reverse("members:building-households", args=[self.record.pk])

    def perform(self, form: BaseForm) -> str:
        values = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        link_household(actor=self.request.user, building=self.record, **values)
        return self.get_cancel_url()


class HouseholdLinkEnd(RecordFormView):
    """A member no longer keeps in touch with the household."""

    model = HouseholdLink
    action = Action.KEEP_GRIDS
    form_class = LinkEndForm
    submit_label = "结束联系"
    done = "已结束联系。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"结束联系：{self.record.member.standing.name} · {self.record.household.name}"
        return super().get_context_data(**kwargs) | {"heading": heading}

    def get_cancel_url(self) -> str:
        return reverse("members:building-households", args=[self.record.household.parent_id])

    def perform(self, form: BaseForm) -> str:
        end_link(actor=self.request.user, link=self.record, ended_on=form.cleaned_data["ended_on"])
        return self.get_cancel_url()
