"""What a unit says of its members: facts, another unit, no longer on the job, back again."""

import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock
from common.text import normalise_line, normalise_name
from common.violations import RuleViolation, require
from members.models import Member
from members.operations.exemptions import end_exemptions_of
from members.operations.locks import lock_member
from members.operations.rules import FOUNDED, check_joined_on
from orgs import scope
from orgs.models import ResidentUnit
from orgs.operations.unit_rules import require_in_use
from orgs.policy import Action
from orgs.selectors.people import liaisons_of

CHOICES = {
    "kind": (Member.Kind, "请选择党员类别。"),
    "gender": (Member.Gender, "请选择性别。"),
    "education": (Member.Education, "请选择学历。"),
    "org_relation": (Member.OrgRelation, "请选择组织关系。"),
    "flow": (Member.Flow, "请选择流动情况。"),
}
# What says whether somebody is on the job at the unit, and since when not.
LEAVING = ("on_job", "left_unit_on", "left_reason", "org_relation")
LINES = {"specialties": ("特长", 200), "home_organization": ("组织关系所在党组织", 100)}


@transaction.atomic
def change_member(
    *, actor: User, member: Member, version: int | None = None, **values: Any
) -> Member:
    """Correct what the roster holds of a member; what stays as it is leaves no trace.

    `values`: name, kind, gender, joined_on, education, specialties, org_relation, flow,
    home_organization. Refuses `record.stale`, `member.merged`, `.known`, `.joined_on`,
    `.flow` (without a unit one is 流入党员), `.<choice>`, `text.*`.
    """
    values = _clean(values)
    member = _hold(actor, member, version)
    changed = {name: value for name, value in values.items() if getattr(member, name) != value}
    if "name" in changed:
        _check_single(member, changed["name"])
    require(
        changed.get("flow", Member.Flow.INBOUND) == Member.Flow.INBOUND or member.unit is not None,
        "没有驻区单位的，只能登记为流入党员。",
        code="member.flow",
        field="flow",
    )
    if changed:
        member.change(actor, **changed)
        labels = [str(Member._meta.get_field(name).verbose_name) for name in changed]
        write_audit(actor=actor, action="member.change", record=member, changed=labels)
    return member


@transaction.atomic
def change_member_unit(
    *, actor: User, member: Member, unit: ResidentUnit, reason: str, version: int | None = None
) -> Member:
    """Put a member on another unit's roster, on the job there.

    Check-ins keep the unit of their day; exemptions end today. Refuses `record.stale`,
    `member.merged`, `.unit` (out of use, of another district, the same).
    """
    reason = normalise_line(reason, label="变动说明", limit=200, field="reason")
    member = _hold(actor, member, version)
    unit = ResidentUnit.objects.select_related("merged_into").get(pk=unit.pk)
    require_in_use([unit], code="member.unit", field="unit")
    old = member.unit
    fits = unit.district_id == member.district_id and unit != old
    require(fits, "请选择本区的另一个单位。", code="member.unit", field="unit")
    end_exemptions_of(actor, member, clock.today())
    # The key belongs to the former unit's own system.
    member.change(actor, unit=unit, external_key="", on_job=True, left_unit_on=None, left_reason="")
    write_audit(
        actor=actor, action="member.change_unit", record=member,
        before=old.pk if old else None, after=unit.pk, reason=reason,
    )  # fmt: skip
    _tell_units(member, old, unit)
    return member


