"""The resident unit's own home."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from common.surfaces import is_served
from orgs.generic import RightRequiredMixin
from orgs.models import ResidentUnit
from orgs.policy import Action
from orgs.selectors.own_units import chosen_unit, own_units
from reports.headcounts import Headcount
from reports.unit_tasks import unit_tasks
from reports.unit_works import covenants_of, projects_of, roll_up

SHOWN = 10
SUBS_SHOWN = 30


class UnitHome(RightRequiredMixin, TemplateView):
    """Who acts next, the ways to work, how far the members are, covenants and projects."""

    rights = (Action.READ_OWN_UNIT,)
    template_name = "reports/unit_home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        unit = chosen_unit(user, self.request.GET.get("unit", ""))
        counts = roll_up(unit)
        return super().get_context_data(**kwargs) | {
            "heading": unit.name,
            "unit": unit,
            "units": list(own_units(user)),
            "tasks": unit_tasks(user, unit, counts.own),
            "links": links_of(unit),
            "facts": facts_of(unit),
            "counts": counts,
            "count_facts": count_facts(counts.own),
            "subs": counts.subs[:SUBS_SHOWN],
            "covenants": covenants_of(unit, user)[:SHOWN],
            "projects": projects_of(unit, user)[:SHOWN],
        }


def links_of(unit: ResidentUnit) -> list[tuple[str, str]]:
    """Return what the liaison works with."""
    own = f"?unit={unit.pk}"
    offers = reverse("reports:offers", args=[unit.district.code])
    return [
        ("本单位党员", reverse("reports:unit-members") + own),
        ("导入党员", reverse("orgs:unit-import-create", args=["member"])),
        ("单位报到", reverse("orgs:own-unit-check-in") + own),
        ("双报告", reverse("reports:double-report") + own),
        ("报到海报", reverse("members:entry-code") + own),
        ("免报到、区外报到", reverse("members:unit-exemption-list")),
        ("申报应报到人数", reverse("orgs:own-unit-declare", args=[unit.pk])),
        ("导入记录", reverse("orgs:unit-import-list")),
        *([("全区服务意向与时间", offers)] if is_served(offers) else []),
    ]


def count_facts(count: Headcount) -> list[tuple[str, str]]:
    """Return how far the unit's own members are."""
    named = [
        ("名册", count.roster),
        ("在册", count.registered),
        ("区外报到", count.outside),
        ("免报到", count.exempt),
        ("待接收", count.waiting),
        ("未报到", count.missing),
    ]
    return [*((label, f"{number} 人") for label, number in named), ("报到率", count.rate_text)]


def facts_of(unit: ResidentUnit) -> list[tuple[str, Any]]:
    """Return what the register says of the unit."""
    declared = "未申报"
    if unit.declared_members is not None:
        on = f"（{unit.declared_on:%Y-%m-%d} 申报）" if unit.declared_on else ""
        declared = f"{unit.declared_members} 人{on}"
    return [
        ("类别", unit.get_category_display()),
        ("结对社区", unit.paired_community and unit.paired_community.name),
        ("所在社区", unit.located_in and unit.located_in.name),
        ("党组织书记（第一责任人）", unit.first_responsible or "—"),
        ("分管领导", unit.deputy_responsible or "—"),
        ("应报到人数", declared),
    ]
