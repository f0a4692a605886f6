"""Printed forms: a page to print, and the same as a docx with `?file=docx`."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from common import clock
from common.documents import MEDIA_TYPE
from common.qr_codes import picture_of
from members.models import Availability, CheckIn, Member, ServiceIntention
from members.selectors import own_member
from orgs.forms.base import as_key
from orgs.forms.pickers import communities_in_use
from orgs.generic import RightRequiredMixin, visible_or_404
from orgs.models import Organization
from orgs.policy import Action
from orgs.scope import has_right
from reports.prints.document import docx_of
from reports.prints.introduction import introduction
from reports.prints.registration import blank_registration, registration
from reports.prints.roster import BLANK_ROWS, blank_roster, roster
from reports.prints.service_card import service_card
from reports.prints.sheets import Sheet
from services.models import ServiceLog

FIRST_YEAR = 2000


@method_decorator(never_cache, name="dispatch")
class PrintView(RightRequiredMixin, TemplateView):
    """One form as a page to print; `?file=docx` gives the file."""

    template_name = "reports/prints/sheet.html"

    def get_sheet(self) -> Sheet:
        """Return the form; its records are looked up among those the user may see."""
        raise NotImplementedError

    def get_back(self) -> tuple[str, str]:
        """Return (label, address) of where the form was asked for."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet = self.get_sheet()
        no = sheet.no and reverse("reports:record", args=[sheet.no])
        address = request.build_absolute_uri(no) if no else ""
        if request.GET.get("file") == "docx":
            response = HttpResponse(docx_of(sheet, address), content_type=MEDIA_TYPE)
            response["Content-Disposition"] = content_disposition_header(True, sheet.file_name)
            return response
        query = urlencode([*request.GET.items(), ("file", "docx")])
        context = {
            "heading": sheet.title,
            "sheet": sheet,
            "picture": picture_of(address) if address else "",
            "docx_url": f"{request.path}?{query}",
            "back": self.get_back(),
        }
        return self.render_to_response(self.get_context_data(**context, **kwargs))


class PrintList(RightRequiredMixin, TemplateView):
    """Which forms there are to print: empty ones, and the 一览表 of each community."""

    rights = (Action.READ,)
    template_name = "reports/prints/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = Organization.objects.visible_to(self.request.user, Action.EXPORT_PEOPLE)
        communities = communities_in_use(places).filter(established_on__isnull=False)
        return super().get_context_data(**kwargs) | {
            "heading": "打印表格",
            "row_counts": sorted(BLANK_ROWS),
            "communities": communities.select_related("parent").in_order(),
        }


class RegistrationPrint(PrintView):
    """登记表 of one check-in that the community may see."""

    rights = (Action.READ,)

    def get_sheet(self) -> Sheet:
        self.check_in = self.get_check_in()
        return registration(self.check_in)

    def get_check_in(self) -> CheckIn:
        rows = check_ins_of(self.request.user, *self.rights)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_back(self) -> tuple[str, str]:
        return "返回报到", self.check_in.get_absolute_url()


class OwnRegistrationPrint(RegistrationPrint):
    """登记表 of one's own check-in."""

    rights = (Action.READ_OWN,)

    def get_back(self) -> tuple[str, str]:
        return "返回我的报到", reverse("members:my-check-in")


class BlankRegistrationPrint(PrintView):
    """登记表 to be filled in by hand."""

    rights = (Action.READ,)

    def get_sheet(self) -> Sheet:
        return blank_registration()

    def get_back(self) -> tuple[str, str]:
        return "返回打印表格", reverse("reports:print-list")


class IntroductionPrint(PrintView):
    """报到单 of a member, with the receipt; for the unit and for the community."""

    rights: ClassVar[tuple[Action, ...]] = (Action.READ,)

    def get_sheet(self) -> Sheet:
        user = self.request.user
        self.member = visible_or_404(Member, user, self.kwargs["pk"], *self.rights)
        check_in = latest_of(self.member, user, *self.rights)
        return introduction(self.member, check_in, clock.today())

    def get_back(self) -> tuple[str, str]:
        return "返回党员", self.member.get_absolute_url()


