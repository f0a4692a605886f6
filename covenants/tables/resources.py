"""Columns of the lists of offers, requests and claims."""

import datetime

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import clock
from covenants.models import Project, ProjectClaim, ResourceOffer, ResourceRequest
from covenants.selectors.matching import fit_of, reasons_of
from covenants.tables.parts import day_column, status_label

TONES = {
    "发布中": "good",
    "已同意": "good",
    "已使用": "good",
    "已接受": "good",
    "待答复": "warn",
    "已过期": "warn",
    "未同意": "bad",
    "未接受": "bad",
}

SHOWN = 60  # characters of a project's content in a list


def standing_label(label: str) -> str:
    """Return the state as the component shows it."""
    context = {"label": label, "tone": TONES.get(label, "neutral")}
    return render_to_string("components/_status.html", context)


def standing_of_offer(offer: ResourceOffer) -> str:
    """Return 发布中, 已过期 or 已撤下."""
    if offer.is_withdrawn:
        return "已撤下"
    last = offer.available_to
    return "已过期" if last is not None and last < clock.today() else "发布中"


def term_of_offer(offer: ResourceOffer) -> str:
    """Return from when to when it is to be had, in words."""
    first, last = offer.available_from, offer.available_to
    if first and last:
        return f"{first} 至 {last}"
    if last:
        return f"至 {last}"
    return f"{first} 起" if first else "长期"


class OfferTable(tables.Table):
    """One offer a row, as communities search them."""

    name = tables.Column("资源名称", linkify=True)
    kind = tables.Column("种类")
    unit = tables.Column("单位", order_by=("unit__name",))
    place = tables.Column(
        "所在社区", accessor="unit__located_in__name", order_by=("unit__located_in__code",)
    )
    term = tables.Column("可用期间", empty_values=(), orderable=False)
    times = tables.Column("可用时间", orderable=False)
    conditions = tables.Column("使用条件", orderable=False)

    def render_term(self, record: ResourceOffer) -> str:
        return term_of_offer(record)


def offer_for_project(record: ResourceOffer, table: tables.Table) -> str:
    """Return the address of the offer that remembers for which project it was looked up."""
    return f"{record.get_absolute_url()}?project={table.project.pk}"


class MatchTable(OfferTable):
    """What fits a project, and why."""

    name = tables.Column("资源名称", linkify=offer_for_project, orderable=False)
    kind = tables.Column("种类", orderable=False)
    unit = tables.Column("单位", orderable=False)
    reasons = tables.Column("理由", empty_values=(), orderable=False)
    conditions = None
    place = None

    class Meta:
        sequence = ("name", "reasons", "...")

    def __init__(self, *args: object, place: str, project: Project, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.place_word, self.project = place, project

    def render_reasons(self, record: ResourceOffer) -> str:
        return reasons_of(record, self.place_word) or "种类相符"


class UnitOfferTable(OfferTable):
    """The unit's own."""

    name = tables.Column("资源名称", linkify=("covenants:unit-offer-detail", [tables.A("pk")]))
    unit = None
    place = None
    state = tables.Column("状态", empty_values=(), orderable=False)

    def value_state(self, record: ResourceOffer) -> str:
        return standing_of_offer(record)

    def render_state(self, record: ResourceOffer) -> str:
        return standing_label(standing_of_offer(record))


class RequestTable(tables.Table):
    """One request a row."""

    offer = tables.Column(
        "资源", linkify=("covenants:request-detail", [tables.A("pk")]), order_by=("offer__name",)
    )
    kind = tables.Column("种类", accessor="offer__get_kind_display", orderable=False)
    unit = tables.Column("单位", accessor="offer__unit__name", order_by=("offer__unit__name",))
    community = tables.Column("申请社区", accessor="community__name", order_by=("community__code",))
    purpose = tables.Column("用途", orderable=False)
    wanted_on = day_column("使用日期")
    used_on = day_column("实际使用日期")
    state = tables.Column("状态", orderable=False)

    def value_state(self, record: ResourceRequest) -> str:
        return record.get_state_display()

    def render_state(self, record: ResourceRequest) -> str:
        return standing_label(record.get_state_display())


class UnitRequestTable(RequestTable):
    """The same on the unit's pages."""

    offer = tables.Column(
        "资源",
        linkify=("covenants:unit-request-detail", [tables.A("pk")]),
        order_by=("offer__name",),
    )
    unit = None


class ClaimTable(tables.Table):
    """One claim a row."""

    project = tables.Column(
        "项目", linkify=("covenants:claim-detail", [tables.A("pk")]), order_by=("project__name",)
    )
    unit = tables.Column("认领单位", accessor="unit__name", order_by=("unit__name",))
    kind = tables.Column("提供", accessor="get_kind_display", empty_values=(), order_by=("kind",))
    text = tables.Column("认领内容", orderable=False)
    lead = tables.Column("牵头社区", accessor="project__lead", order_by=("project__lead__code",))
    created_at = day_column("认领日期")
    state = tables.Column("状态", orderable=False)

    def render_kind(self, value: str) -> str:
        return value or "其他"

    def value_state(self, record: ProjectClaim) -> str:
        return record.get_state_display()

    def render_state(self, record: ProjectClaim) -> str:
        return standing_label(record.get_state_display())


class UnitClaimTable(ClaimTable):
    """The same on the unit's pages."""

    project = tables.Column(
        "项目",
        linkify=("covenants:unit-claim-detail", [tables.A("pk")]),
        order_by=("project__name",),
    )
    unit = None


class ClaimableTable(tables.Table):
    """项目清单: what is open to claims, its public facts only."""

    name = tables.Column("项目名称", linkify=("covenants:unit-claimable-detail", [tables.A("pk")]))
    content = tables.Column("项目内容", empty_values=(), orderable=False)
    fit = tables.Column("本单位可提供", empty_values=(), orderable=False)
    wants = tables.Column("所需资源", empty_values=(), orderable=False)
    lead = tables.Column("牵头社区", order_by=("lead__code",))
    code_b = tables.Column("五共事项")
    planned_end = day_column("计划完成日期")

    def __init__(self, *args: object, kinds: set[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds

    def render_content(self, value: str) -> str:
        return (value if len(value) <= SHOWN else f"{value[:SHOWN]}…") or "—"

    def render_fit(self, record: Project) -> str:
        return fit_of(record, self.kinds) or "—"

    def render_wants(self, record: Project) -> str:
        return "；".join(str(want) for want in record.wants.all()) or "—"

    def render_planned_end(self, record: Project, value: datetime.date | None) -> SafeString | str:
        if value is None:
            return "未定"
        late = format_html(" {}", status_label("逾期")) if record.is_late else ""
        return format_html("{}{}", value.isoformat(), late)

    def value_planned_end(self, value: datetime.date | None) -> str:
        return f"{value or ''}"
