"""Printed forms of covenants and projects: the agreement, the closing sheet."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404

from common.surfaces import beside
from covenants.models import Covenant, Project
from orgs.policy import Action
from reports.prints.agreement import agreement
from reports.prints.closing_sheet import closing_sheet
from reports.prints.sheets import Sheet
from reports.views.prints import PrintView


class CovenantPrint(PrintView):
    """协议书 of one covenant; for the desk, and for the units that sign it."""

    rights: ClassVar[tuple[Action, ...]] = (Action.READ,)

    def get_sheet(self) -> Sheet:
        rows = Covenant.objects.visible_to(self.request.user, *self.rights).for_list()
        rows = rows.select_related("organization", "renews", "amends")
        self.covenant = get_object_or_404(
            rows.prefetch_related("obligations"), pk=self.kwargs["pk"]
        )
        return agreement(self.covenant)

    def get_back(self) -> tuple[str, str]:
        address = beside(self.request, "covenants:covenant-detail", self.covenant.pk)
        return "返回协议", address


class UnitCovenantPrint(CovenantPrint):
    """协议书 of a covenant of one's own unit."""

    rights = (Action.READ_OWN_UNIT,)


class ProjectPrint(PrintView):
    """结项表 of one project."""

    rights = (Action.READ,)

    def get_sheet(self) -> Sheet:
        user: Any = self.request.user
        rows = Project.objects.visible_to(user, *self.rights).for_list()
        rows = rows.select_related("lead", "lead_unit", "evaluation")
        self.project = get_object_or_404(
            rows.prefetch_related("partners", "funding", "milestones"), pk=self.kwargs["pk"]
        )
        rests_on = self.project.covenants.visible_to(user).order_by("no")
        return closing_sheet(self.project, [f"{one.no}　{one.title}" for one in rests_on])

    def get_back(self) -> tuple[str, str]:
        return "返回项目", self.project.get_absolute_url()