class UnitIntroductionPrint(IntroductionPrint):
    """报到单 of one of the unit's own members."""

    rights = (Action.READ_OWN_UNIT,)

    def get_back(self) -> tuple[str, str]:
        return "返回党员", reverse("members:unit-member-detail", args=[self.member.pk])


class RosterPrint(PrintView):
    """一览表 of a community's 在册 members, or empty with numbered rows (`?rows=20`)."""

    rights = (Action.EXPORT_PEOPLE,)

    def get_sheet(self) -> Sheet:
        user, pk = self.request.user, self.kwargs["pk"]
        self.community = visible_or_404(Organization, user, pk, Action.EXPORT_PEOPLE)
        if self.community.tier != Organization.Tier.COMMUNITY:
            raise Http404
        registered = check_ins_of(user, Action.READ).filter(community=self.community).registered()
        in_order = registered.order_by(
            F("grid__code").asc(nulls_last=True),
            F("building__code").asc(nulls_last=True),
            "member__name_pinyin",
            "pk",
        )
        return roster(self.community, in_order, clock.today())

    def get_back(self) -> tuple[str, str]:
        return "返回打印表格", reverse("reports:print-list")


class BlankRosterPrint(PrintView):
    """一览表 to be filled in by hand, `?rows=` 10, 20 or 30."""

    rights = (Action.READ,)

    def get_sheet(self) -> Sheet:
        rows = as_key(self.request.GET.get("rows", ""))
        return blank_roster(rows if rows in BLANK_ROWS else BLANK_ROWS[0])

    def get_back(self) -> tuple[str, str]:
        return "返回打印表格", reverse("reports:print-list")


class ServiceCardPrint(PrintView):
    """服务记录卡 of a member for a year (`?year=`), as far as the user may see the services."""

    rights: ClassVar[tuple[Action, ...]] = (Action.READ,)

    def get_sheet(self) -> Sheet:
        user = self.request.user
        self.member = self.get_member()
        rows = ServiceLog.objects.visible_to(user, *self.rights).confirmed()
        own = Q(member=self.member) | Q(member__merged_into=self.member)
        year = year_of(self.request.GET.get("year", ""))
        logs = rows.filter(own, served_on__year=year).for_list().order_by("served_on", "start")
        check_in = latest_of(self.member, user, *self.rights)
        return service_card(self.member, check_in, year, list(logs), self.get_note())

    def get_member(self) -> Member:
        return visible_or_404(Member, self.request.user, self.kwargs["pk"], *self.rights)

    def get_note(self) -> str:
        sees_all = has_right(self.request.user, Action.KEEP_MEMBERS)
        return "" if sees_all else "本卡只列本级管理范围内的服务。"

    def get_back(self) -> tuple[str, str]:
        return "返回党员", self.member.get_absolute_url()


class OwnServiceCardPrint(ServiceCardPrint):
    """One's own 服务记录卡."""

    rights = (Action.READ_OWN,)

    def get_member(self) -> Member:
        member = own_member(self.request.user)
        if member is None:
            raise Http404
        return member

    def get_note(self) -> str:
        return ""

    def get_back(self) -> tuple[str, str]:
        return "返回我的服务", reverse("services:my-log-list")


def check_ins_of(user: Any, *rights: Action) -> QuerySet[CheckIn]:
    """Return the submitted check-ins that one may see, with what the forms print of them."""
    rows = CheckIn.objects.visible_to(user, *rights).submitted().for_list()
    return rows.select_related(
        "member__unit", "community", "unit", "grid", "building", "accepted_by"
    ).prefetch_related(
        Prefetch("intentions", ServiceIntention.objects.current()),
        Prefetch("availabilities", Availability.objects.current().order_by("weekdays", "start")),
    )


def latest_of(member: Member, user: Any, *rights: Action) -> CheckIn | None:
    """Return the member's check-in that stands or, without one, the last that was accepted."""
    own = Q(member=member) | Q(member__merged_into=member)
    rows = check_ins_of(user, *rights).filter(own)
    return rows.open().first() or rows.exclude(accepted_at=None).first()


def year_of(text: str) -> int:
    """Return the year that was asked for, this year for none."""
    year = as_key(text)
    this_year = clock.today().year
    return year if year and FIRST_YEAR <= year <= this_year else this_year
