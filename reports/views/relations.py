"""共建关系 as a register (`/desk/relations/`)."""

from django.db.models import QuerySet
from django.urls import reverse

from covenants.models import CovenantParty
from orgs.generic import RegisterView
from orgs.policy import Action
from orgs.scope import grants_of
from reports.relation_filters import RelationFilter
from reports.relation_tables import RelationTable
from reports.relations import relations_seen_by


class RelationList(RegisterView):
    """Which units work with which streets and communities, by covenants in force today."""

    rights = (Action.READ,)
    model = CovenantParty
    table_class = RelationTable
    filterset_class = RelationFilter
    heading = "共建关系"
    empty_text = "还没有有效的共驻共建协议。协议签订生效后，甲方和单位会列在这里。"

    def get_queryset(self) -> QuerySet[CovenantParty]:
        return relations_seen_by(self.request.user)

    def get_actions(self) -> list[tuple[str, str]]:
        """Who works with nobody is told by the figures of one's own place."""
        places = [grant.place for grant in grants_of(self.request.user) if not grant.unit_id]
        if not places:
            return []
        code = places[0].code
        return [
            (label, reverse("reports:figure-records", args=[code, figure]))
            for label, figure in (
                ("没有有效协议的社区", "S5.communities"),
                ("没有有效协议的单位", "S5.units"),
            )
        ]
