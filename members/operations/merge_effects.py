"""What a merger changes beside the pointer, and how that is given back exactly."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from common import clock
from common.violations import require
from members.models import CheckIn, Member
from members.operations.households import end_links_of, open_links_of, resume_links
from members.operations.members import follow_number

Status = CheckIn.Status
Span = tuple[datetime.date, datetime.date]
# What the kept row may lack and the duplicate know; a kind or an organisation is never empty.
FACTS = ("joined_on", "gender", "education", "specialties", "home_organization")
NOT_SAID = {None, "", Member.Gender.UNKNOWN, Member.Gender.UNSTATED}


def settle_check_ins(
    actor: User, doubled: list[CheckIn], standing: list[CheckIn]
) -> dict[str, Any]:
    """End what the duplicate has open, and count out its days that the kept row counts already.

    Links to households end with the check-in they hang on. Returns what was there before, for the
    merger's `effects`.
    """
    days = [span_of(each) for each in standing if is_counted(each)]
    before: list[dict[str, Any]] = []
    links: list[int] = []
    for check_in in doubled:
        values = _settled(check_in, days)
        if values:
            before.append(_written(check_in) | {"version": check_in.version + 1})
            check_in.change(actor, **values)
        if "closed_on" in values:
            links += open_links_of(check_in.member).values_list("pk", flat=True)
            end_links_of(actor=actor, member=check_in.member, day=values["closed_on"])
    return {"check_ins": before, "links": links}


def _settled(check_in: CheckIn, days: list[Span]) -> dict[str, Any]:
    """Return what becomes of one check-in of the duplicate; {} when it stays as it is."""
    duplicate = CheckIn.CloseReason.DUPLICATE
    if check_in.status == Status.PENDING:
        return {"status": Status.VOID}
    if check_in.status == Status.REGISTERED:
        return {"status": Status.CLOSED, "close_reason": duplicate, "closed_on": clock.today()}
    if is_counted(check_in) and any(overlap(span_of(check_in), other) for other in days):
        return {"close_reason": duplicate}
    return {}


def is_counted(check_in: CheckIn) -> bool:
    """Whether its days count (S8): accepted, and not counted out since."""
    left_out = {Status.VOID, Status.RETURNED, Status.WITHDRAWN, Status.PENDING, Status.DRAFT}
    return (
        check_in.accepted_at is not None
        and check_in.status not in left_out
        and check_in.close_reason not in CheckIn.NEVER_COUNTED
    )


def span_of(check_in: CheckIn) -> Span:
    """Its days in the register: from the acceptance to the day before it was closed."""
    first = timezone.localdate(check_in.accepted_at)
    return first, check_in.closed_on or datetime.date.max


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a day; their last days are outside."""
    return one[0] < other[1] and other[0] < one[1]


def move_account(actor: User, duplicate: Member, kept: Member) -> dict[str, Any]:
    """Give the account in use to the row that stays; a disabled one of that row changes places."""
    user, other = duplicate.user, kept.user
    if user is None or not user.is_active:
        return {"user": None}
    _give(actor, duplicate, kept, user, other)
    return {"user": user.pk, "instead_of": other and other.pk}


def _give(actor: User, giver: Member, taker: Member, user: User, back: User | None) -> None:
    """An account belongs to one row at every moment, and signs in with that row's number."""
    giver.change(actor, user=None)
    taker.change(actor, user=user)
    if back is not None:
        giver.change(actor, user=back)
        User.objects.filter(pk=back.pk).update(mobile_index="")  # disabled: it keeps no number
    follow_number(taker)


def take_facts(actor: User, duplicate: Member, kept: Member) -> dict[str, Any]:
    """Fill in what the kept row does not say from the duplicate, which keeps its own words.

    Only the key in the unit's system moves: a unit has each key once.
    """
    taken = missing_facts(duplicate, kept)
    if "external_key" in taken:
        duplicate.change(actor, external_key="")
    before = {name: _plain(getattr(kept, name)) for name in taken}
    if taken:
        kept.change(actor, **taken)
    return {"facts": {name: [before[name], _plain(value)] for name, value in taken.items()}}


def missing_facts(duplicate: Member, kept: Member) -> dict[str, Any]:
    """Return what the duplicate says and the kept row does not; a key only within one unit."""
    names = FACTS if duplicate.unit_id != kept.unit_id else (*FACTS, "external_key")
    return {
        name: getattr(duplicate, name)
        for name in names
        if getattr(kept, name) in NOT_SAID and getattr(duplicate, name) not in NOT_SAID
    }


def _give_back_facts(actor: User, facts: dict[str, Any], duplicate: Member, kept: Member) -> None:
    """Empty what was filled in; what somebody corrected since then stays."""
    same = {name: was for name, (was, took) in facts.items() if _plain(getattr(kept, name)) == took}
    if same:
        kept.change(actor, **same)
    if "external_key" in same:
        duplicate.change(actor, external_key=facts["external_key"][1])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def restore(actor: User, effects: dict[str, Any], duplicate: Member, kept: Member) -> None:
    """Give back what the merger changed. Refuses `merge.changed`."""
    stored = {row["id"]: row for row in effects.get("check_ins", ())}
    for check_in in CheckIn.objects.filter(pk__in=stored).order_by("pk"):
        row = stored[check_in.pk]
        require(
            check_in.version == row["version"],
            f"报到 {check_in.no} 在合并后又有变动，不能撤销合并。",
            code="merge.changed",
        )
        closed_on = row["closed_on"] and datetime.date.fromisoformat(row["closed_on"])
        check_in.change(
            actor, status=row["status"], close_reason=row["close_reason"], closed_on=closed_on
        )
    resume_links(actor=actor, keys=effects.get("links", ()))
    _give_back_facts(actor, effects.get("facts", {}), duplicate, kept)
    if effects.get("user") is None:
        return
    require(
        kept.user_id == effects["user"] and duplicate.user_id == effects["instead_of"],
        "账号在合并后又有变动，不能撤销合并。",
        code="merge.changed",
    )
    _give(actor, kept, duplicate, kept.user, duplicate.user)


def _written(check_in: CheckIn) -> dict[str, Any]:
    return {
        "id": check_in.pk,
        "status": check_in.status,
        "close_reason": check_in.close_reason,
        "closed_on": check_in.closed_on and check_in.closed_on.isoformat(),
    }


def foretell(doubled: list[CheckIn], standing: list[CheckIn]) -> list[str]:
    """Return what a merger would do to the duplicate's check-ins, in sentences."""
    days = [span_of(each) for each in standing if is_counted(each)]
    told = []
    for check_in in doubled:
        values = _settled(check_in, days)
        where = f"在{check_in.community.name}的报到（{check_in.no}）"
        if values.get("status") == Status.VOID:
            told.append(f"{where}正在等待接收，将作废，由保留的一份办理。")
        elif values.get("status") == Status.CLOSED:
            told.append(
                f"{where}今天注销，注销原因为“重复登记”，不再计入统计；"
                "这份登记的联系户今天结束，需要的请为保留的一份重新登记。"
            )
        elif values:
            told.append(f"{where}与保留的一份日期重叠，改记为“重复登记”，不再计入统计。")
    return told


def foretell_facts(duplicate: Member, kept: Member) -> list[str]:
    """Return what the kept row would take over, in a sentence; the key is no fact to a reader."""
    names = [name for name in missing_facts(duplicate, kept) if name in FACTS]
    labels = [str(Member._meta.get_field(name).verbose_name) for name in names]
    return [f"保留的一份没有填写的{'、'.join(labels)}，取自重复的一份。"] if labels else []
