"""办公用房 from a file."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from accounts.models import User
from common.text import normalise_line
from common.violations import RuleViolation
from orgs.imports.kinds import Column, register
from orgs.imports.support.cells import amount, choice, day
from orgs.imports.support.generic import COMMUNITY, Reader, SupportImport
from orgs.models import Organization, Premises, ResidentUnit
from orgs.operations.support.premises import (
    UNSTATED,
    change_premises,
    clean_premises,
    register_premises,
)

Tenure = Premises.Tenure
Status = Premises.Status
TENURES: dict[str, str] = {
    **{label: code for code, label in Tenure.choices},
    "自有产权": Tenure.OWNED, "开发商预留": Tenure.RESERVED, "配建": Tenure.RESERVED,
    "无偿": Tenure.FREE, "无偿提供": Tenure.FREE, "低偿": Tenure.CHEAP, "低偿提供": Tenure.CHEAP,
    "租赁": Tenure.RENTED, "无": Tenure.NONE, "没有": Tenure.NONE,
}  # fmt: skip
STATUSES: dict[str, str] = {
    **{label: code for code, label in Status.choices}, "使用中": Status.IN_USE,
    "在建": Status.PLANNED, "已停用": Status.GIVEN_UP,
}  # fmt: skip


@register
class PremisesImport(SupportImport):
    """A row speaks of the community's office at an address, or adds it."""

    code = "premises"
    label = "办公用房"
    model = Premises
    noun = "premises"
    key = ("address",)
    needed = ("tenure",)
    adding = register_premises
    changing = change_premises
    columns = (
        COMMUNITY,
        Column("address", "地址", ("办公地址", "用房地址"), example="五星路 18 号"),
        Column(
            "tenure", "用房来源", ("来源", "用房性质", "产权情况"), choices=tuple(Tenure.labels),
            note="新增时必填；没有用房的选“无用房”，面积填 0。", example="单位无偿提供",
        ),
        Column(
            "area", "面积（平方米）", ("面积", "用房面积", "办公用房面积", "建筑面积"),
            example="120.5",
        ),
        Column(
            "provider", "提供单位", ("产权单位", "提供用房单位"),
            note="已登记的驻区单位名称；单位提供或租用的才填。", example="区教育体育局",
        ),
        Column("problem", "存在问题", ("问题", "困难"), example="面积不足"),
        Column("status", "状态", ("使用状态",), choices=tuple(Status.labels), example="在用"),
        Column("used_from", "启用日期", ("启用时间", "投入使用日期"), example="2024-05-01"),
        Column("given_up_on", "停用日期", ("停用时间",)),
    )  # fmt: skip
    notes = ("按社区和地址认用房：已登记的更新，没有的新增；空着的单元格不改动已登记的内容。",)

    def readers(self, user: User) -> dict[str, Reader]:
        return {
            "address": lambda text: normalise_line(text, label="地址", limit=100),
            "tenure": choice(TENURES, "用房来源"),
            "area": amount("面积"),
            "provider": _providers(self.places(user)),
            "problem": lambda text: normalise_line(text, label="存在问题", limit=200),
            "status": choice(STATUSES, "状态"),
            "used_from": day("启用日期"),
            "given_up_on": day("停用日期"),
        }

    def known(self, places: Sequence[Organization]) -> Any:
        """Those in use last: they are meant when an address served twice."""
        rows = Premises.objects.filter(organization__in=places).select_related("provider")
        return rows.order_by(F("given_up_on").asc(nulls_last=True), "pk")

    def clean(self, record: Premises | None, values: dict[str, Any]) -> dict[str, Any]:
        names = ("tenure", *UNSTATED)
        stored = {name: getattr(record, name) for name in names} if record else UNSTATED
        cleaned = clean_premises(stored | values)
        return {name: cleaned[name] for name in values}


def _providers(places: Sequence[Organization]) -> Reader:
    nodes = Organization.objects.filter(pk__in=[place.pk for place in places])
    units = {unit.name: unit for unit in ResidentUnit.objects.beside(nodes).standing()}

    def read(text: str) -> ResidentUnit:
        name = normalise_line(text, label="提供单位", limit=100)
        if name not in units:
            message = f"提供单位“{name[:30]}”没有登记，请先登记驻区单位。"
            raise RuleViolation(message, code="premises.provider")
        return units[name]

    return read
