"""项目台账: the office's ledger of joint projects that were decided."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import User
from covenants.imports.project_judge import STATES, ProjectJudge
from covenants.models import LIST_A_CHOICES, LIST_B_CHOICES
from covenants.operations.import_projects import import_projects, undo_project_import
from covenants.selectors.places import leading_communities
from orgs.imports.kinds import Column, ImportKind, Judgement, SourceRow, Written, register
from orgs.imports.places import NamedPlaces
from orgs.imports.units import DAY_NOTE
from orgs.models import ImportBatch
from orgs.policy import Action

YUAN = "以元计，最多两位小数；也认“1.2万元”。"


@register
class ProjectImport(ImportKind):
    """A row is one project that was decided, with the state it has reached."""

    code = "project"
    label = "项目台账"
    action = Action.KEEP_PROJECTS
    columns = (
        Column(
            "name", "项目名称", ("项目", "名称", "共建项目", "共建项目名称"), is_required=True,
            note="100 字以内。", example="楼道亮化",
        ),
        Column("content", "项目内容", ("内容", "主要内容", "建设内容", "实施内容"),
               note="做什么、为谁、怎么做；可以不填。"),
        Column(
            "code_b", "五共事项", ("共建事项", "事项", "类别", "项目类别", "五共类别"),
            is_required=True, note="填五共事项名称，可从下拉列表选择。", example="生活环境共管",
            choices=tuple(label for _, label in LIST_B_CHOICES),
        ),
        Column(
            "code_a", "对应五共目标", ("对应目标", "五共目标"), note="可以不填。",
            choices=tuple(label for _, label in LIST_A_CHOICES),
        ),
        Column(
            "lead", "牵头社区", ("牵头组织", "社区", "牵头单位社区", "社区名称"),
            note="您管理的社区的名称或编码；只管一个社区的可以不填。", example="大拱桥社区",
        ),
        Column("communities", "实施社区", ("实施范围",),
               note="几个社区用顿号分开，要包括牵头社区；空着就是牵头社区。",
               example="大拱桥社区、三五八社区"),
        Column("partners", "参与单位", ("共建单位", "参建单位", "驻区单位", "单位"),
               note="已登记的驻区单位名称或统一社会信用代码，用顿号分开。",
               example="浉河区教育体育局"),
        Column("confirmed_on", "确定日期", ("确定时间", "立项日期", "立项时间"), is_required=True,
               note=DAY_NOTE, example="2026-03-10"),
        Column("planned_end", "计划完成日期", ("计划完成", "计划完成时间", "完成时限"),
               example="2026-12-31"),
        Column("status", "状态", ("项目状态", "进展状态", "进展"), choices=tuple(STATES),
               note="空着：填了完成日期的按“完成”，没有填的按“确定”。", example="实施中"),
        Column("finished_on", "完成日期", ("完成时间", "竣工日期"), note="状态是“完成”的必填。"),
        Column("outcome", "成效", ("项目成效", "完成情况", "取得成效"),
               note="状态是“完成”的必填。"),
        Column("reason", "终止原因", ("原因",), note="状态是“终止”的必填。"),
        Column("fiscal", "财政资金（元）", ("财政资金", "财政投入", "财政"), note=YUAN),
        Column("unit", "单位投入（元）", ("单位投入", "单位资金", "单位出资"), note=YUAN),
        Column("donation", "社会捐助（元）", ("社会捐助", "捐助", "捐款", "社会捐赠"), note=YUAN),
        Column("other", "其他资金（元）", ("其他资金", "其他投入", "其他", "其它"), note=YUAN),
    )  # fmt: skip
    notes = (
        "只导入已经确定的项目；还是意向的请在页面上提出。",
        "依据的协议、节点、进展和群众评价请导入后在项目页面上登记。",
        "牵头社区、确定日期和项目名称都与已登记的项目相同的，列为疑似重复。",
    )

    def judge(self, user: User, rows: Sequence[SourceRow]) -> list[Judgement]:
        return ProjectJudge(user).judge(rows)

    def write(self, actor: User, batch: ImportBatch, rows: Iterable[Judgement]) -> list[Written]:
        return import_projects(actor=actor, batch=batch, rows=list(rows))

    def undo(self, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
        return undo_project_import(actor=actor, batch=batch, rows=rows)

    def choices(self, user: User) -> dict[str, Any]:
        return {"lead": NamedPlaces(leading_communities(user)).choices()}
