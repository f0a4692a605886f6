"""The tree page: today's tree level by level, a past day's, and two days side by side."""

import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.generic import TemplateView, View

from common import clock
from orgs.forms.tree import TreeCompareForm, TreeDayForm
from orgs.generic import RightRequiredMixin, visible_or_404
from orgs.models import Organization
from orgs.operations.acts import keeping
from orgs.scope import has_right
from orgs.selectors.history import Difference
from orgs.selectors.nodes import (
    PER_LEVEL,
    Branch,
    branch_of,
    children_of,
    first_branches,
    found_nodes,
    path_of,
    way_to,
)
from orgs.selectors.past import (
    child_branches_on,
    districts_of,
    first_branches_on,
    visible_comparison,
)
from orgs.views.organizations import READ

RESULTS_PER_PAGE = 20
LONGEST_WORD = 50
LISTED = 200
PARTS = {"appeared": "新增", "vanished": "撤销", "moved": "划转", "renamed": "更名"}
Tier = Organization.Tier


class TreeDetail(RightRequiredMixin, TemplateView):
    """组织树: what one oversees, searched by `?q=`, opened at `?node=`, as of `?on=`."""

    rights = READ
    template_name = "orgs/tree.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = TreeDayForm(self.request.GET if "on" in self.request.GET else None)
        on = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
        context = super().get_context_data(**kwargs) | {
            "heading": f"截至 {on:%Y-%m-%d} 的组织树" if on else "组织树",
            "actions": [
                ("比较两个日期", reverse("orgs:tree-compare")),
                ("列表", reverse("orgs:organization-list")),
            ],
            "day_form": form,
            "on": on,
            "today": clock.today(),
            "word": (word := self.request.GET.get("q", "").strip()[:LONGEST_WORD]),
        }
        if on:
            return context | {"branches": first_branches_on(self.request.user, on)}
        return context | (self._results(word) if word else self._tree())

    def _results(self, word: str) -> dict[str, Any]:
        pages = Paginator(found_nodes(self.request.user, word), RESULTS_PER_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        day = clock.today()
        return {
            "page": page,
            "results": [(node, path_of(node), node.status_label(day)) for node in page],
        }

    def _tree(self) -> dict[str, Any]:
        user = self.request.user
        way = self._way()
        is_gone = bool(way) and way[-1].dissolved_on is not None
        with_dissolved = is_gone or self.request.GET.get("dissolved") == "1"
        return {
            "branches": first_branches(user, with_dissolved=with_dissolved, way=way),
            "with_dissolved": with_dissolved,
            "movable": movable_tiers(user),
            "marked": way[-1].pk if way else None,
        }

    def _way(self) -> list[Organization]:
        """The nodes down to the one that the address names; an unknown one is not there."""
        text = self.request.GET.get("node", "")
        if not text:
            return []
        way = way_to(self.request.user, int(text)) if is_number(text) else []
        if not way:
            raise Http404
        return way


class TreeChildren(RightRequiredMixin, View):
    """One level below a node, as a piece of the tree page."""

    rights = READ

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = TreeDayForm(request.GET)
        if not form.is_valid():
            raise Http404
        on, number = form.cleaned_data["on"], self._number()
        with_dissolved = request.GET.get("dissolved") == "1"
        start = (number - 1) * PER_LEVEL
        if on:
            branches = self._past(pk, on)[start : start + PER_LEVEL + 1]
        else:
            branches = self._present(pk, start, with_dissolved)
        context = {
            "branches": branches[:PER_LEVEL],
            "parent": pk,
            "next_page": number + 1 if len(branches) > PER_LEVEL else None,
            "on": on,
            "with_dissolved": with_dissolved,
            "movable": () if on else movable_tiers(request.user),
        }
        # A piece without a frame: what surrounds a page would be counted for nothing.
        return HttpResponse(render_to_string("orgs/_branches.html", context))

    def _number(self) -> int:
        text = self.request.GET.get("page", "1")
        return int(text) if is_number(text) and 0 < int(text) < 10**6 else 1

    def _present(self, pk: int, start: int, with_dissolved: bool) -> list[Branch]:
        # Who sees a child only does not see the level that it stands in.
        visible = Organization.objects.visible_to(self.request.user, *READ).filter(pk=pk)
        rows = children_of(self.request.user, [pk], with_dissolved=with_dissolved)
        rows = rows.filter(parent__in=visible)
        day = clock.today()
        branches = [branch_of(node, day) for node in rows[start : start + PER_LEVEL + 1]]
        if not branches:
            visible_or_404(Organization, self.request.user, pk, *READ)
        return branches

    def _past(self, pk: int, on: datetime.date) -> list[Branch]:
        parent = visible_or_404(Organization, self.request.user, pk, *READ)
        return child_branches_on(self.request.user, parent, on)


class TreeCompare(RightRequiredMixin, TemplateView):
    """What appeared, vanished, moved and was renamed between two days."""

    rights = READ
    template_name = "orgs/tree_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        asked = {name: self.request.GET.get(name, "") for name in ("from", "to")}
        initial = {"from": today.replace(day=1), "to": today}
        form = TreeCompareForm(asked if any(asked.values()) else None, initial=initial)
        context = super().get_context_data(**kwargs) | {
            "heading": "组织树比较",
            "actions": [("组织树", reverse("orgs:tree-detail"))],
            "form": form,
        }
        if form.is_bound and not form.is_valid():
            return context
        first, last = self._days(form)
        return context | {"first": first, "last": last, "parts": self._parts(first, last)}

    def _days(self, form: TreeCompareForm) -> tuple[datetime.date, datetime.date]:
        values = form.cleaned_data if form.is_bound else form.initial
        return values["from"], values["to"]

    def _parts(self, first: datetime.date, last: datetime.date) -> list[dict[str, Any]]:
        """The four lists; of a very long one the beginning with the number of the rest."""
        found: dict[str, list[Difference]] = {name: [] for name in PARTS}
        for district in districts_of(self.request.user):
            comparison = visible_comparison(self.request.user, district, first, last)
            for name in PARTS:
                found[name] += getattr(comparison, name)
        return [
            {
                "name": name,
                "label": PARTS[name],
                "count": len(entries),
                "entries": entries[:LISTED],
                "rest": max(0, len(entries) - LISTED),
            }
            for name, entries in found.items()
        ]


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def movable_tiers(user: Any) -> tuple[int, ...]:
    """Return the tiers whose nodes the page offers to drag; the operation decides."""
    return tuple(tier for tier in Tier if tier > Tier.STREET and has_right(user, keeping(tier)))
