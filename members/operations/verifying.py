"""The unit, or the community, says who sent a first contact."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_text
from common.violations import require
from members.models import FirstContact, Member
from members.operations.locks import lock_member, lock_phone
from members.operations.members import change_mobile, find_member, register_member
from members.operations.passing import pass_on
from members.selectors.first_contacts import holders_of_number, namesakes_of
from orgs import scope
from orgs.policy import Action

State = FirstContact.State
# The liaison and the district for the unit's roster, the community that was chosen.
DECIDING = (Action.KEEP_MEMBERS, Action.HANDLE_CHECK_INS)


@transaction.atomic
def verify_first_contact(
    *,
    actor: User,
    contact: FirstContact,
    version: int | None = None,
    member: Member | None = None,
    is_another: bool = False,
) -> FirstContact:
    """Say that the sender is who the contact names: 待核实 → 已转社区, and a waiting check-in.

    `member` is the namesake on the roster whose number has changed; without it the person with
    this name and number is found, or added; `is_another`: although the number stands in the
    register under another name. Refuses `first_contact.decided`, `.namesake`, `.number`,
    `record.stale`, `member.*`, `check_in.*`.
    """
    contact = _hold(actor, contact, version)
    if member is None:
        member = _found_or_added(actor, contact, is_another=is_another)
    else:
        member = _given_number(actor, contact, member)
    pass_on(actor, contact, member)
    contact.change(actor, decided_by=actor, decided_at=clock.now())
    write_audit(actor=actor, action="first_contact.verify", record=contact, member=member.pk)
    return contact


@transaction.atomic
def refuse_first_contact(
    *, actor: User, contact: FirstContact, reason: str, version: int | None = None
) -> FirstContact:
    """Say that it is nobody we know: 待核实 → 核实不符; number and password are kept no longer.

    Refuses `first_contact.decided`, `record.stale`, `text.*`.
    """
    reason = normalise_text(reason, label="不符原因", limit=200, field="reason")
    contact = _hold(actor, contact, version)
    contact.set_mobile("")
    contact.change(
        actor,
        state=State.REFUSED,
        refusal=reason,
        password="",
        decided_by=actor,
        decided_at=clock.now(),
        mobile_cipher="",
        mobile_index="",
        mobile_masked="",
    )
    write_audit(actor=actor, action="first_contact.refuse", record=contact)
    return contact


def _hold(actor: User, contact: FirstContact, version: int | None) -> FirstContact:
    """Return the contact as it stands now, held, if the actor decides about it."""
    number = FirstContact.objects.values_list("mobile_index", flat=True).get(pk=contact.pk)
    if number:  # gone once somebody refused it
        lock_phone(number)
    rows = FirstContact.objects.select_for_update(of=("self",)).select_related(
        "unit__merged_into", "community__successor", "district"
    )
    contact = rows.get(pk=contact.pk)
    if not FirstContact.objects.visible_to(actor, *DECIDING).filter(pk=contact.pk).exists():
        raise PermissionDenied(scope.REFUSAL)
    require(
        contact.state == State.WAITING,
        f"这份首次报到现在是“{contact.get_state_display()}”，不用再核实。",
        code="first_contact.decided",
    )
    contact.require_version(version)
    return contact


def _found_or_added(actor: User, contact: FirstContact, *, is_another: bool) -> Member:
    phone = contact.open_mobile()
    found = find_member(name=contact.name, phone=phone)
    if found is not None:
        return found
    require(
        is_another or not holders_of_number(contact).exists(),
        "名册里已有另一名党员用这个手机号，请先核对；确是两个人的，请勾选“确认是两个人”。",
        code="first_contact.number",
        field="is_another",
    )
    return register_member(
        actor=actor, unit=contact.unit and contact.unit.standing, name=contact.name, mobile=phone,
        district=contact.district, home_organization=contact.home_organization,
    )  # fmt: skip


def _given_number(actor: User, contact: FirstContact, member: Member) -> Member:
    """Give the namesake the number that was sent, now that somebody asked them."""
    require(
        namesakes_of(contact).filter(pk=member.pk).exists(),
        "所选的人已不在可选的名册里，请重新打开核实。",
        code="first_contact.namesake",
        field="member",
    )
    member = lock_member(member, contact.mobile_index)
    change_mobile(actor=actor, member=member, phone=contact.open_mobile())
    return member
