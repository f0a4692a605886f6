"""What a project is planned to be: its codes, places, partners, covenants and money."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from common import clock
from common.text import normalise_line
from common.violations import require
from covenants.models import LIST_A, LIST_B, Covenant, FundingSource, Project
from covenants.operations.parties import checked_units
from orgs.models import Organization, ResidentUnit

MOST_MONEY = Decimal(10) ** 10


@dataclass(frozen=True)
class Plan:
    """What people type about a project before it is confirmed."""

    name: str
    code_b: str
    communities: Iterable[Organization]
    code_a: str = ""
    partners: Iterable[ResidentUnit] = ()
    covenants: Iterable[Covenant] = ()
    planned_end: datetime.date | None = None
    funding: Mapping[str, Decimal] | None = None


@dataclass(frozen=True)
class CheckedPlan:
    """The same, found to obey every rule."""

    values: dict[str, Any]
    communities: list[Organization]
    partners: list[ResidentUnit]
    covenants: list[Covenant]
    funding: dict[str, Decimal]

    def store(self, project: Project) -> None:
        """Write everything beside the project's own row."""
        project.communities.set(self.communities)
        project.partners.set(self.partners)
        project.covenants.set(self.covenants)
        project.funding.exclude(source__in=self.funding).delete()
        for source, amount in self.funding.items():
            project.funding.update_or_create(source=source, defaults={"amount": amount})

    def keys(self) -> dict[str, list[int]]:
        """Return the ids of everything the project is tied to, for the audit."""
        return {
            name: [row.pk for row in getattr(self, name)]
            for name in ("communities", "partners", "covenants")
        }


def check_plan(actor: User, lead: Organization, plan: Plan) -> CheckedPlan:
    """Return the plan normalised; refuses what `propose_project` names."""
    return CheckedPlan(
        values={
            "name": normalise_line(plan.name, label="项目名称", limit=100),
            "code_b": _checked_code(plan.code_b, LIST_B, field="code_b", is_required=True),
            "code_a": _checked_code(plan.code_a, LIST_A, field="code_a", is_required=False),
            "planned_end": plan.planned_end,
        },
        communities=_checked_communities(lead, plan.communities),
        partners=checked_units(lead, plan.partners, field="partners"),
        covenants=_checked_covenants(actor, plan.covenants),
        funding=_checked_funding(plan.funding or {}),
    )


def check_lead(lead: Organization) -> None:
    """Refuse a lead that is no established community: `project.lead`."""
    leads = lead.tier == Organization.Tier.COMMUNITY and lead.is_established(clock.today())
    require(
        leads, "牵头组织应是已成立的社区大党委，请重新选择。", code="project.lead", field="lead"
    )


def _checked_code(code: str, codes: tuple[str, ...], *, field: str, is_required: bool) -> str:
    fits = code in codes or (not code and not is_required)
    require(fits, "请从列表里选择五共事项。", code=f"project.{field}", field=field)
    return code


def _checked_communities(
    lead: Organization, communities: Iterable[Organization]
) -> list[Organization]:
    keys = {community.pk for community in communities}
    found = list(
        Organization.objects.of_tier(Organization.Tier.COMMUNITY)
        .established(clock.today())
        .filter(pk__in=keys, district=lead.district_id)
        .order_by("pk")
    )
    require(
        bool(keys) and len(found) == len(keys),
        "请选择本区已成立的社区作为实施社区。",
        code="project.communities",
        field="communities",
    )
    require(
        lead.pk in keys,
        f"实施社区应包括牵头的{lead.name}。",
        code="project.communities",
        field="communities",
    )
    return found


def _checked_covenants(actor: User, covenants: Iterable[Covenant]) -> list[Covenant]:
    keys = {covenant.pk for covenant in covenants}
    if not keys:
        return []
    signed = Covenant.objects.visible_to(actor).counted(clock.today())
    found = list(signed.filter(pk__in=keys).order_by("pk"))
    require(
        len(found) == len(keys),
        "依据的协议应是您能看到的、已经签订的协议，请重新选择。",
        code="project.covenants",
        field="covenants",
    )
    return found


def _checked_funding(funding: Mapping[str, Decimal]) -> dict[str, Decimal]:
    for source, amount in funding.items():
        known = source in FundingSource.Source.values
        require(known, "请从列表里选择资金来源。", code="project.funding")
        fits = amount.is_finite() and 0 < amount <= MOST_MONEY and amount == round(amount, 2)
        require(
            fits,
            "金额应大于 0、不超过 100 亿元，最多两位小数，请核对。",
            code="project.funding",
            field=f"funding_{source}",
        )
    return dict(funding)