@transaction.atomic
def end_membership(
    *,
    actor: User,
    member: Member,
    reason: str,
    left_on: datetime.date,
    version: int | None = None,
) -> Member:
    """Say that a member is no longer on the job at the unit; the community then ends the check-in.

    Exemptions end with the day. Refuses `record.stale`, `member.merged`, `.left` (already),
    `.left_reason`, `.left_on`.
    """
    known = reason in Member.LeftReason.values
    require(known, "请选择离开单位原因。", code="member.left_reason", field="reason")
    require(
        FOUNDED <= left_on <= clock.today(),
        "离开单位的日期不能晚于今天，也不能早于 1921 年 7 月 1 日。",
        code="member.left_on",
        field="left_on",
    )
    member = _hold(actor, member, version)
    require(member.on_job, "这名党员已登记为不再在职。", code="member.left")
    moved = {"org_relation": Member.OrgRelation.COMMUNITY}
    relation = moved if reason == Member.LeftReason.RELATION_MOVED else {}
    member.change(actor, on_job=False, left_unit_on=left_on, left_reason=reason, **relation)
    end_exemptions_of(actor, member, left_on)
    write_audit(actor=actor, action="member.leave", record=member, on=f"{left_on}")
    return member


@transaction.atomic
def resume_membership(*, actor: User, member: Member, version: int | None = None) -> Member:
    """Say that a member is on the job at the unit after all. Refuses `member.on_job`, `.unit`."""
    member = _hold(actor, member, version)
    require(not member.on_job, "这名党员现在就是在职。", code="member.on_job")
    require(member.unit is not None, "这名党员没有所在单位，请先登记单位。", code="member.unit")
    require_in_use([member.unit], code="member.unit")
    member.change(actor, **on_job_facts(member, on_job=True))
    write_audit(actor=actor, action="member.resume", record=member)
    return member


def on_job_facts(member: Member, *, on_job: bool) -> dict[str, Any]:
    """Return the columns of `LEAVING` as 在职 makes them; the day and the reason that are known
    of one who left are kept.
    """
    if on_job:
        moved = member.left_reason == Member.LeftReason.RELATION_MOVED
        relation = Member.OrgRelation.UNIT if moved else member.org_relation
        left_on, reason = None, ""
    else:
        relation = member.org_relation
        left_on = member.left_unit_on or clock.today()
        reason = member.left_reason or Member.LeftReason.OTHER
    values = (on_job, left_on, reason, relation)
    return dict(zip(LEAVING, values, strict=True))


def _hold(actor: User, member: Member, version: int | None) -> Member:
    """Return the member as it stands, held, for one who keeps it."""
    held = lock_member(member)
    scope.require(actor, Action.KEEP_MEMBERS, held)
    held.require_version(version)
    require(
        held.merged_into_id is None,
        "这份登记已并入另一份，请在保留的登记上办理。",
        code="member.merged",
    )
    return held


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values in the form they are stored in; refuses what is malformed."""
    cleaned = dict(values)
    if "name" in cleaned:
        cleaned["name"] = normalise_name(cleaned["name"], field="name")
    for name, (label, limit) in LINES.items():
        if name in cleaned:
            cleaned[name] = normalise_line(
                cleaned[name], label=label, limit=limit, required=False, field=name
            )
    for name, (choices, message) in CHOICES.items():
        if name in cleaned and cleaned[name] not in choices.values:
            raise RuleViolation(message, code=f"member.{name}", field=name)
    check_joined_on(cleaned.get("joined_on"))
    return cleaned


def _check_single(member: Member, name: str) -> None:
    """Refuse a name that makes two rows the same person: name and number (`member.known`)."""
    others = Member.objects.standing().filter(name=name, mobile_index=member.mobile_index)
    require(
        not others.exclude(pk=member.pk).exists(),
        "名册里已有同名同手机号的党员，请核对后按重复登记办理。",
        code="member.known",
        field="name",
    )


def _tell_units(member: Member, old: ResidentUnit | None, new: ResidentUnit) -> None:
    """Leave the liaisons of both units a message; the new one finds the member on its roster."""
    url = reverse("members:unit-member-detail", args=[member.pk])
    arrived = dict.fromkeys(
        liaisons_of(new).values_list("pk", flat=True),
        f"{member.name}已转入{new.name}的名册，请核对。",
    )
    notify_each(texts=arrived, url=url)
    if old is None:
        return
    gone = liaisons_of(old).exclude(pk__in=arrived).values_list("pk", flat=True)
    text = f"{member.name}已转到{new.name}，不再在{old.name}的名册里。"
    notify_each(texts=dict.fromkeys(gone, text))
