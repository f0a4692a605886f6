"""Find anything: the box in the desk's top bar."""

from typing import Any

from django.views.generic import TemplateView

from orgs.generic import RightRequiredMixin
from orgs.policy import Action
from reports.search import LONGEST, find, normalise_wish


class Search(RightRequiredMixin, TemplateView):
    """What is called like the text, register by register."""

    rights = (Action.READ,)
    template_name = "reports/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "")
        wish = normalise_wish(typed)
        return super().get_context_data(**kwargs) | {
            "heading": "查找",
            "wish": wish,
            "is_cut": len(typed.strip()) > LONGEST,
            "longest": LONGEST,
            "groups": find(wish, self.request) if wish else [],
        }
