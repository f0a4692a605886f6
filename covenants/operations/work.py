"""What is done about a project besides its course: its money, what it lacks, who carries it out,
and what residents say of it in the end.
"""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.text import normalise_digits, normalise_line
from common.violations import require
from covenants.models import Project, ProjectEvaluation
from covenants.models.progress import MOST_VOICES
from covenants.operations.dates import check_past
from covenants.operations.plans import (
    checked_funding,
    checked_wants,
    store_funding,
    store_wants,
)
from covenants.operations.project_steps import (
    hold_project,
    locked_project,
    mark_project,
    move_project,
)
from covenants.transitions import require_state
from orgs import scope
from orgs.models import Organization
from orgs.policy import Action, Role
from orgs.selectors.people import holders

# A mobile or identity number, however it is broken up.
PERSONAL = re.compile(r"(?<!\d)(?:(?:(?:00)?86)?1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
BREAKS = re.compile(r"[\s\-\u2010-\u2015－._．＿·•・/／\\|()（）\[\]【】+＋*]")


@transaction.atomic
def evaluate_project(
    *,
    actor: User,
    project: Project,
    held_on: datetime.date,
    way: str,
    satisfied_count: int,
    fairly_count: int,
    dissatisfied_count: int,
    text: str = "",
) -> Project:
    """Enter how many residents said what of the finished work; nobody is named.

    Refuses `project.state`, `evaluation.held_on` (in the future or before the work was
    finished), `evaluation.way`, `evaluation.counts` (none at all, negative or absurd) and
    `evaluation.text` (a telephone or identity number in it).
    """
    project = hold_project(actor, project, "evaluate")
    _check_held(project, held_on)
    way_is_known = way in ProjectEvaluation.Way.values
    require(way_is_known, "请从列表里选择评价方式。", code="evaluation.way", field="way")
    counts = {
        "satisfied_count": satisfied_count,
        "fairly_count": fairly_count,
        "dissatisfied_count": dissatisfied_count,
    }
    _check_voices(counts)
    values = {"held_on": held_on, "way": way, **counts, "text": _checked_remarks(text)}
    ProjectEvaluation.objects.create_by(actor, project=project, **values)
    move_project(actor, project, "evaluate", since=held_on)
    return project


@transaction.atomic
def set_funding(
    *,
    actor: User,
    project: Project,
    funding: Mapping[str, Decimal],
    version: int | None = None,
) -> Project:
    """Correct the amounts by source while the work is under way.

    Refuses `project.state`, `record.stale`, `project.funding`.
    """
    project = hold_project(actor, project, "fund")
    project.require_version(version)
    before, after = _amounts(project), checked_funding(funding)
    store_funding(project, after)
    project.change(actor)
    write_audit(
        actor=actor, action="project.fund", record=project,
        before=before, after=_amounts(project),
    )  # fmt: skip
    mark_project(project, project.confirmed_on)
    return project


@transaction.atomic
def set_wants(
    *,
    actor: User,
    project: Project,
    wants: Mapping[str, str],
    is_open_to_claims: bool,
    version: int | None = None,
) -> Project:
    """Say anew what the project lacks, and whether units may claim it.

    Refuses `project.state`, `record.stale`, `project.wants`.
    """
    project = hold_project(actor, project, "want")
    project.require_version(version)
    before = _wants(project)
    store_wants(project, checked_wants(wants))
    project.change(actor, is_open_to_claims=is_open_to_claims)
    write_audit(
        actor=actor, action="project.want", record=project,
        before=before, after=_wants(project), is_open_to_claims=is_open_to_claims,
    )  # fmt: skip
    return project


@transaction.atomic
def leave_project(
    *, actor: User, project: Project, community: Organization, reason: str
) -> Project:
    """Take one's own community, which does not lead, out of those that carry the work out.

    The lead is told. Refuses `project.state`, `project.community` (it leads, or has no part).
    """
    project = locked_project(project)
    scope.require(actor, Action.KEEP_PROJECTS, community)
    require_state(project, "leave")
    _check_leaving(project, community)
    reason = normalise_line(reason, label="退出原因", limit=200, field="reason")
    mark_project(project, project.confirmed_on or clock.today())
    project.communities.remove(community)
    project.change(actor)
    write_audit(
        actor=actor, action="project.leave", record=project,
        community=community.pk, reason=f"{community.name}，{reason}",
    )  # fmt: skip
    _tell_lead(project, community, reason)
    return project


def _check_held(project: Project, held_on: datetime.date) -> None:
    check_past(held_on, label="评价日期", code="evaluation.held_on")
    require(
        held_on >= project.finished_on,
        "评价日期不能早于项目完成日期，请核对。",
        code="evaluation.held_on",
        field="held_on",
    )


def _check_voices(counts: Mapping[str, int]) -> None:
    for field, count in counts.items():
        require(
            0 <= count <= MOST_VOICES,
            "人数应在 0 到 100000 之间，请核对。",
            code="evaluation.counts",
            field=field,
        )
    require(
        any(counts.values()),
        "至少要有一人评价，请填写各档人数。",
        code="evaluation.counts",
        field="satisfied_count",
    )


def _checked_remarks(text: str) -> str:
    text = normalise_line(text, label="意见摘要", limit=200, required=False, field="text")
    names_somebody = PERSONAL.search(BREAKS.sub("", normalise_digits(text)))
    require(
        names_somebody is None,
        "意见摘要里请不要写手机号、身份证号等个人信息。",
        code="evaluation.text",
        field="text",
    )
    return text


def _check_leaving(project: Project, community: Organization) -> None:
    code = "project.community"
    require(
        community.pk != project.lead_id,
        "牵头社区不能退出；不再实施的，请终止项目。",
        code=code,
    )
    require(
        project.communities.filter(pk=community.pk).exists(),
        f"{community.name}不是这个项目的实施社区。",
        code=code,
    )


def _amounts(project: Project) -> dict[str, str]:
    """Return the amounts as people read them in the audit."""
    parts = project.funding.order_by("pk")
    return {part.get_source_display(): f"{part.amount:.2f}" for part in parts}


def _wants(project: Project) -> dict[str, str]:
    return {want.get_kind_display(): want.text for want in project.wants.all()}


def _tell_lead(project: Project, community: Organization, reason: str) -> None:
    text = f"{community.name}退出共建项目“{project.name}”的实施，原因：{reason}"
    readers = holders(Role.COMMUNITY, project.lead_id).values_list("pk", flat=True)
    notify_each(texts=dict.fromkeys(readers, text), url=project.get_absolute_url())
