"""What is held about oneself: to read, to print, to take along."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from common import clock
from orgs import scope
from orgs.generic import RightRequiredMixin
from orgs.policy import Action
from reports.my_data import data_of, file_of


@method_decorator(never_cache, name="dispatch")
class MyData(RightRequiredMixin, TemplateView):
    """All parts on one page; unfolded (`?whole=1`) it prints as it stands."""

    rights = (Action.READ_OWN,)
    template_name = "reports/my_data.html"
    extra_context = {"heading": "我的信息"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = data_of(self.request.user)
        return super().get_context_data(**kwargs) | {
            "parts": [part for part in parts if part.rows],
            "empty_labels": [part.label for part in parts if not part.rows],
            "is_whole": "whole" in self.request.GET,
            "as_of": clock.now(),
        }


@require_safe
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    if not scope.has_right(request.user, Action.READ_OWN):
        raise scope.PermissionDenied
    response = HttpResponse(file_of(request.user), content_type="application/json; charset=utf-8")
    name = f"my-data-{clock.today():%Y%m%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
