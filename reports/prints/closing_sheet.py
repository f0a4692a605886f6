"""项目结项表: what a project was to be, what became of it, and who seals it."""

from collections.abc import Iterable
from decimal import Decimal

from common import clock
from covenants.models import FundingSource, Milestone, Project, ProjectEvaluation
from reports.prints.sheets import (
    BLANK_DAY,
    GAP,
    Cell,
    Form,
    Line,
    Listing,
    Part,
    Sheet,
    label,
    reporting,
)

TITLE = "共建项目结项表"
WIDTHS = (6, 12, 6, 12)
MILESTONE_HEADERS = ("序号", "节点", "计划日期", "完成日期", "情况")
MILESTONE_WIDTHS = (14, 68, 28, 28, 28)
DONE = {Project.Status.FINISHED, Project.Status.EVALUATED}
Row = tuple[Cell, ...]


def closing_sheet(project: Project, covenants: Iterable[str]) -> Sheet:
    """Return the sheet; one of a project that goes on says so. `covenants`: what it rests on, as
    far as the reader may see it."""
    return Sheet(
        title=TITLE,
        no=project.no,
        subject=project.name,
        parts=(
            *_mark(project),
            Form((*_plan(project, list(covenants)), *_money(project)), WIDTHS),
            *_milestones(project, list(project.milestones.all())),
            Form((*_outcome(project), *_seals(project)), WIDTHS),
            reporting(project.lead.title, clock.today()),
        ),
    )


def _mark(project: Project) -> tuple[Line, ...]:
    if project.status in DONE:
        return ()
    reason = f"，原因：{project.reason}" if project.reason else ""
    return (Line(f"（项目现为“{project.get_status_display()}”，没有完成{reason}）", "mark"),)


def _plan(project: Project, covenants: list[str]) -> tuple[Row, ...]:
    places = "、".join(place.name for place in project.communities.all())
    partners = "、".join(unit.name for unit in project.partners.all())
    return (
        _wide("项目名称", project.name),
        *([_wide("项目内容", project.content)] if project.content else []),
        _pair("牵头社区", project.lead.title, "牵头单位", _text(project.lead_unit)),
        _pair(
            "五共事项", project.get_code_b_display(),
            "五共目标", project.get_code_a_display() or "—",
        ),
        _wide("实施社区", places),
        _wide("参与单位", partners or "—"),
        _wide("依据协议", "\n".join(covenants) or "—"),
        _pair("确定日期", _text(project.confirmed_on), "项目状态", project.get_status_display()),
        _pair("计划完成", _text(project.planned_end), "实际完成", _finished(project)),
    )  # fmt: skip


def _finished(project: Project) -> str:
    """The day, and how it stands to the plan (S7)."""
    if project.finished_on is None:
        return "—"
    late = (project.finished_on - project.planned_end).days if project.planned_end else 0
    verdict = f"（逾期 {late} 天）" if late > 0 else "（按期）" if project.planned_end else ""
    return f"{project.finished_on}{verdict}"


def _money(project: Project) -> tuple[Row, ...]:
    """The money source by source in the order of the list, and its sum."""
    rows = {row.source: row for row in project.funding.all()}
    parts = [_amount(rows[source]) for source in FundingSource.Source.values if source in rows]
    total = sum((row.amount for row in rows.values()), Decimal(0))
    text = f"{'；'.join(parts)}。合计 {total:,.2f} 元。" if parts else "没有登记资金。"
    return (_wide("项目资金", text),)


def _amount(row: FundingSource) -> str:
    return f"{row.get_source_display()} {row.amount:,.2f} 元"


def _milestones(project: Project, rows: list[Milestone]) -> tuple[Part, ...]:
    if not rows:
        return ()
    left = "未登记" if project.status in DONE else "未完成"
    lines = [_milestone(number, row, left) for number, row in enumerate(rows, start=1)]
    return (
        Line("项目节点", "heading"),
        Listing(MILESTONE_HEADERS, lines, MILESTONE_WIDTHS),
        Line("成效和评价", "heading"),
    )


def _milestone(number: int, row: Milestone, left: str) -> tuple[str, ...]:
    """`left`: what is said of a step that nobody entered as done."""
    late = (row.done_on - row.due_on).days if row.done_on else 0
    verdict = left if row.done_on is None else f"晚 {late} 天" if late > 0 else "按期"
    return str(number), row.name, _text(row.due_on), _text(row.done_on), verdict


def _outcome(project: Project) -> tuple[Row, ...]:
    evaluation = getattr(project, "evaluation", None)
    return (
        (label("成　　效", 4), Cell(project.outcome, span=3, lines=4)),
        _wide("群众评价", _voices(evaluation) if evaluation else "还没有评价。"),
        *([_wide("意见摘要", evaluation.text)] if evaluation and evaluation.text else []),
    )


def _voices(found: ProjectEvaluation) -> str:
    """How many said what, and their share; nobody is named."""
    counts = (
        ("满意", found.satisfied_count),
        ("基本满意", found.fairly_count),
        ("不满意", found.dissatisfied_count),
    )
    shares = "，".join(
        f"{name} {count} 人（{100 * count / found.voice_count:.1f}%）" for name, count in counts
    )
    head = f"{found.held_on}，{found.get_way_display()}，共 {found.voice_count} 人"
    return f"{head}：{shares}。"


def _seals(project: Project) -> tuple[Row, ...]:
    signed = f"\n负责人：{GAP}　　{BLANK_DAY}（盖章）"
    return tuple(
        (label(name, 3), Cell(signed, span=3, lines=3))
        for name in ("牵头社区意见", "参与单位意见", "街道大工委意见")
    )


def _wide(name: str, text: str) -> Row:
    return label(name), Cell(text, span=3)


def _pair(first: str, text: str, second: str, other: str) -> Row:
    return label(first), Cell(text), label(second), Cell(other)


def _text(value: object) -> str:
    return str(value) if value else "—"
