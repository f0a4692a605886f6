"""双报告 on the screen, on paper and as a document, and the receipt of 单位报到."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from common import clock
from common.documents import MEDIA_TYPE
from orgs.generic import RightRequiredMixin, visible_or_404
from orgs.models import UnitCheckIn
from orgs.policy import Action
from orgs.scope import REFUSAL, PermissionDenied, has_right
from orgs.selectors.own_units import chosen_unit, own_units
from reports.double_report import DoubleReport, double_report, print_double_report, print_receipt


def asked_report(request: HttpRequest) -> DoubleReport:
    """Return the report of the unit and day that the address names, of today for no day."""
    unit = chosen_unit(request.user, request.GET.get("unit", ""))
    return double_report(unit, _day(request.GET.get("day", "")))


def _day(text: str) -> datetime.date:
    today = clock.today()
    try:
        return min(parse_date(text) or today, today)
    except ValueError:  # 2026-02-31
        return today


class DoubleReportView(RightRequiredMixin, TemplateView):
    """The page, which prints as it stands."""

    rights = (Action.READ_OWN_UNIT,)
    template_name = "reports/unit_double_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = asked_report(self.request)
        query = f"?unit={report.unit.pk}&day={report.day}"
        document = reverse("reports:double-report-document") + query
        return super().get_context_data(**kwargs) | {
            "heading": "“双报到”工作情况报告",
            "report": report,
            "units": list(own_units(self.request.user)),
            "unit": report.unit,
            "today": clock.today(),
            "actions": [("下载 Word 文档", document)],
        }


@require_safe
def double_report_document(request: HttpRequest) -> HttpResponse:
    """The same as a document."""
    if not has_right(request.user, Action.READ_OWN_UNIT):
        raise PermissionDenied(REFUSAL)
    report = asked_report(request)
    name = f"双报告-{report.unit.name}-{report.day}.docx"
    return _attached(print_double_report(report), name)


@require_safe
def unit_check_in_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of one registration; none before it was received."""
    row = visible_or_404(UnitCheckIn, request.user, pk)
    if not row.receipt_no:
        raise Http404
    address = request.build_absolute_uri(reverse("reports:record", args=[row.receipt_no]))
    return _attached(print_receipt(row, address), f"单位报到回执-{row.receipt_no}.docx")


def _attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
