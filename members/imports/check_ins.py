"""党员报到名单: rosters of people who check in, from a file, a pasted 接龙, or paper."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import User
from members.imports.check_in_judge import Roster
from members.imports.places import communities_of
from members.models import CheckIn, ServiceIntention
from members.operations.rosters import import_check_ins, undo_check_in_import
from orgs.imports.kinds import Column, ImportKind, Judgement, SourceRow, Written, register
from orgs.imports.places import NamedPlaces
from orgs.models import ImportBatch
from orgs.policy import Action

UNREAD = "没有读懂的内容"
CODES = "、".join(f"{code} {label}" for code, label in ServiceIntention.Category.choices)


@register
class CheckInKind(ImportKind):
    """A community's rows are 在册 at once; a unit's own members wait for the community."""

    code = "check_in"
    label = "党员报到名单"
    action = Action.HANDLE_CHECK_INS
    other_action = Action.KEEP_MEMBERS
    channel = CheckIn.Channel.IMPORT
    shown_cells = 8  # to the wishes and the times
    pledge = "名单中的党员均已阅读并同意《个人信息告知书》"
    columns = (
        Column("name", "姓名", ("党员姓名", "名字"), is_required=True, example="王建国"),
        Column(
            "mobile", "手机号", ("手机", "手机号码", "联系电话", "电话", "联系方式"),
            is_required=True, note="11 位手机号码，加密保存。", example="13800000000",
            is_private=True,
        ),
        Column(
            "unit", "所在单位", ("单位", "工作单位", "单位名称"),
            note="名册里没有的党员必填，与驻区单位名册中的名称或统一社会信用代码一致。",
            example="浉河区教育体育局",
        ),
        Column(
            "community", "报到社区", ("社区", "所在社区", "接收社区"),
            note="只管一个社区的可以不填；填社区名称或编码。", example="大拱桥社区",
        ),
        Column("grid", "网格", ("所在网格", "网格名称"), note="如 第1网格。", example="第1网格"),
        Column("building", "楼栋", ("所在楼栋", "楼栋名称", "楼号"), example="1号楼"),
        Column(
            "categories", "服务意向", ("意向", "意向代码", "服务意向代码", "志愿服务意向"),
            note=f"代码或名称，用顿号分开：{CODES}。", example="01、09",
        ),
        Column(
            "slots", "服务时间", ("时间", "时间代码", "可服务时间", "服务时间代码"),
            note="如“工作日晚上、周六上午”，或“周六 9:00-12:00”。", example="工作日晚上、周六上午",
        ),
        Column("max_per_month", "每月最多服务次数", ("每月最多次数", "每月次数"),
               note="1 到 31，空着表示不限。", example="2"),
        Column("emergency_ok", "应急时可联系", ("应急", "应急可联系", "遇应急任务可以联系"),
               example="是", choices=("是", "否")),
        Column("basis", "报到依据", ("依据",), note="空着按居住地。", example="居住地",
               choices=("居住地", "单位结对")),
        Column("no", "序号", ("编号", "行号"), note="可以不填。", example="1"),
    )  # fmt: skip
    notes = (
        "社区导入的直接在册；单位导入的由报到社区接收后在册。",
        "姓名、手机号与名册一致的党员直接报到；名册里没有的，填写所在单位后一并登记入册。",
        "已在其他社区在册的不能导入，须由原社区办理转出。",
    )

    def judge(self, user: User, rows: Sequence[SourceRow]) -> list[Judgement]:
        return Roster(user, rows).judge_all()

    def write(self, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
        return import_check_ins(actor=actor, batch=batch, rows=rows, channel=self.channel)

    def undo(self, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
        return undo_check_in_import(actor=actor, batch=batch, rows=rows)

    def choices(self, user: User) -> dict[str, Any]:
        return {"community": NamedPlaces(communities_of(user)).choices()}


@register
class PastedKind(CheckInKind):
    """A 接龙 that was pasted: a row is called by the line it stood in."""

    code = "check_in_pasted"
    label = "接龙报到名单"
    other_action = None
    is_file = False
    numbered_by = "no"
    columns = (*CheckInKind.columns, Column("unread", UNREAD))


@register
class PaperKind(CheckInKind):
    """A paper roster: a row is called by its number on the paper."""

    code = "check_in_paper"
    label = "纸质报到名单"
    other_action = None
    channel = CheckIn.Channel.PAPER
    is_file = False
    numbered_by = "no"
    pledge = "名单中的党员均已在纸质《个人信息告知书》上签字同意"
