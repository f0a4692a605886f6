"""Pages of the tree's nodes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from common import clock
from common.violations import RuleViolation
from orgs.filters.organizations import OrganizationFilter
from orgs.forms.organizations import (
    OrganizationEstablishForm,
    OrganizationFoundForm,
    OrganizationPatternForm,
    OrganizationPilotForm,
    OrganizationRenameForm,
)
from orgs.generic import RecordFormView, RecordView, RegisterView, visible_or_404
from orgs.models import Organization
from orgs.operations.acts import keeping
from orgs.operations.marks import set_pattern_126, set_pilot
from orgs.operations.tree import establish_organization, found_organization, rename_organization
from orgs.operations.undo import undo_last_change
from orgs.policy import Action
from orgs.scope import can
from orgs.selectors.nodes import counted, way_to
from orgs.selectors.timeline import events_of, last_change
from orgs.tables.organizations import OrganizationTable

READ = (Action.READ,)
CHILDREN_PER_PAGE = 50
Tier = Organization.Tier
# What may be changed, where it leads, for which nodes. Some pages belong to apps above this one.
CHANGES: tuple[tuple[str, str, Callable[[Organization], bool]], ...] = (
    ("更名", "orgs:organization-rename", lambda node: True),
    ("划转", "reports:organization-move", lambda node: node.tier > Tier.STREET),
    ("合并", "reports:organization-merge", lambda node: bool(node.established_on)),
    ("分设", "reports:organization-split", lambda node: node.tier < Tier.HOUSEHOLD),
    ("撤销", "reports:organization-dissolve", lambda node: True),
    ("试点", "orgs:organization-pilot", lambda node: node.tier <= Tier.COMMUNITY),
    ("“1+2+6”模式", "orgs:organization-pattern", lambda node: node.tier == Tier.COMMUNITY),
)


class OrganizationList(RegisterView):
    """The nodes of one's own subtree."""

    rights = READ
    model = Organization
    table_class = OrganizationTable
    filterset_class = OrganizationFilter
    heading = "党组织列表"
    empty_text = "没有符合条件的党组织。"

    def get_actions(self) -> list[tuple[str, str]]:
        return [("组织树", reverse("orgs:tree-detail"))]


class OrganizationDetail(RecordView):
    """One node: what it is, its 沿革, what may be done with it."""

    rights = READ
    model = Organization
    template_name = "orgs/organization_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        return facts_of(self.object, self.request.user)

    def get_steps(self) -> list[tuple[str, str, bool]]:
        """What is done most often; the rest is in the menu."""
        node, steps = self.object, []
        if self._may_change and not node.established_on:
            steps.append(("登记成立", "orgs:organization-establish", False))
        has_children = node.tier <= Tier.BUILDING and not node.dissolved_on
        if has_children and can(self.request.user, keeping(node.tier + 1), node):
            steps.append(("新设下级组织", "orgs:organization-found", False))
        if node.tier == Tier.BUILDING:
            steps.append(("联系户", "members:building-households", False))
        return [(label, reverse(name, args=[node.pk]), is_post) for label, name, is_post in steps]

    @cached_property
    def _may_change(self) -> bool:
        node = self.object
        return not node.dissolved_on and can(self.request.user, keeping(node.tier), node)

    def _menu(self) -> list[tuple[str, str]]:
        """Return (label, url) of the changes that fit the node."""
        node = self.object
        if not self._may_change:
            return []
        fitting = [(label, name) for label, name, fits in CHANGES if fits(node)]
        return [(label, reverse(name, args=[node.pk])) for label, name in fitting]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, node = self.request.user, self.object
        children = counted(Organization.objects.visible_to(user).filter(parent=node))
        page = Paginator(children, CHILDREN_PER_PAGE).get_page(self.request.GET.get("page"))
        day = clock.today()
        return super().get_context_data(**kwargs) | {
            "path": way_to(user, node.pk)[:-1],
            "menu": self._menu(),
            "page": page,
            "children": [(child, child.status_label(day)) for child in page],
            "entries": events_of(node)[::-1],
            "change": last_change(node) if can(user, keeping(node.tier), node) else None,
        }


