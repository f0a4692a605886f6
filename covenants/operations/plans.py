"""What a project is planned to be: its codes, places, partners, covenants and money."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from common import clock
from common.text import normalise_line, normalise_text
from common.violations import require
from covenants.models import (
    LIST_A,
    LIST_B,
    Covenant,
    FundingSource,
    Project,
    ResourceKind,
)
from covenants.operations.dates import EARLIEST, LATEST
from covenants.operations.parties import checked_units
from orgs.models import Organization, ResidentUnit

MOST_MONEY = Decimal(10) ** 10


@dataclass(frozen=True)
class Plan:
    """What people type about a project before it is confirmed."""

    name: str
    code_b: str
    communities: Iterable[Organization]
    content: str = ""
    code_a: str = ""
    partners: Iterable[ResidentUnit] = ()
    covenants: Iterable[Covenant] = ()
    planned_end: datetime.date | None = None
    funding: Mapping[str, Decimal] | None = None
    lead_unit: ResidentUnit | None = None
    wants: Mapping[str, str] | None = None
    is_open_to_claims: bool = False

    @property
    def all_partners(self) -> list[ResidentUnit]:
        """The partners; the unit that leads is one of them, whether it was named twice or not."""
        partners = list(self.partners)
        if self.lead_unit is None or self.lead_unit in partners:
            return partners
        return [self.lead_unit, *partners]


@dataclass(frozen=True)
class CheckedPlan:
    """The same, found to obey every rule."""

    values: dict[str, Any]
    communities: list[Organization]
    partners: list[ResidentUnit]
    covenants: list[Covenant]
    funding: dict[str, Decimal]
    wants: dict[str, str]

    def store(self, project: Project) -> None:
        """Write everything beside the project's own row."""
        project.communities.set(self.communities)
        project.partners.set(self.partners)
        project.covenants.set(self.covenants)
        store_funding(project, self.funding)
        store_wants(project, self.wants)

    def keys(self) -> dict[str, list[int]]:
        """Return the ids of everything the project is tied to, for the audit."""
        return {
            name: [row.pk for row in getattr(self, name)]
            for name in ("communities", "partners", "covenants")
        }


def store_funding(project: Project, funding: Mapping[str, Decimal]) -> None:
    """Make these the project's amounts by source."""
    project.funding.exclude(source__in=funding).delete()
    for source, amount in funding.items():
        project.funding.update_or_create(source=source, defaults={"amount": amount})


def store_wants(project: Project, wants: Mapping[str, str]) -> None:
    """Make this what the project lacks, by kind."""
    project.wants.exclude(kind__in=wants).delete()
    for kind, text in wants.items():
        project.wants.update_or_create(kind=kind, defaults={"text": text})


def check_plan(actor: User, lead: Organization, plan: Plan) -> CheckedPlan:
    """Return the plan normalised; refuses what `propose_project` names."""
    check_planned(plan.planned_end, label="计划完成日期", code="project.planned_end")
    if plan.lead_unit is not None:
        checked_units(lead, [plan.lead_unit], field="lead_unit")
    return CheckedPlan(
        values={
            "name": normalise_line(plan.name, label="项目名称", limit=100, field="name"),
            "content": _checked_content(plan.content),
            "code_b": _checked_code(plan.code_b, LIST_B, field="code_b", is_required=True),
            "code_a": _checked_code(plan.code_a, LIST_A, field="code_a", is_required=False),
            "planned_end": plan.planned_end,
            "lead_unit": plan.lead_unit,
            "is_open_to_claims": plan.is_open_to_claims,
        },
        communities=_checked_communities(lead, plan.communities),
        partners=checked_units(lead, plan.all_partners, field="partners"),
        covenants=_checked_covenants(actor, plan.covenants),
        funding=checked_funding(plan.funding or {}),
        wants=checked_wants(plan.wants or {}),
    )


def check_lead(lead: Organization) -> None:
    """Refuse a lead that is no established community: `project.lead`."""
    leads = lead.tier == Organization.Tier.COMMUNITY and lead.is_established(clock.today())
    require(
        leads, "牵头社区应是已成立的社区大党委，请重新选择。", code="project.lead", field="lead"
    )


def _checked_content(content: str) -> str:
    return normalise_text(content, label="项目内容", limit=1000, required=False, field="content")


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


def checked_funding(funding: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the amounts by source; refuses `project.funding`."""
    for source, amount in funding.items():
        known = source in FundingSource.Source.values
        require(known, "请从列表里选择资金来源。", code="project.funding", field="funding")
        fits = amount.is_finite() and 0 < amount <= MOST_MONEY and amount == round(amount, 2)
        require(
            fits,
            "金额应大于 0、不超过 100 亿元，最多两位小数，请核对。",
            code="project.funding",
            field=f"funding_{source}",
        )
    return dict(funding)


def checked_wants(wants: Mapping[str, str]) -> dict[str, str]:
    """Return what is lacked by kind, in words; refuses `project.wants`."""
    for kind in wants:
        known = kind in ResourceKind.values
        require(known, "请从列表里选择资源种类。", code="project.wants", field="wants")
    return {
        kind: normalise_line(
            text, label=f"所需{ResourceKind(kind).label}的说明", limit=100, field=f"want_{kind}"
        )
        for kind, text in wants.items()
    }


def check_planned(day: datetime.date | None, *, label: str, code: str) -> None:
    """Refuse a planned day in an absurd year. `code` is `noun.field`."""
    fits = day is None or EARLIEST <= day <= LATEST
    require(
        fits, f"{label}应在 2000 年至 2099 年之间，请核对年份。",
        code=code, field=code.rpartition(".")[2],
    )  # fmt: skip
