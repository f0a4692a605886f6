"""Judging a ledger of projects: by the rules of its steps, against the register and itself."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.models import User
from common.text import normalise_line, normalise_text
from common.violations import require
from covenants.imports.rows import LedgerRow, NamedUnits, money, read_place, split_names
from covenants.models import LIST_A_CHOICES, LIST_B_CHOICES, FundingSource, Project
from covenants.operations.dates import check_confirmation, check_finish
from covenants.operations.plans import check_planned, checked_funding
from covenants.selectors.ledgers import ProjectKey, registered_projects
from covenants.selectors.places import communities_beside, leading_communities
from orgs.imports.cells import parse_choice, parse_day
from orgs.imports.kinds import Judgement, SourceRow, Verdict
from orgs.imports.places import NamedPlaces

Status = Project.Status
STATES: dict[str, str] = {
    "确定": Status.CONFIRMED, "实施中": Status.RUNNING, "暂停": Status.PAUSED,
    "完成": Status.FINISHED, "终止": Status.TERMINATED,
}  # fmt: skip
STATE_WORDS = STATES | {
    "已确定": Status.CONFIRMED, "实施": Status.RUNNING, "在建": Status.RUNNING,
    "进行中": Status.RUNNING, "正在实施": Status.RUNNING, "已暂停": Status.PAUSED,
    "已完成": Status.FINISHED, "完工": Status.FINISHED, "已终止": Status.TERMINATED,
}  # fmt: skip
DAYS = {"confirmed_on": "确定日期", "planned_end": "计划完成日期", "finished_on": "完成日期"}
WORDS = ("name", "content", "code_a", "outcome", "reason")
# Which further cell a state asks for, and what it is called.
NEEDED = {
    Status.FINISHED: (("finished_on", "完成日期"), ("outcome", "成效")),
    Status.TERMINATED: (("reason", "终止原因"),),
}


def words_of(choices: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the codes of a list of 五共 by label and by code."""
    labels = {label: code for code, label in choices}
    return labels | {code: code for code in labels.values()}


class ProjectJudge:
    """Judges all rows of one file for one user, with a fixed number of queries."""

    def __init__(self, user: User) -> None:
        mine = leading_communities(user)
        places = list(mine.select_related("parent"))
        self.places = NamedPlaces(places)
        self.only = places[0].pk if len(places) == 1 else None
        self.around = NamedPlaces(communities_beside(mine).select_related("parent"))
        self.units = NamedUnits(mine)
        self.known = registered_projects(mine)
        self.seen: dict[ProjectKey, int] = {}

    def judge(self, rows: Sequence[SourceRow]) -> list[Judgement]:
        return [self._judge(LedgerRow(source)) for source in rows]

    def _judge(self, row: LedgerRow) -> Judgement:
        lead = self._read(row)
        if row.findings or lead is None:
            return row.judged(Verdict.ERROR)
        key = ProjectKey(lead, row.values["confirmed_on"], row.values["name"])
        row.values = storable(row.values, lead)
        if key in self.seen:
            row.notes = [("name", f"与第 {self.seen[key]} 行是同一个项目，请只留一行。")]
            return row.judged(Verdict.CONFLICT)
        self.seen[key] = row.source.number
        known = self.known.get(key)
        if known is None:
            return row.judged(Verdict.NEW)
        row.notes.insert(0, ("name", "已登记有同一社区牵头、同日确定的同名项目，请核对。"))
        return row.judged(Verdict.DUPLICATE, known=known)

    def _read(self, row: LedgerRow) -> int | None:
        """Read the cells and ask the rules of a project's steps, as far as they could be read."""
        lead = read_place(row, "lead", self.places, self.only)
        row.need("name", "项目名称")
        row.need("code_b", "五共事项")
        row.need("confirmed_on", "确定日期")
        row.read("name", lambda text: normalise_line(text, label="项目名称", limit=100))
        row.read("content", read_content)
        for column, choices, label in (
            ("code_b", LIST_B_CHOICES, "五共事项"),
            ("code_a", LIST_A_CHOICES, "对应五共目标"),
        ):
            words = words_of(choices)
            row.read(column, lambda text, w=words, label=label: parse_choice(text, w, label=label))
        self._read_places(row, lead)
        partners = self.units.read(row, "partners", "参与单位")
        row.values["partners"] = [unit.pk for unit in partners]
        read_days(row)
        read_state(row)
        read_funding(row)
        return lead

    def _read_places(self, row: LedgerRow, lead: int | None) -> None:
        """The communities where the work is done; the lead's own where none is named."""
        found = []
        for name in split_names(row.source.texts.get("communities", "")):
            with row.finding("communities"):
                found.append(self.around.find(name, label="实施社区", field="communities"))
        if found and lead is not None:
            with row.finding("communities"):
                text = "实施社区应包括牵头社区。"
                require(lead in found, text, code="project.communities", field="communities")
        row.values["communities"] = sorted({key for key in found if key} or {lead or 0})


def read_content(text: str) -> str:
    return normalise_text(text, label="项目内容", limit=1000)


def read_days(row: LedgerRow) -> None:
    for column, label in DAYS.items():
        row.read(column, lambda text, label=label: parse_day(text, label=label))
    confirmed_on, planned_end = row.values.get("confirmed_on"), row.values.get("planned_end")
    with row.finding("planned_end"):
        check_planned(planned_end, label="计划完成日期", code="project.planned_end")
    if confirmed_on is None:
        return
    with row.finding("confirmed_on"):
        check_confirmation(confirmed_on, planned_end)
    if "finished_on" in row.values:
        with row.finding("finished_on"):
            check_finish(row.values["finished_on"], confirmed_on)


def read_state(row: LedgerRow) -> None:
    """The state, and what it asks for; a day of completion says that the work is done."""
    row.read("status", lambda text: parse_choice(text, STATE_WORDS, label="状态"))
    row.read("outcome", lambda text: normalise_text(text, label="成效", limit=2000))
    row.read("reason", lambda text: normalise_line(text, label="终止原因", limit=200))
    is_done = row.is_filled("finished_on")
    if not row.is_filled("status"):
        row.values["status"] = Status.FINISHED if is_done else Status.CONFIRMED
    status = row.values.get("status")
    for column, label in NEEDED.get(status, ()):
        row.need(column, f"{label}（状态是“{Status(status).label}”）")
    with row.finding("finished_on"):
        fits = not is_done or status in {None, Status.FINISHED}
        require(fits, "填了完成日期，状态应是“完成”，请核对。", code="project.finished_on")


def read_funding(row: LedgerRow) -> None:
    """The amounts by source; nothing and zero are the same."""
    amounts: dict[str, Decimal] = {}
    for source, label in FundingSource.Source.choices:
        row.read(source, money(label))
        if amount := row.values.pop(source, None):
            with row.finding(source):
                amounts |= checked_funding({source: amount})
    row.values["funding"] = {source: str(amount) for source, amount in amounts.items()}


def storable(values: dict[str, Any], lead: int) -> dict[str, Any]:
    """Return all that writing needs, as JSON holds it."""
    days = {name: values[name].isoformat() for name in DAYS if values.get(name)}
    words = {name: values.get(name, "") for name in WORDS}
    kept = {name: values[name] for name in ("code_b", "communities", "partners", "funding")}
    return {**days, **words, **kept, "status": str(values["status"]), "lead": lead}