def _superior(node: Organization, user: Any) -> Any:
    """Return the node above, with a link for who may open it."""
    if node.parent is None:
        return node.district
    return linked(node.parent) if can(user, Action.READ, node.parent) else node.parent.title


def facts_of(node: Organization, user: Any) -> list[tuple[str, Any]]:
    """Return what there is to say about a node; what does not apply to its tier is left out."""
    facts = [
        ("编码", node.code),
        ("层级", node.get_tier_display()),
        ("上级组织", _superior(node, user)),
        ("状态", node.status_label(clock.today())),
        ("成立日期", node.established_on),
    ]
    if node.dissolved_on:
        facts.append(("撤销日期", node.dissolved_on))
        facts.append(("承接组织", linked(node.successor) if node.successor else None))
    if node.tier <= Tier.COMMUNITY:
        facts.append(("试点", f"{date_format(node.pilot_from)}起" if node.pilot_from else "否"))
    if node.tier == Tier.COMMUNITY:
        facts.append(("“1+2+6”模式", "实行" if node.pattern_126 else "未实行"))
    return facts


def linked(node: Organization) -> SafeString:
    """Return the node's title as a link to its page."""
    return format_html('<a href="{}">{}</a>', node.get_absolute_url(), node.title)


@require_POST
def undo_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the node's last change of today; a node that was new is gone afterwards."""
    node = visible_or_404(Organization, request.user, pk)
    try:
        left = undo_last_change(actor=request.user, organization=node)
    except RuleViolation as violation:
        messages.error(request, violation.message)
        return redirect(node)
    messages.success(request, "已撤回，一切恢复到变动之前。")
    return redirect(node if pk in {each.pk for each in left} else "orgs:tree-detail")


class OrganizationFormView(RecordFormView):
    """A change of one node; which right it needs depends on the tier."""

    model = Organization

    @property
    def action(self) -> Action:
        return keeping(self.record.tier)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = f"{self.heading}：{self.record.title}"
        return super().get_context_data(**kwargs) | {"heading": heading}


class OrganizationFound(OrganizationFormView):
    """A new node below this one."""

    form_class = OrganizationFoundForm
    heading = "新设下级组织"
    done = "已新设。"

    @property
    def action(self) -> Action:
        return keeping(self.record.tier + 1)

    def perform(self, form: BaseForm) -> Organization:
        values = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        return found_organization(actor=self.request.user, parent=self.record, **values)


class OrganizationEstablish(OrganizationFormView):
    """A planned committee is established."""

    form_class = OrganizationEstablishForm
    heading = "登记成立"
    done = "已登记成立。"

    def perform(self, form: BaseForm) -> Organization:
        return establish_organization(
            actor=self.request.user,
            organization=self.record,
            established_on=form.cleaned_data["established_on"],
        )


class OrganizationRename(OrganizationFormView):
    """Another name."""

    form_class = OrganizationRenameForm
    heading = "更名"
    done = "已更名。"

    def perform(self, form: BaseForm) -> Organization:
        return rename_organization(
            actor=self.request.user, organization=self.record, **form.cleaned_data
        )


class OrganizationPilot(OrganizationFormView):
    """The mark of a pilot."""

    form_class = OrganizationPilotForm
    heading = "试点"
    done = "已登记。"

    def perform(self, form: BaseForm) -> Organization:
        return set_pilot(
            actor=self.request.user,
            organization=self.record,
            pilot_from=form.cleaned_data["pilot_from"],
        )


class OrganizationPattern(OrganizationFormView):
    """The mark of “1+2+6”."""

    form_class = OrganizationPatternForm
    heading = "“1+2+6”模式"
    done = "已登记。"

    def perform(self, form: BaseForm) -> Organization:
        return set_pattern_126(
            actor=self.request.user,
            organization=self.record,
            is_followed=form.cleaned_data["is_followed"],
            effective_on=form.cleaned_data["effective_on"],
        )
