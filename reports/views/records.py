"""The address on printed forms: `records/<number>/`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.records import address_of


@never_cache
@require_safe
def open_record(request: HttpRequest, no: str) -> HttpResponse:
    """Lead to the record's page; the same 404 for an unknown number and for one out of sight."""
    address = address_of(no, request.user)
    if not address:
        raise Http404
    return redirect(address)
