"""What may follow what: per step the states in which it may be taken, and what people call it."""

from collections.abc import Mapping

from common.violations import require
from covenants.models import Covenant, Project

Signing = Covenant.Status
Work = Project.Status

COVENANT_STEPS: Mapping[str, frozenset[Signing]] = {
    "change": frozenset({Signing.DRAFT}),
    "submit": frozenset({Signing.DRAFT}),
    "sign": frozenset({Signing.DRAFT, Signing.AWAITING}),
    "renew": frozenset({Signing.SIGNED, Signing.TERMINATED}),
    "terminate": frozenset({Signing.SIGNED}),
    "void": frozenset({Signing.DRAFT, Signing.AWAITING, Signing.SIGNED}),
}

PROJECT_STEPS: Mapping[str, frozenset[Work]] = {
    "change": frozenset({Work.PROPOSED}),
    "confirm": frozenset({Work.PROPOSED}),
    "reject": frozenset({Work.PROPOSED}),
    "start": frozenset({Work.CONFIRMED}),
    "pause": frozenset({Work.RUNNING}),
    "resume": frozenset({Work.PAUSED}),
    "finish": frozenset({Work.RUNNING}),
    "terminate": frozenset({Work.RUNNING, Work.PAUSED}),
    "void": frozenset(
        {
            Work.PROPOSED,
            Work.CONFIRMED,
            Work.RUNNING,
            Work.PAUSED,
            Work.FINISHED,
            Work.EVALUATED,
            Work.TERMINATED,
        }
    ),
}

STEP_LABELS: Mapping[str, str] = {
    "draft": "起草",
    "change": "修改",
    "submit": "提交待签",
    "sign": "登记签订",
    "renew": "续签",
    "propose": "提出",
    "confirm": "确定",
    "reject": "否决",
    "start": "开始实施",
    "pause": "暂停",
    "resume": "恢复实施",
    "finish": "完成",
    "terminate": "终止",
    "void": "作废",
}


def steps_of(record: Covenant | Project) -> Mapping[str, frozenset[str]]:
    """Return the table that the record lives by."""
    return COVENANT_STEPS if isinstance(record, Covenant) else PROJECT_STEPS


def is_open_to(record: Covenant | Project, step: str) -> bool:
    """Whether the record's state allows the step."""
    return record.status in steps_of(record)[step]


def require_state(record: Covenant | Project, step: str) -> None:
    """Refuse a step that the record's state does not allow: `covenant.state`, `project.state`."""
    noun = "协议" if isinstance(record, Covenant) else "项目"
    require(
        is_open_to(record, step),
        f"{noun}现在是“{record.get_status_display()}”，不能{STEP_LABELS[step]}，请刷新后再看。",
        code=f"{record._meta.model_name}.state",
    )
