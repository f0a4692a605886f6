"""驻区单位: what a file of units looks like, and what becomes of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import User
from orgs.imports.kinds import Column, ImportKind, Judgement, SourceRow, Written, register
from orgs.imports.places import NamedPlaces
from orgs.imports.unit_judge import CATEGORY_WORDS, UnitJudge, communities_of
from orgs.models import ImportBatch, ResidentUnit
from orgs.operations.unit_import import import_units, undo_unit_import
from orgs.policy import Action

DAY_NOTE = "如 2026-03-05、2026/3/5、2026年3月5日。"
PLACE_NOTE = "填本区社区的名称或编码。"


@register
class UnitImport(ImportKind):
    """Units of the user's district, recognised by credit code, else by name."""

    code = "unit"
    label = "驻区单位"
    action = Action.KEEP_UNITS
    columns = (
        Column(
            "name", "单位名称", ("单位", "名称", "驻区单位", "单位全称", "驻区单位名称"),
            is_required=True, note="100 字以内，写全称。", example="浉河区教育体育局",
        ),
        Column(
            "uscc", "统一社会信用代码", ("信用代码", "社会信用代码", "统一信用代码", "代码"),
            note="18 位，系统核对校验位；有代码的按代码认单位。", example="91110000600037341L",
        ),
        Column(
            "category", "类别", ("单位类别", "单位性质", "性质", "单位类型", "类型"),
            note="新增单位必填，从下拉列表选择。", example="区直机关",
            choices=tuple(ResidentUnit.Category.labels),
        ),
        Column(
            "superior_unit", "主管单位", ("上级单位", "主管部门", "上级主管单位"),
            note="本区单位的名称或信用代码，也可以是本表里的单位。",
        ),
        Column("party_org_name", "党组织名称", ("党组织", "党支部名称", "单位党组织"),
               example="区教体局机关党委"),
        Column(
            "first_responsible", "党组织书记（第一责任人）",
            ("党组织书记", "书记", "第一责任人", "党组织书记姓名", "党组织负责人"), example="张三",
        ),
        Column("deputy_responsible", "分管领导", ("分管负责人", "分管领导姓名"), example="李四"),
        Column("liaison", "联络员", ("联系人", "联络员姓名", "联络人"), example="王五"),
        Column(
            "mobile", "联络员手机号",
            ("手机号", "联系电话", "联络员电话", "手机", "手机号码", "电话", "联系方式",
             "联络员联系电话"),
            note="11 位手机号。", example="13800000000", is_private=True,
        ),
        Column("located_in", "所在社区", ("所属社区", "驻地社区", "社区"), note=PLACE_NOTE),
        Column("paired_community", "结对社区", ("结对共建社区", "共建社区", "联系社区"),
               note=PLACE_NOTE),
        Column("declared_members", "应报到人数", ("党员人数", "在职党员数", "应报到党员数"),
               note="整数；与申报日期同时填写。", example="35"),
        Column("declared_on", "申报日期", ("申报时间", "人数申报日期"), note=DAY_NOTE,
               example="2026-03-01"),
        Column("active_from", "启用日期", ("启用时间", "登记日期"),
               note="空着就是导入当天。" + DAY_NOTE),
    )  # fmt: skip
    notes = (
        "已登记的单位按统一社会信用代码认，没有代码的按名称认；认出的单位只更新填了内容的格。",
        "同一单位在表里只能有一行。",
        f"类别也认这些写法：{'、'.join(sorted(CATEGORY_WORDS))}。",
    )

    def judge(self, user: User, rows: Sequence[SourceRow]) -> list[Judgement]:
        return UnitJudge(user).judge(rows)

    def write(self, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
        return import_units(actor=actor, batch=batch, rows=list(rows))

    def undo(self, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
        return undo_unit_import(actor=actor, batch=batch, rows=rows)

    def choices(self, user: User) -> dict[str, Any]:
        names = NamedPlaces(communities_of(user)).choices()
        return {"located_in": names, "paired_community": names}
