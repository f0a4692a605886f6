"""Who acts next and by when, in one sentence."""

import datetime

from covenants.models import Covenant, Project
from covenants.selectors.expiry import NOTICE_DAYS
from covenants.selectors.sides import waiting_sides

MAIN_STEPS = {Covenant.Status.DRAFT: "submit", Covenant.Status.AWAITING: "confirm"}
MAIN_PROJECT_STEPS = {
    Project.Status.PROPOSED: "confirm",
    Project.Status.CONFIRMED: "start",
    Project.Status.RUNNING: "finish",
    Project.Status.PAUSED: "resume",
    Project.Status.FINISHED: "evaluate",
}


def next_step_of_covenant(
    covenant: Covenant, day: datetime.date, renewal: Covenant | None = None, returned: str = ""
) -> str:
    """Return one sentence: who acts next and by when; `renewal`: the later one, if there is;
    `returned`: why the draft was sent back."""
    owner = covenant.organization
    if covenant.status == Covenant.Status.DRAFT:
        if returned:
            return f"已退回：{returned.rstrip('。')}，请{owner}修改后重新提交。"
        return f"由{owner}核对内容后提交待签，或在签字后直接登记签订。"
    if covenant.status == Covenant.Status.AWAITING:
        return _next_step_while_awaiting(covenant)
    if covenant.status == Covenant.Status.SIGNED:
        return _next_step_while_signed(covenant, day, renewal)
    if covenant.status == Covenant.Status.TERMINATED:
        return _told_termination(covenant)
    return "已办结，无需处理。"


def _told_termination(covenant: Covenant) -> str:
    ended = covenant.terminated_on
    if ended <= covenant.effective_from:  # on that day it no longer binds, so it never did
        return f"协议未生效即于 {ended} 终止，各方无需履行。"
    return f"已于 {ended} 提前终止，无需处理。"


def _next_step_while_awaiting(covenant: Covenant) -> str:
    waiting = "、".join(party.name for party in waiting_sides(covenant))
    by = f"，计划 {covenant.effective_from} 生效" if covenant.effective_from else ""
    return f"由{waiting}核对后确认签署，或签纸质协议后由{covenant.organization}登记签订{by}。"


def _next_step_while_signed(
    covenant: Covenant, day: datetime.date, renewal: Covenant | None
) -> str:
    owner, last = covenant.organization, covenant.effective_to
    if day < covenant.effective_from:
        return f"{covenant.effective_from} 起生效，届时由各方履行。"
    if last is None:
        return "由各方履行；未约定期限。"
    left = (last - day).days
    if left <= NOTICE_DAYS and (covenant.amends_id is not None or renewal is not None):
        return _next_step_when_followed(covenant, left, renewal)
    if left < 0:
        return f"已于 {last} 到期，由{owner}与各方商定是否续签。"
    if left <= NOTICE_DAYS:
        return f"还有 {left} 天到期，请{owner}在 {last} 前与各方商定是否续签。"
    return f"由各方履行，{last} 到期。"


def _next_step_when_followed(covenant: Covenant, left: int, renewal: Covenant | None) -> str:
    """What ends without being renewed itself: a supplement, or one whose renewal is there."""
    ends = f"{'已于' if left < 0 else '将于'} {covenant.effective_to} 到期"
    if renewal is None:
        return f"{ends}；补充协议随原协议续签。"
    if renewal.signed_on is not None:
        return f"{ends}，已续签为 {renewal.no}。"
    return f"{ends}，由{covenant.organization}与各方签订续签协议 {renewal.no}。"


def main_step_of_covenant(
    covenant: Covenant, day: datetime.date, renewal: Covenant | None = None
) -> str:
    """Return the one step that the sentence asks for, "" for none."""
    if covenant.status == Covenant.Status.SIGNED:
        return "" if renewal or not _is_ending(covenant, day) else "renew"
    return MAIN_STEPS.get(Covenant.Status(covenant.status), "")


def main_step_of_project(project: Project) -> str:
    """Return the one step that the sentence asks for, "" for none."""
    return MAIN_PROJECT_STEPS.get(Project.Status(project.status), "")


def _is_ending(covenant: Covenant, day: datetime.date) -> bool:
    last = covenant.effective_to
    return last is not None and (last - day).days <= NOTICE_DAYS


def next_step_of_project(project: Project, day: datetime.date) -> str:
    """Return one sentence: who acts next and by when."""
    lead, end = project.lead, project.planned_end
    by = f"，计划 {end} 前完成" if end else "，未定完成日期"
    late = f"已超过计划完成日期 {end}，" if end and end < day else ""
    sentences = {
        Project.Status.PROPOSED: f"由{lead}研究后确定或否决。",
        Project.Status.CONFIRMED: f"{late}由{lead}组织实施{'' if late else by}。",
        Project.Status.RUNNING: f"{late}由{lead}办结并填写成效。"
        if late
        else f"由{lead}和参与单位实施{by}。",
        Project.Status.PAUSED: f"{late}已暂停，由{lead}恢复实施或终止。",
        Project.Status.FINISHED: f"由{lead}征求居民意见后登记群众评价。",
    }
    return sentences.get(project.status, "已办结，无需处理。")
