"""The page of a resident unit: what the register says, its members, covenants and projects."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import clock
from members.models import Member
from orgs.generic import RecordView
from orgs.models import ResidentUnit, UnitCheckIn
from orgs.policy import Action
from orgs.scope import can
from orgs.selectors.units import history_of
from reports.unit_works import covenants_of, members_of, projects_of, roll_up

MEMBERS_PER_PAGE = 20
SHOWN = 10
SUBS_SHOWN = 30


def linked(unit: ResidentUnit | None) -> SafeString | None:
    """Return a link to another unit's page."""
    if unit is None:
        return None
    return format_html('<a href="{}">{}</a>', unit.get_absolute_url(), unit.name)


class UnitDetail(RecordView):
    """One unit with its duplicates."""

    rights = (Action.READ,)
    model = ResidentUnit
    template_name = "reports/unit_detail.html"

    def get_queryset(self) -> QuerySet[ResidentUnit]:
        return super().get_queryset().select_related(
            "located_in", "paired_community", "superior_unit", "merged_into", "duplicate_of"
        )  # fmt: skip

    def get_facts(self) -> list[tuple[str, Any]]:
        unit = self.object
        return [
            ("状态", unit.status_label(clock.today())),
            ("类别", unit.get_category_display()),
            ("统一社会信用代码", unit.uscc or "—"),
            ("主管单位", linked(unit.superior_unit)),
            ("所在社区", unit.located_in and unit.located_in.name),
            ("结对社区", unit.paired_community and unit.paired_community.name),
            ("党组织名称", unit.party_org_name or "—"),
            ("党组织书记（第一责任人）", unit.first_responsible or "—"),
            ("分管领导", unit.deputy_responsible or "—"),
            ("联络员", unit.liaison or "—"),
            ("联络员手机号", unit.mobile_masked or "—"),
            ("应报到人数", self._declared()),
            ("单位报到", self._check_in()),
            ("启用日期", f"{unit.active_from:%Y-%m-%d}"),
            ("最后使用日", unit.active_to and f"{unit.active_to:%Y-%m-%d}"),
        ]

    def _check_in(self) -> str:
        """How far the unit's own registration is."""
        same = ResidentUnit.objects.together_with(self.object)
        rows = UnitCheckIn.objects.open().filter(unit__in=same).select_related("community")
        held = rows.first()
        return f"{held.community.name}，{held.get_status_display()}" if held else "未报到"

    def _declared(self) -> str:
        unit = self.object
        if unit.declared_members is None:
            return "未申报"
        on = f"（{unit.declared_on:%Y-%m-%d} 申报）" if unit.declared_on else ""
        return f"{unit.declared_members} 人{on}"

    def get_next_step(self) -> str:
        unit = self.object
        if unit.merged_into is not None:
            return f"该单位已并入“{unit.merged_into}”，请在“{unit.merged_into}”上办理。"
        return ""

    def get_steps(self) -> list[tuple[str, str, bool]]:
        unit, user = self.object, self.request.user
        steps = self._keeping() if can(user, Action.KEEP_UNITS, unit) else []
        if unit.mobile_masked and can(user, Action.SEE_PHONES, unit):
            steps.append(("查看联络员手机号", reverse("orgs:unit-phone", args=[unit.pk]), False))
        if unit.merged_into_id is None:
            balance = reverse("covenants:resident-unit-balance", args=[unit.pk])
            steps.append(("承诺与履行", balance, False))
        return steps

    def _keeping(self) -> list[tuple[str, str, bool]]:
        """What the district may do now."""
        unit, key = self.object, [self.object.pk]
        if unit.merged_into_id is not None:
            return [("撤销合并", reverse("orgs:unit-unmerge", args=key), True)]
        steps = [
            ("修改", reverse("orgs:unit-change", args=key), False),
            ("申报人数", reverse("orgs:unit-declare", args=key), False),
            ("合并…", reverse("reports:unit-merge", args=key), False),
        ]
        if unit.active_to is None:
            poster = ("报到海报", reverse("members:unit-entry-code", args=key), False)
            return [*steps, poster, ("停用", reverse("orgs:unit-close", args=key), False)]
        return [*steps, ("恢复使用", reverse("orgs:unit-reopen", args=key), True)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit, user = self.object, self.request.user
        seen = Member.objects.visible_to(user).values("pk")
        members = members_of(unit).filter(pk__in=seen).with_shown_mobile(user)
        duplicates = list(unit.duplicates.order_by("name", "pk"))
        counts = roll_up(unit)
        covenants, projects = covenants_of(unit, user), projects_of(unit, user)
        return super().get_context_data(**kwargs) | {
            "counts": counts,
            "subs": counts.subs[:SUBS_SHOWN],
            "subs_url": f"{reverse('orgs:unit-list')}?superior={unit.pk}",
            "duplicates": duplicates,
            "page_obj": Paginator(members, MEMBERS_PER_PAGE).get_page(self.request.GET.get("page")),
            "covenants": [(row, row.standing_label(clock.today())) for row in covenants[:SHOWN]],
            "covenant_count": covenants.count(),
            "projects": [(row, row.get_status_display()) for row in projects[:SHOWN]],
            "project_count": projects.count(),
            "covenants_url": f"{reverse('covenants:covenant-list')}?unit={unit.pk}",
            "projects_url": f"{reverse('covenants:project-list')}?unit={unit.pk}",
            "entries": history_of([unit.pk, *(each.pk for each in duplicates)]),
        }
