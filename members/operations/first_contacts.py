"""The first thing a member sends, without an account, and who says that it is true.

Whatever the register holds, the sender is answered alike: what is known already is dropped here,
and no rule that is refused with a sentence looks at the register.
"""

from collections.abc import Iterable

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import Notification, User
from accounts.operations import notify, write_audit
from accounts.passwords import require_strong
from common import clock
from common.numbers import make_no
from common.phones import blind_index
from common.text import normalise_line, normalise_name, normalise_phone
from members.models import CheckIn, FirstContact, Member
from members.operations.intentions import Slot, Willingness
from members.operations.locks import lock_phone
from members.operations.passing import pass_on, write_wish
from members.operations.rules import check_community, check_consent
from orgs.models import District, Organization, ResidentUnit
from orgs.operations.unit_rules import require_in_use

State = FirstContact.State
# So many may wait at one unit (inbound: at one community); more are a flood, not colleagues.
MOST_WAITING = 200
ALERT = "有人用您的姓名和手机号提交了首次报到，系统没有登记。如非本人，请告知社区。"


@transaction.atomic
def send_first_contact(
    *,
    unit: ResidentUnit | None,
    district: District,
    name: str,
    mobile: str,
    community: Organization,
    basis: str,
    categories: Iterable[str],
    availabilities: Iterable[Slot],
    consent_version: str,
    password: str,
    max_per_month: int | None = None,
    emergency_ok: bool = False,
    home_organization: str = "",
) -> FirstContact | None:
    """Take in what somebody without an account sends; `unit` None: an inbound member.

    Who stands on the unit's roster becomes a waiting check-in at once, anybody else waits to be
    verified; None: nothing was left, since the person is in already or too many wait. Refuses
    `unit.closed`, `check_in.consent`, `.community`, `.pairing`, `intention.*`, `availability.*`,
    `phone.invalid`, `text.*`, `password.weak`.
    """
    wish = Willingness.of(categories, availabilities, max_per_month, emergency_ok)
    name, phone = normalise_name(name, field="name"), normalise_phone(mobile)
    home = _home_organization(home_organization, is_inbound=unit is None)
    check_consent(consent_version)
    wish.require_complete()
    if unit is not None:
        require_in_use([unit], code="unit.closed", field="name")
    check_community(Member(district=district, unit=unit), community, basis)
    require_strong(password, User(username=phone, name=name))
    sealed = make_password(password)  # always, so that no answer comes sooner than another
    lock_phone(blind_index(phone))
    contact = FirstContact(
        no=make_no("SC", clock.today()), district=district, unit=unit, name=name,
        home_organization=home, community=community, basis=basis, wish=write_wish(wish),
        consent_version=consent_version, password=sealed,
    )  # fmt: skip
    contact.set_mobile(phone)
    _compare(contact, password)
    return _take_in(contact)


def _compare(contact: FirstContact, password: str) -> None:
    """Drop the password of an undecided contact of this person when another one comes.

    One of the two is somebody else: the account waits for a slip that the community hands over.
    The comparison is always made, so that no answer comes later than another.
    """
    person = {"mobile_index": contact.mobile_index, "name": contact.name}
    undecided = Q(state=State.WAITING) | Q(check_in__status=CheckIn.Status.PENDING)
    held = FirstContact.objects.filter(undecided, **person).exclude(password="")
    earlier = held.select_for_update(of=("self",)).order_by("pk").first()
    is_same = check_password(password, earlier.password if earlier else contact.password)
    if earlier is not None and not is_same:
        earlier.change(None, password="")
        write_audit(actor=None, action="first_contact.doubt", record=earlier)


def _home_organization(text: str, *, is_inbound: bool) -> str:
    if not is_inbound:
        return ""
    return normalise_line(text, label="组织关系所在党组织", limit=100, field="home_organization")


def _take_in(contact: FirstContact) -> FirstContact | None:
    """Leave the contact, unless the person is in already or there is no more room."""
    same = _people_like(contact)
    if any(member.user_id or member.is_in for member in same):
        _alert(same)
        return None
    known = [member for member in same if _stands_on_roster(member, contact.unit)]
    if not known and _is_waiting_or_full(contact):
        return None
    contact.save(force_insert=True)
    write_audit(
        actor=None, action="first_contact.send", record=contact, community=contact.community_id
    )
    if known:
        pass_on(None, contact, known[0])
    return contact


def _people_like(contact: FirstContact) -> list[Member]:
    """Return the district's standing members with this very name and number."""
    person = Q(member=OuterRef("pk")) | Q(member__merged_into=OuterRef("pk"))
    opened = CheckIn.objects.open().filter(person)
    members = Member.objects.standing().filter(
        district=contact.district, mobile_index=contact.mobile_index, name=contact.name
    )
    rows = members.annotate(is_in=Exists(opened)).select_related("unit", "user")
    return list(rows.order_by("pk"))


def _stands_on_roster(member: Member, unit: ResidentUnit | None) -> bool:
    """Whether the member is of the unit or of one merged into it; inbound: of none."""
    if unit is None or member.unit is None:
        return unit is None and member.unit is None
    return unit.pk in {member.unit_id, member.unit.merged_into_id}


def _is_waiting_or_full(contact: FirstContact) -> bool:
    place = {"unit": contact.unit} if contact.unit else {"community": contact.community}
    waiting = FirstContact.objects.waiting().filter(**({"unit": None} | place))
    is_waiting = waiting.filter(mobile_index=contact.mobile_index, name=contact.name).exists()
    return is_waiting or waiting.count() >= MOST_WAITING


def _alert(members: list[Member]) -> None:
    """Tell whoever has an account, once until it is read: only they know whether it was them."""
    for member in members:
        account = member.user
        if account is None:
            continue
        unread = Notification.objects.visible_to(account).unread().filter(text=ALERT)
        if not unread.exists():
            notify(recipient=account, text=ALERT, url=reverse("members:my-check-in"))
