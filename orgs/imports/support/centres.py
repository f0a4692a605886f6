"""一站式居民服务中心 from a file: one service item a row, its centre beside it."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from common.text import normalise_line
from common.violations import require
from orgs.imports.kinds import Column, Judgement, SourceRow, Verdict, register
from orgs.imports.support.cells import choice, day
from orgs.imports.support.generic import COMMUNITY, Key, Reader, SupportImport, SupportJudge, shown
from orgs.models import CentreItem, Organization, ServiceCentre
from orgs.operations.support.centres import add_centre_item, clean_centre, register_centre
from orgs.operations.support.imports import FOUNDED, Row, plain, typed

Status = ServiceCentre.Status
STATUSES: dict[str, str] = {
    label: code for code, label in Status.choices if code != Status.CLOSED
} | {"运行中": Status.OPEN, "在建": Status.PLANNED}  # fmt: skip


@register
class CentreImport(SupportImport):
    """A row is one item of a centre; the centre is entered with its first item."""

    code = "centre"
    label = "一站式居民服务中心"
    model = CentreItem
    noun = "item"
    key = ("centre", "name")
    columns = (
        COMMUNITY,
        Column(
            "centre", "服务中心", ("服务中心名称", "中心名称"), is_required=True,
            example="大拱桥社区居民服务中心",
        ),
        Column(
            "status", "状态", ("中心状态",), choices=("筹建", "试运行", "运行"),
            note="登记新的服务中心时必填，写在它的第一行即可。", example="运行",
        ),
        Column("opened_on", "启用日期", ("启用时间", "开办日期"), example="2025-06-01"),
        Column(
            "name", "服务项目", ("项目", "服务内容"), is_required=True, example="社会救助受理"
        ),
        Column("provider", "提供者", ("提供单位", "承办单位"), example="街道民政办公室"),
    )  # fmt: skip
    notes = (
        "一个服务项目一行，同一服务中心的项目写同样的社区和服务中心名称。",
        "已登记的服务中心和项目，请在页面上修改或停办；本表只增加。",
    )

    def readers(self, user: User) -> dict[str, Reader]:
        return {
            "centre": lambda text: normalise_line(text, label="服务中心", limit=50),
            "status": choice(STATUSES, "状态"),
            "opened_on": day("启用日期"),
            "name": lambda text: normalise_line(text, label="服务项目", limit=100),
            "provider": lambda text: normalise_line(text, label="提供者", limit=100),
        }

    def known(self, places: Sequence[Organization]) -> Any:
        items = CentreItem.objects.current().filter(centre__organization__in=places)
        return items.exclude(centre__status=Status.CLOSED).select_related("centre")

    def key_of(self, record: CentreItem) -> Key:
        return (record.centre.organization_id, record.centre.name, record.name)

    def clean(self, record: CentreItem | None, values: dict[str, Any]) -> dict[str, Any]:
        return values

    def judge(self, user: User, rows: Sequence[SourceRow]) -> list[Judgement]:
        return CentreJudge(self, user).judge(rows)

    def write_row(self, actor: User, row: Judgement) -> Row:
        """Enter the item, and its centre before it when nobody has."""
        values = row.values
        place = Organization.objects.get(pk=values["organization"])
        standing = place.service_centres.exclude(status=Status.CLOSED)
        centre = standing.filter(name=values["centre"]).first()
        before = None
        if centre is None:
            of_centre = typed(ServiceCentre, {n: values.get(n) for n in ("status", "opened_on")})
            centre = register_centre(
                actor=actor, organization=place, name=values["centre"], **of_centre
            )
            before = {FOUNDED: centre.pk}
        provider = values.get("provider", "")
        item = add_centre_item(actor=actor, centre=centre, name=values["name"], provider=provider)
        return item, before


class CentreJudge(SupportJudge):
    """Knows the centres too: what is entered is not changed by a file."""

    def __init__(self, kind: CentreImport, user: User) -> None:
        super().__init__(kind, user)
        centres = ServiceCentre.objects.filter(organization__in=kind.places(user))
        standing = centres.exclude(status=Status.CLOSED)
        self.centres = {(centre.organization_id, centre.name): centre for centre in standing}
        self.begun: dict[Key, dict[str, Any]] = {}

    def settle(self, row: SourceRow, key: Key, values: dict[str, Any]) -> Judgement:
        centre, item = self.centres.get(key[:2]), self.records.get(key)
        differing = [*_differing(centre, values, ("status", "opened_on"))]
        differing += _differing(item, values, ("provider",))
        if differing:
            return Judgement(row.number, Verdict.CONFLICT, findings=differing)
        if item is not None:
            return Judgement(row.number, Verdict.SAME, {}, [], item.pk, item.version)
        if centre is None:
            values = self._begin(key[:2], values)
        plains = {name: plain(value) for name, value in values.items()}
        return Judgement(row.number, Verdict.NEW, plains)

    def _begin(self, key: Key, values: dict[str, Any]) -> dict[str, Any]:
        """A new centre is what its first row says; later rows may leave that out."""
        begun = self.begun.get(key, {})
        for name in begun:
            is_same = values.get(name, begun[name]) == begun[name]
            text = f"{self.labels[name]}与这个服务中心前面的行不一致。"
            require(is_same, text, code="centre.differs", field=name)
        values = begun | values
        require(
            "status" in values, "新的服务中心请填写状态。", code="centre.status", field="status"
        )
        stated = {"name": values["centre"], "opened_on": None} | values | {"name": values["centre"]}
        clean_centre({name: stated[name] for name in ("name", "status", "opened_on")})
        self.begun[key] = {name: values[name] for name in ("status", "opened_on") if name in values}
        return values


def _differing(
    record: Any, values: dict[str, Any], names: tuple[str, ...]
) -> list[tuple[str, str]]:
    if record is None:
        return []
    return [
        (name, f"已登记的是“{shown(record, name)}”，请在页面上修改。")
        for name in names
        if name in values and getattr(record, name) != values[name]
    ]
