"""Pages of the tree's nodes."""

from typing import Any

from django.forms import BaseForm
from django.urls import reverse

from common import clock
from orgs.filters import OrganizationFilter
from orgs.forms.organizations import (
    OrganizationEstablishForm,
    OrganizationFoundForm,
    OrganizationMergeForm,
    OrganizationMoveForm,
    OrganizationRenameForm,
)
from orgs.generic import RecordFormView, RecordView, RegisterView
from orgs.models import Organization
from orgs.operations.tree import (
    establish_organization,
    found_organization,
    merge_organizations,
    move_organization,
    rename_organization,
)
from orgs.policy import Action
from orgs.scope import can
from orgs.tables import OrganizationTable

READ = (Action.READ,)


class OrganizationList(RegisterView):
    """The nodes of one's own subtree."""

    rights = READ
    model = Organization
    table_class = OrganizationTable
    filterset_class = OrganizationFilter
    heading = "党组织"
    empty_text = "没有符合条件的党组织。"


class OrganizationDetail(RecordView):
    """One node: what it is, its 沿革, what may be done with it."""

    rights = READ
    model = Organization
    template_name = "orgs/organization_detail.html"

    def get_facts(self) -> list[tuple[str, Any]]:
        node = self.object
        return [
            ("编码", node.code),
            ("层级", node.get_tier_display()),
            ("上级组织", node.parent or node.district),
            ("状态", node.status_label(clock.today())),
            ("成立日期", node.established_on),
            ("撤销日期", node.dissolved_on),
            ("承接组织", node.successor),
            ("试点开始", node.pilot_from),
            ("“1+2+6”模式", "是" if node.pattern_126 else "否"),
        ]

    def get_steps(self) -> list[tuple[str, str, bool]]:
        node = self.object
        steps = []
        if can(self.request.user, node_action(node.tier), node) and not node.dissolved_on:
            if not node.established_on:
                steps.append(("登记成立", "orgs:organization-establish", False))
            steps.append(("更名", "orgs:organization-rename", False))
            if node.tier > Organization.Tier.STREET:
                steps.append(("划转", "orgs:organization-move", False))
            if node.established_on:
                steps.append(("合并", "orgs:organization-merge", False))
        has_children = node.tier < Organization.Tier.BUILDING and not node.dissolved_on
        if has_children and can(self.request.user, node_action(node.tier + 1), node):
            steps.append(("新设下级组织", "orgs:organization-found", False))
        return [(label, reverse(name, args=[node.pk]), is_post) for label, name, is_post in steps]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        children = self.object.get_children().in_order()[:200]
        events = self.object.events.select_related("created_by")
        return super().get_context_data(**kwargs) | {"children": children, "events": events}


def node_action(tier: int) -> Action:
    """Return the right that keeping a node of the tier needs."""
    return Action.KEEP_STREETS if tier <= Organization.Tier.COMMUNITY else Action.KEEP_GRIDS


class OrganizationFormView(RecordFormView):
    """A change of one node; which right it needs depends on the tier."""

    model = Organization

    @property
    def action(self) -> Action:
        return node_action(self.record.tier)

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
        return node_action(self.record.tier + 1)

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


class OrganizationMove(OrganizationFormView):
    """Another parent."""

    form_class = OrganizationMoveForm
    heading = "划转"
    done = "已划转。"

    def perform(self, form: BaseForm) -> Organization:
        return move_organization(
            actor=self.request.user,
            organization=self.record,
            parent=form.cleaned_data["parent"],
            effective_on=form.cleaned_data["effective_on"],
        )


class OrganizationMerge(OrganizationFormView):
    """The node goes up in another one."""

    form_class = OrganizationMergeForm
    heading = "合并"
    done = "已合并。"

    def perform(self, form: BaseForm) -> Organization:
        return merge_organizations(
            actor=self.request.user,
            organization=self.record,
            target=form.cleaned_data["target"],
            effective_on=form.cleaned_data["effective_on"],
        )
