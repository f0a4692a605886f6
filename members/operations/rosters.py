"""Many check-ins at once: what a judged roster enters, and taking it back."""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.operations import notify_each, write_audit
from common import clock, copying
from common.months import Month
from common.numbers import make_no
from members.models import Availability, CheckIn, Member, ServiceIntention
from members.operations.locks import lock_all_phones
from members.operations.opening import snapshot_of
from members.operations.roster_gate import Gate
from members.operations.rules import CONSENT_VERSION
from orgs.imports.kinds import Judgement, Written
from orgs.models import ImportBatch, Organization
from orgs.operations.import_rows import records_in_use
from orgs.operations.months import mark_months
from orgs.policy import Action

Status = CheckIn.Status
SEALED = ("mobile_cipher", "mobile_index", "mobile_masked")
PLAIN = (
    "community_id", "status", "basis", "grid_id", "building_id", "max_per_month", "emergency_ok",
)  # fmt: skip
Entered = list[tuple[Judgement, CheckIn]]


@transaction.atomic
def import_check_ins(
    *, actor: User, batch: ImportBatch, rows: Iterable[Judgement], channel: str
) -> list[Written]:
    """Enter check-ins as judged, in bulk, with one audit entry.

    All numbers are held, so nobody decides about one of these people meanwhile. Rows that no
    longer fit (a right, a place, a person who came in elsewhere) are left out of the answer.
    """
    lock_all_phones()
    gate = Gate(actor, rows)
    people = [(row, gate.member(row) or _member(actor, gate, row)) for row in gate.admitted()]
    added = [member for row, member in people if gate.member(row) is None]
    copying.number(added)
    copying.insert(Member, added)
    entered = [(row, _check_in(actor, row, member, channel)) for row, member in people]
    _store(entered)
    _tell(entered)
    write_audit(
        actor=actor, action="check_in.import", record=batch, count=len(entered), added=len(added)
    )
    return [
        Written(row.number, one.pk, 1, None if gate.member(row) else {"member_id": one.member_id})
        for row, one in entered
    ]


def _member(actor: User, gate: Gate, row: Judgement) -> Member:
    values, unit = row.values, gate.unit(row)
    return Member(
        name=values["name"],
        row_key=uuid.UUID(values["row_key"]),
        unit=unit,
        district_id=unit.district_id,
        created_by=actor,
        updated_by=actor,
        **{name: values[name] for name in SEALED},
    )


def _check_in(actor: User, row: Judgement, member: Member, channel: str) -> CheckIn:
    """Return the row as it is to be stored, with the unit as it is on this day."""
    plain = {name: row.values[name] for name in PLAIN}
    check_in = CheckIn(
        no=make_no("BD", clock.today()),
        member_id=member.pk,
        channel=channel,
        consent_version=CONSENT_VERSION,
        created_by=actor,
        updated_by=actor,
        **snapshot_of(member),
        **plain,
    )
    check_in.member = member
    if check_in.status == Status.REGISTERED:
        check_in.accepted_at, check_in.accepted_by = clock.now(), actor
    return check_in


def _store(entered: Entered) -> None:
    """Write the check-ins with what these people are willing to do; mark the month."""
    check_ins = [check_in for _, check_in in entered]
    copying.number(check_ins)
    copying.insert(CheckIn, check_ins)
    copying.insert(
        ServiceIntention,
        (
            ServiceIntention(check_in_id=one.pk, category=category)
            for row, one in entered
            for category in row.values["categories"]
        ),
    )
    copying.insert(
        Availability, (_time(one, slot) for row, one in entered for slot in row.values["slots"])
    )
    registered = {one.community_id for one in check_ins if one.status == Status.REGISTERED}
    mark_months(registered, [Month.of(clock.today())])


def _time(check_in: CheckIn, slot: str) -> Availability:
    weekdays, start, end = slot.split(" ")
    return Availability(
        check_in_id=check_in.pk,
        weekdays=weekdays,
        start=datetime.time.fromisoformat(start),
        end=datetime.time.fromisoformat(end),
    )


def _tell(entered: Entered) -> None:
    """Leave a message to those who have an account."""
    names = dict(
        Organization.objects.filter(
            pk__in={one.community_id for _, one in entered}
        ).values_list("pk", "name")
    )  # fmt: skip
    texts = {
        one.member.user_id: f"{names[one.community_id]}已为您登记报到。"
        if one.status == Status.REGISTERED
        else f"单位已为您向{names[one.community_id]}提交报到，等待接收。"
        for _, one in entered
        if one.member.user_id is not None
    }
    notify_each(texts=texts, url=reverse("members:my-check-in"))


@transaction.atomic
def undo_check_in_import(*, actor: User, batch: ImportBatch, rows: Sequence[Written]) -> list[int]:
    """Remove check-ins that an import entered, and the members it added with them.

    A check-in that was changed, that another record speaks of, or that lies in a month before
    this one stays; its member too. Returns the rows' numbers.
    """
    lock_all_phones()
    found = _held(actor, [row.record_id for row in rows])
    used = records_in_use(CheckIn, found.keys(), besides=(ServiceIntention, Availability))
    # Who was given a household since keeps in touch with it as one of the community's members.
    linked = CheckIn.objects.filter(member__household_links__created_at__gte=F("created_at"))
    used |= set(linked.filter(pk__in=found).values_list("pk", flat=True))
    this_month = Month.of(clock.today())
    removed = [
        row
        for row in rows
        if row.record_id in found
        and row.record_id not in used
        and found[row.record_id].version == row.version
        and Month.of(timezone.localdate(found[row.record_id].created_at)) == this_month
    ]
    gone = [found[row.record_id] for row in removed]
    CheckIn.objects.filter(pk__in=[one.pk for one in gone]).delete()
    count = _remove_members({row.before["member_id"] for row in removed if row.before})
    registered = {one.community_id for one in gone if one.accepted_at is not None}
    mark_months(registered, [this_month])
    done = {row.number for row in removed}
    stayed = [row.number for row in rows if row.number not in done]
    write_audit(
        actor=actor, action="check_in.undo_import", record=batch,
        count=len(removed), stayed=len(stayed), members=count,
    )  # fmt: skip
    return stayed


def _held(actor: User, keys: Sequence[int]) -> dict[int, CheckIn]:
    """Return those of the check-ins that the actor still answers for, held."""
    mine = CheckIn.objects.visible_to(actor, Action.HANDLE_CHECK_INS, Action.KEEP_MEMBERS)
    held = CheckIn.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return held.filter(pk__in=mine.order_by().values("pk")).order_by("pk").in_bulk()


def _remove_members(keys: set[int]) -> int:
    """Remove members that came in with a removed check-in, unless anybody speaks of them since."""
    untouched = Member.objects.filter(pk__in=keys, version=1, user=None, merged_into=None)
    keys = set(untouched.values_list("pk", flat=True))
    gone = keys - records_in_use(Member, keys)
    Member.objects.filter(pk__in=gone).delete()
    return len(gone)
