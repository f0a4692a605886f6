"""协议台账: the office's ledger of agreements that were signed on paper."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import User
from covenants.imports.covenant_judge import CovenantJudge
from covenants.operations.import_covenants import import_covenants, undo_covenant_import
from covenants.selectors.places import signing_organizations
from orgs.imports.kinds import Column, ImportKind, Judgement, SourceRow, Written, register
from orgs.imports.places import NamedPlaces
from orgs.imports.units import DAY_NOTE
from orgs.models import ImportBatch
from orgs.policy import Action


@register
class CovenantImport(ImportKind):
    """A row is one signed agreement; a community brings its own, a street its own level's."""

    code = "covenant"
    label = "协议台账"
    action = Action.DRAFT_COVENANTS
    other_action = Action.SIGN_STREET_COVENANTS
    columns = (
        Column(
            "title", "协议名称", ("协议", "名称", "共建协议", "共建协议名称", "共驻共建协议"),
            is_required=True, note="100 字以内。", example="大拱桥社区与区教体局共驻共建协议",
        ),
        Column(
            "organization", "甲方", ("社区", "街道", "社区名称", "街道或社区", "签订社区"),
            note="您管理的社区（街道级协议填街道）的名称或编码；只管一个的可以不填。",
            example="大拱桥社区",
        ),
        Column(
            "units", "乙方单位", ("乙方", "单位", "驻区单位", "共建单位", "签约单位", "单位名称"),
            is_required=True,
            note="已登记的驻区单位名称或统一社会信用代码；几个单位用顿号分开，依次为乙方、丙方……",
            example="浉河区教育体育局",
        ),
        Column(
            "signed_on", "签订日期", ("签订时间", "签约日期", "签约时间"), is_required=True,
            note=DAY_NOTE, example="2026-03-05",
        ),
        Column("effective_from", "生效日期", ("生效时间", "开始日期", "起始日期"),
               note="空着就是签订当天。", example="2026-03-05"),
        Column("effective_to", "到期日期", ("到期时间", "截止日期", "终止时间", "有效期至"),
               note="含当日；没有期限的空着。", example="2027-03-04"),
        Column("old_no", "原编号", ("编号", "协议编号", "文号"),
               note="记在协议正文开头；系统另编新号。", example="共建〔2026〕3号"),
        Column("first_signer", "甲方签字人", ("甲方代表",), note="职务写在括号里。",
               example="张三（社区大党委书记）"),
        Column("signers", "乙方签字人", ("签字人", "乙方代表", "签约人"),
               note="按乙方单位的顺序，用顿号分开。", example="李四（机关党委书记）"),
        Column(
            "duties", "协议事项", ("事项", "共建内容", "共建事项", "主要内容", "协议内容"),
            note="一行一项，写明“甲方：”“乙方：”或“双方：”；没有写明哪一方的记入协议正文。",
            example="甲方：每季度通报一次社区需求\n乙方：每月开放一次会议室",
        ),
        Column("terminated_on", "提前终止日期", ("终止日期",), note="没有提前终止的空着。"),
        Column("reason", "终止原因", ("提前终止原因", "原因"), note="有提前终止日期的必填。"),
    )  # fmt: skip
    notes = (
        "只导入已经签订的协议；续签和补充协议请在协议页面上办理。",
        "事项里写有“每月”“每季度”“每半年”“每年”的按期核对，其余按一次性事项。",
        "甲方、第一个单位、签订日期和协议名称都与已登记的协议相同的，列为疑似重复。",
    )

    def judge(self, user: User, rows: Sequence[SourceRow]) -> list[Judgement]:
        return CovenantJudge(user).judge(rows)

    def write(self, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
        return import_covenants(actor=actor, batch=batch, rows=list(rows))

    def undo(self, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
        return undo_covenant_import(actor=actor, batch=batch, rows=rows)

    def choices(self, user: User) -> dict[str, Any]:
        return {"organization": NamedPlaces(signing_organizations(user)).choices()}
