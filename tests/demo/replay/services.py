"""Service logs and monthly reports, from the first step to the last."""

from functools import partial

from accounts.models import User
from demo.reports import Filing
from reports.models import ReportAction
from reports.operations.lifecycle import (
    accept_report,
    approve_report,
    return_report,
    submit_report,
)
from reports.operations.monthly import NARRATIVE, open_report, save_narrative
from services.models import ServiceLog
from services.operations.confirmation import confirm_service_log, return_service_log
from services.operations.entry import correct_service_log, log_own_service, log_service_for
from tests.demo.replay.base import Replay

Status = ServiceLog.Status
Kind = ReportAction.Kind
SERVICE = ("served_on", "start", "end", "category", "text")


def replay_log(replay: Replay, row: ServiceLog) -> None:
    """Enter, or correct the earlier one; confirm or return."""
    actor = replay.of(row.entered_by)
    facts = {name: getattr(row, name) for name in SERVICE}
    places = {"community": replay.of(row.community), "grid": replay.of(row.grid)}
    if row.corrects is not None:
        enter = partial(correct_service_log, log=replay.of(row.corrects))
    elif row.entry == ServiceLog.Entry.MEMBER:
        enter = partial(log_own_service, member=replay.of(row.member))
    else:
        enter = partial(log_service_for, member=replay.of(row.member))
    stored = replay.at(row.created_at, enter, actor=actor, **facts, **places)
    replay.keep(row, stored)
    if row.confirmed_at is not None:
        confirmer = replay.of(row.confirmed_by)
        replay.at(row.confirmed_at, confirm_service_log, actor=confirmer, log=stored)
    elif row.status == Status.RETURNED:
        returner, reason = replay.of(row.updated_by), row.return_reason
        replay.at(row.updated_at, return_service_log, actor=returner, log=stored, reason=reason)


def replay_report(replay: Replay, filing: Filing) -> None:
    """Open, write the texts, take every step of the history."""
    row, (opening, *steps) = filing.report, filing.actions
    actor = replay.of(opening.actor)
    community = replay.of(row.community)
    stored = replay.at(opening.at, open_report, actor=actor, community=community, month=row.month)
    replay.keep(row, stored)
    if steps:
        texts = {name: getattr(row, name) for name in NARRATIVE}
        replay.at(opening.at, save_narrative, actor=actor, report=stored, **texts)
    for action in steps:
        who = {"actor": replay.of(action.actor), "report": stored}
        replay.at(action.at, take, action=action, **who)


def take(action: ReportAction, actor: User, report: object) -> None:
    if action.kind in {Kind.RETURNED_BY_STREET, Kind.RETURNED_BY_DISTRICT}:
        return_report(actor=actor, report=report, comment=action.comment)
        return
    operations = {
        Kind.SUBMITTED: submit_report,
        Kind.APPROVED: approve_report,
        Kind.ACCEPTED: accept_report,
    }
    operations[action.kind](actor=actor, report=report)
