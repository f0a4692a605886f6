"""党组织（社区以下）: what a file of grids and buildings looks like, and what becomes of it."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import User
from common import clock
from common.text import normalise_line
from common.violations import RuleViolation, require
from orgs.imports.cells import parse_choice, parse_day
from orgs.imports.kinds import (
    Column,
    ImportKind,
    Judgement,
    SourceRow,
    Verdict,
    Written,
    register,
)
from orgs.imports.places import NamedPlaces
from orgs.models import ImportBatch, Organization
from orgs.operations.organization_import import import_organizations, undo_organization_import
from orgs.policy import Action

Tier = Organization.Tier
TYPES = {
    "党支部": Organization.PartyOrgType.BRANCH,
    "联合党支部": Organization.PartyOrgType.JOINT_BRANCH,
    "党总支": Organization.PartyOrgType.GENERAL_BRANCH,
    "党小组": Organization.PartyOrgType.GROUP,
}
# People write 网络党支部 for 网格党支部 (the essay does once), and the names with their titles.
ENDINGS = ("网格党支部", "网络党支部", "党支部", "楼栋党小组", "党小组")


@register
class OrganizationImport(ImportKind):
    """Grids and buildings: a row with a building founds it below its grid, one without the grid."""

    code = "organization"
    label = "党组织（网格、楼栋）"
    action = Action.KEEP_GRIDS
    columns = (
        Column(
            "community", "社区", ("所属社区", "社区名称", "社区大党委"), is_required=True,
            note="您管理范围内社区的名称或编码。", example="大拱桥社区",
        ),
        Column(
            "grid", "网格", ("网格名称", "网格党支部", "网络党支部", "所属网格"), is_required=True,
            example="第1网格",
        ),
        Column(
            "building", "楼栋", ("楼栋名称", "楼栋党小组", "楼号"),
            note="登记网格时不填；登记楼栋时与所在网格写在同一行。", example="1号楼",
        ),
        Column(
            "established_on", "成立日期", ("成立时间", "设立日期"),
            note="不填表示应建、尚未成立。", example="2025-03-01",
        ),
        Column(
            "party_org_type", "党组织类型", ("类型",), choices=tuple(TYPES), example="党支部",
        ),
    )  # fmt: skip
    notes = (
        "先写网格，再写它的楼栋；楼栋所在的网格可以是已登记的，也可以是本表前面的行。",
        "已登记的组织不会重复登记；原来“应建”的，填了成立日期就登记为成立。",
    )

    def judge(self, user: User, rows: Sequence[SourceRow]) -> list[Judgement]:
        return OrganizationJudge(user).judge(rows)

    def write(self, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
        return import_organizations(actor=actor, batch=batch, rows=list(rows))

    def undo(self, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
        return undo_organization_import(actor=actor, batch=batch, rows=rows)

    def choices(self, user: User) -> dict[str, Any]:
        return {"community": NamedPlaces(communities_of(user)).choices()}


def communities_of(user: User) -> list[Organization]:
    """Return the communities below which the user keeps grids."""
    mine = Organization.objects.visible_to(user, Action.KEEP_GRIDS).of_tier(Tier.COMMUNITY)
    return list(mine.filter(dissolved_on=None).select_related("parent").in_order())


class OrganizationJudge:
    """Knows the grids and buildings of the user's communities by their names."""

    def __init__(self, user: User) -> None:
        communities = communities_of(user)
        self.places = NamedPlaces(communities)
        below = Organization.objects.visible_to(user, Action.KEEP_GRIDS).filter(dissolved_on=None)
        grids = below.of_tier(Tier.GRID).filter(parent__in=communities)
        buildings = below.of_tier(Tier.BUILDING).filter(parent__parent__in=communities)
        self.grids = {(node.parent_id, plain_name(node.name)): node for node in grids}
        self.buildings = {(node.parent_id, plain_name(node.name)): node for node in buildings}
        self.first: dict[tuple[int, str, str], int] = {}

    def judge(self, rows: Sequence[SourceRow]) -> list[Judgement]:
        return [self._judge(row) for row in rows]

    def _judge(self, row: SourceRow) -> Judgement:
        findings: list[tuple[str, str]] = []
        values: dict[str, Any] = {}
        for name, read in self._readers().items():
            try:
                values[name] = read(row.texts.get(name, ""))
            except RuleViolation as violation:
                findings.append((name, violation.message))
        if findings:
            return Judgement(row.number, Verdict.ERROR, findings=findings)
        key = (values["community"], values["grid"], values["building"])
        if key in self.first:
            column = "building" if values["building"] else "grid"
            text = f"与第 {self.first[key]} 行重复，请只留一行。"
            return Judgement(row.number, Verdict.CONFLICT, findings=[(column, text)])
        return self._place(row, key, values)

    def _readers(self) -> dict[str, Any]:
        return {
            "community": self._community,
            "grid": lambda text: _name(text, label="网格"),
            "building": lambda text: _name(text, label="楼栋", required=False),
            "established_on": _established_on,
            "party_org_type": lambda text: parse_choice(text, TYPES, label="党组织类型"),
        }

    def _community(self, text: str) -> int:
        found = self.places.find(text, label="社区", field="community")
        require(found is not None, "请填写社区。", code="place.unknown")
        return found

    def _place(
        self, row: SourceRow, key: tuple[int, str, str], values: dict[str, Any]
    ) -> Judgement:
        community, grid, building = key
        home = self.grids.get((community, grid))
        if building and home is None and (community, grid, "") not in self.first:
            text = f"该社区没有“{grid}”，请在前面的行先登记这个网格。"
            return Judgement(row.number, Verdict.ERROR, findings=[("grid", text)])
        known = self.buildings.get((home.pk, building)) if building and home else home
        known = None if building and home is None else known
        self.first[key] = row.number
        if known is None:
            return Judgement(row.number, Verdict.NEW, values)
        day = values["established_on"]
        is_to_establish = day is not None and known.established_on is None
        verdict = Verdict.UPDATE if is_to_establish else Verdict.SAME
        return Judgement(row.number, verdict, values, [], known.pk, known.version)


def plain_name(name: str) -> str:
    """Return the name without what the tier is called, as the register keeps it."""
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            kept = name.removesuffix(ending)
            return f"{kept}网格" if ending in {"网格党支部", "网络党支部"} else kept
    return name


def _name(text: str, *, label: str, required: bool = True) -> str:
    return plain_name(normalise_line(text, label=label, limit=50, required=required))


def _established_on(text: str) -> str | None:
    day: datetime.date | None = parse_day(text, label="成立日期")
    require(day is None or day <= clock.today(), "成立日期不能晚于今天。", code="organization.date")
    return day.isoformat() if day else None
