"""What may follow what: per step the states in which it may be taken, and what people call it."""

from collections.abc import Mapping

from common.violations import require
from covenants.models import Covenant, Project

Signing = Covenant.Status
Work = Project.Status

COVENANT_STEPS: Mapping[str, frozenset[Signing]] = {
    "change": frozenset({Signing.DRAFT}),
    "submit": frozenset({Signing.DRAFT}),
    "confirm": frozenset({Signing.AWAITING}),
    "sign": frozenset({Signing.DRAFT, Signing.AWAITING}),
    "return": frozenset({Signing.AWAITING}),
    "renew": frozenset(Covenant.CONCLUDED),
    "amend": frozenset({Signing.SIGNED}),
    "terminate": frozenset({Signing.SIGNED}),
    "void": frozenset({Signing.DRAFT, Signing.AWAITING, Signing.SIGNED}),
}

PLANNED = frozenset(Project.PLANNED)
UNDER_WAY = frozenset(Project.UNDER_WAY)

PROJECT_STEPS: Mapping[str, frozenset[Work]] = {
    "change": frozenset({Work.PROPOSED}),
    "confirm": frozenset({Work.PROPOSED}),
    "reject": frozenset({Work.PROPOSED}),
    "start": frozenset({Work.CONFIRMED}),
    "resume": frozenset({Work.PAUSED}),
    "finish": frozenset({Work.RUNNING}),
    "evaluate": frozenset({Work.FINISHED}),
    "pause": frozenset({Work.RUNNING}),
    "terminate": frozenset({Work.RUNNING, Work.PAUSED}),
    "leave": PLANNED | {Work.FINISHED},
    "void": UNDER_WAY | {Work.PROPOSED, Work.FINISHED, Work.EVALUATED, Work.TERMINATED},
}
# What is done with the parts of a project: its money, what it lacks, its milestones, its progress.
PROJECT_PARTS: Mapping[str, frozenset[Work]] = {
    "fund": UNDER_WAY,
    "want": PLANNED,
    "add_milestone": PLANNED,
    "drop_milestone": PLANNED,
    "reach_milestone": UNDER_WAY | {Work.FINISHED},
    "add_progress": UNDER_WAY | {Work.FINISHED},
}

STEP_LABELS: Mapping[str, str] = {
    "draft": "起草",
    "change": "修改",
    "submit": "提交待签",
    "return": "退回修改",
    "confirm": "确认签署",
    "sign": "登记签订",
    "amend": "签补充协议",
    "renew": "续签",
    "terminate": "终止",
    "void": "作废",
}
PROJECT_LABELS: Mapping[str, str] = {
    "propose": "提出",
    "change": "修改",
    "confirm": "确定",
    "reject": "否决",
    "start": "开始实施",
    "pause": "暂停",
    "resume": "恢复实施",
    "finish": "完成",
    "evaluate": "登记群众评价",
    "fund": "更正资金",
    "want": "更正所需资源",
    "terminate": "终止",
    "join": "增加参与单位",
    "leave": "退出实施",
    "void": "作废",
    "add_milestone": "增加节点",
    "reach_milestone": "登记节点完成",
    "drop_milestone": "删去节点",
    "add_progress": "登记进展",
}


def steps_of(record: Covenant | Project) -> Mapping[str, frozenset[str]]:
    """Return the table that the record lives by."""
    return COVENANT_STEPS if isinstance(record, Covenant) else PROJECT_STEPS | PROJECT_PARTS


def step_label(record: Covenant | Project, step: str) -> str:
    """Return what people call the step; one that nobody named stays as it is."""
    labels = STEP_LABELS if isinstance(record, Covenant) else PROJECT_LABELS
    return labels.get(step, step)


def is_open_to(record: Covenant | Project, step: str) -> bool:
    """Whether the record's state allows the step."""
    return record.status in steps_of(record)[step]


def require_state(record: Covenant | Project, step: str) -> None:
    """Refuse a step that the record's state does not allow: `covenant.state`, `project.state`."""
    noun = "协议" if isinstance(record, Covenant) else "项目"
    state, wish = record.get_status_display(), step_label(record, step)
    require(
        is_open_to(record, step),
        f"{noun}现在是“{state}”，不能{wish}，请刷新后再看。",
        code=f"{record._meta.model_name}.state",
    )
