"""The posters with which members begin: a unit's own, and the one for inbound members."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from common import clock
from common.qr_codes import picture_of
from common.surfaces import public_address
from orgs import scope
from orgs.forms.base import as_key
from orgs.generic import RightRequiredMixin, answer, visible_or_404
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.entry_codes import issue_entry_code
from orgs.policy import Action
from orgs.scope import has_right


def poster_context(request: HttpRequest, path: str) -> dict[str, str]:
    address = public_address(request, path)
    return {"address": address, "picture": picture_of(address)}


class EntryCode(RightRequiredMixin, TemplateView):
    """The poster of one's own unit; by POST a new code, after which old posters lead nowhere."""

    rights = (Action.CHECK_IN_UNIT,)
    template_name = "members/entry_code.html"

    def get_unit(self) -> ResidentUnit:
        """Return the unit that the address names, else the first."""
        key = as_key(self.request.GET.get("unit", ""))
        units = self.get_units()
        unit = units.first() if key is None else get_object_or_404(units, pk=key)
        if unit is None:
            raise Http404
        return unit

    def get_units(self) -> QuerySet[ResidentUnit]:
        units = ResidentUnit.objects.visible_to(self.request.user, Action.CHECK_IN_UNIT)
        return units.standing().for_list()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unit = self.get_unit()
        return answer(
            request,
            lambda: issue_entry_code(actor=request.user, unit=unit),
            done="已生成新的海报，以前的海报作废。",
            to=request.get_full_path(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = self.get_unit()
        units = self.get_units()
        context = {
            "heading": "报到海报",
            "unit": unit,
            "units": units if len(units) > 1 else [],
            "is_open": unit.is_in_use(clock.today()),
            "back_url": self.get_back_url(unit),
        }
        if unit.entry_code:
            path = reverse("members:first-contact", args=[unit.entry_code])
            context |= poster_context(self.request, path)
        return super().get_context_data(**kwargs) | context

    def get_back_url(self, unit: ResidentUnit) -> str:
        return reverse("reports:unit-home")


class UnitEntryCode(EntryCode):
    """The same on the district's pages."""

    rights = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.unit = visible_or_404(ResidentUnit, request.user, kwargs["pk"])
        scope.require(request.user, Action.KEEP_UNITS, self.unit)
        return super().dispatch(request, *args, **kwargs)

    def get_unit(self) -> ResidentUnit:
        return self.unit

    def get_units(self) -> QuerySet[ResidentUnit]:
        return ResidentUnit.objects.none()

    def get_back_url(self, unit: ResidentUnit) -> str:
        return unit.get_absolute_url()


class InboundPoster(RightRequiredMixin, TemplateView):
    """The poster for inbound members: a community's, with itself chosen, or the district's."""

    rights = (Action.HANDLE_CHECK_INS, Action.KEEP_UNITS)
    template_name = "members/inbound_poster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        community = self._community()
        district = community.district if community else self._district()
        path = reverse("members:inbound-start", args=[district.code])
        if community:
            path += f"?community={community.pk}"
        return super().get_context_data(**kwargs) | {
            "heading": "流动党员报到海报",
            "place": community or district,
            "back_url": self._back_url(),
            **poster_context(self.request, path),
        }

    def _community(self) -> Organization | None:
        places = Organization.objects.visible_to(self.request.user, Action.HANDLE_CHECK_INS)
        communities = places.of_tier(Organization.Tier.COMMUNITY).established(clock.today())
        return communities.select_related("district").for_list().first()

    def _district(self) -> District:
        district = District.objects.visible_to(self.request.user, Action.KEEP_UNITS).first()
        if district is None:
            raise Http404
        return district

    def _back_url(self) -> str:
        is_reader = has_right(self.request.user, Action.READ)
        return reverse("members:first-contact-list") if is_reader else ""
