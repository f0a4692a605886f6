"""From a draft to a signed agreement: on paper, or by each side's own confirmation."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line, normalise_name
from common.violations import require
from covenants.models import Covenant, CovenantParty
from covenants.operations.dates import check_not_over, check_past, check_term
from covenants.operations.duties import refresh_dues
from covenants.operations.holding import hold, keeping_action, locked, mark
from covenants.operations.notices import tell_all, tell_keepers, tell_units
from covenants.operations.origins import check_follows, check_origin, check_within
from covenants.operations.parties import check_open, confirm_on_paper, set_signers
from covenants.transitions import require_state
from orgs import scope
from orgs.policy import Action

Status = Covenant.Status


def signing_action(party: CovenantParty) -> Action:
    """Return the right that confirming for the side needs."""
    if party.unit_id is None:
        return keeping_action(party.covenant.organization)
    return Action.CO_SIGN


@transaction.atomic
def submit_covenant(*, actor: User, covenant: Covenant, version: int | None = None) -> Covenant:
    """Close the text of a draft: from now on it waits for signatures; the units are told.

    Refuses `covenant.state`, `record.stale`, `covenant.units` (none), `party.closed`,
    `covenant.dates` (a renewal that begins while the earlier one binds).
    """
    covenant = hold(actor, covenant, "submit", version)
    check_follows(covenant.renews, covenant.effective_from or clock.today())
    _check_sides(_sides(covenant), clock.today(), field="units")
    covenant.change(actor, status=Status.AWAITING)
    write_audit(actor=actor, action="covenant.submit", record=covenant)
    tell_units(covenant, f"“{covenant}”已提交待签，请核对内容后确认签署。", actor=actor)
    return covenant


@transaction.atomic
def return_covenant(
    *, actor: User, covenant: Covenant, reason: str, version: int | None = None
) -> Covenant:
    """Send a covenant that waits for signatures back to be rewritten, by any of its sides.

    What was confirmed meanwhile is confirmed no longer, for the text will change; all sides are
    told. Refuses `covenant.state`, `record.stale`.
    """
    covenant = locked(covenant)
    is_keeper = scope.can(actor, keeping_action(covenant.organization), covenant)
    if not is_keeper:
        scope.require(actor, Action.CO_SIGN, covenant)
    require_state(covenant, "return")
    covenant.require_version(version)
    reason = normalise_line(reason, label="退回原因", limit=200, field="reason")
    covenant.change(actor, status=Status.DRAFT)
    covenant.parties.update(confirmed_on=None, confirmed_way="", confirmed_by=None)
    write_audit(actor=actor, action="covenant.return", record=covenant, reason=reason)
    tell_all(covenant, f"“{covenant}”退回修改", actor=actor, reason=reason)
    return covenant


@transaction.atomic
def confirm_party(
    *,
    actor: User,
    party: CovenantParty,
    signer: str,
    signer_post: str = "",
    version: int | None = None,
) -> CovenantParty:
    """Confirm a covenant for one side today; the last confirmation makes it signed.

    It is then effective from the drafted day, or from today. The covenant's version counts its
    text's changes, not the confirmations, so that all sides may read and confirm at once. Refuses
    `covenant.state`, `record.stale` (the text is another one), `party.confirmed` (done already),
    `party.same_person` (the actor confirmed another side), `party.closed`, `covenant.dates` (its
    term is over), `covenant.renews`, `covenant.amends`.
    """
    covenant = locked(party.covenant)
    scope.require(actor, signing_action(party), party)
    require_state(covenant, "confirm")
    covenant.require_version(version)
    parties = _sides(covenant)
    _check_own_hand(actor, parties, party)
    [party] = [each for each in parties if each.pk == party.pk]
    _confirm_in_the_system(actor, party, signer, signer_post)
    write_audit(actor=actor, action="covenant.confirm", record=covenant, party=party.label)
    if all(each.confirmed_on is not None for each in parties):
        _conclude(
            actor, covenant, parties, clock.today(),
            covenant.effective_from or clock.today(), covenant.effective_to,
        )  # fmt: skip
        tell_all(covenant, f"“{covenant}”各方已确认，协议签订。", actor=actor)
    else:
        _check_sides(parties, clock.today())
        tell_keepers(covenant, f"{party.name}已确认签署“{covenant}”。", actor=actor)
    return party


@transaction.atomic
def sign_covenant(
    *,
    actor: User,
    covenant: Covenant,
    signed_on: datetime.date,
    effective_from: datetime.date | None = None,
    effective_to: datetime.date | None = None,
    signers: Mapping[int, tuple[str, str]] | None = None,
    version: int | None = None,
    is_told: bool = True,
) -> Covenant:
    """Enter the signatures on paper; from its first day on the agreement binds and counts.

    Sides that confirmed in the system stay as they are, and so does the term that they confirmed.
    `effective_from` None: the day of signing; `signers`: unit id (0: 甲方) → (name, post);
    `is_told` False: the caller tells the units. Refuses `covenant.state`, `record.stale`,
    `covenant.signed_on` (in the future, absurd, before a confirmation or after the expiry),
    `covenant.dates` (also other ones than were confirmed), `covenant.units` (none), `party.closed`
    (by that day), `covenant.renews`, `covenant.amends`.
    """
    covenant = hold(actor, covenant, "sign", version)
    check_past(signed_on, label="签订日期", code="covenant.signed_on")
    effective_from = effective_from or signed_on
    parties = _sides(covenant)
    _check_confirmed(covenant, parties, signed_on, effective_from, effective_to)
    set_signers([each for each in parties if each.confirmed_on is None], signers or {})
    confirm_on_paper(actor, parties, signed_on)
    _conclude(actor, covenant, parties, signed_on, effective_from, effective_to)
    if is_told:
        tell_units(covenant, f"“{covenant}”已登记签订（{signed_on}），请核对。", actor=actor)
    return covenant


def _conclude(
    actor: User,
    covenant: Covenant,
    parties: list[CovenantParty],
    signed_on: datetime.date,
    effective_from: datetime.date,
    effective_to: datetime.date | None,
) -> None:
    """Make the covenant a signed one; a supplement without an end ends with what it amends."""
    check_term(effective_from, effective_to)
    check_origin(covenant, signed_on, effective_from)
    check_within(covenant.amends, effective_from, effective_to)
    if covenant.amends is not None:
        effective_to = effective_to or covenant.amends.effective_to
    check_not_over(signed_on, effective_to)
    _check_sides(parties, signed_on)
    covenant.change(
        actor,
        status=Status.SIGNED,
        signed_on=signed_on,
        effective_from=effective_from,
        effective_to=effective_to,
    )
    refresh_dues(covenant)
    write_audit(
        actor=actor, action="covenant.sign", record=covenant, signed_on=signed_on.isoformat()
    )
    mark(covenant, signed_on, effective_from)


def _sides(covenant: Covenant) -> list[CovenantParty]:
    rows = CovenantParty.objects.filter(covenant=covenant)
    return list(rows.select_related("unit__merged_into", "covenant__organization"))


def _check_sides(
    parties: list[CovenantParty], day: datetime.date, *, field: str = "signed_on"
) -> None:
    units = [party.unit for party in parties if party.unit is not None]
    require(bool(units), "协议还没有乙方，请先选择单位。", code="covenant.units")
    check_open(units, day, field=field)


def _check_own_hand(actor: User, parties: list[CovenantParty], party: CovenantParty) -> None:
    """Refuse who confirmed another side: an agreement is between two."""
    others = [each for each in parties if each.pk != party.pk]
    require(
        all(each.confirmed_by_id != actor.pk for each in others),
        "同一人不能代表两方确认，请由本方另一位经办人登录确认。",
        code="party.same_person",
    )


def _check_confirmed(
    covenant: Covenant,
    parties: list[CovenantParty],
    signed_on: datetime.date,
    effective_from: datetime.date,
    effective_to: datetime.date | None,
) -> None:
    """Refuse other days than those that a side has read and confirmed in the system."""
    confirmed = [party for party in parties if party.confirmed_on is not None]
    if not confirmed:
        return
    last = max(confirmed, key=lambda party: party.confirmed_on)
    require(
        signed_on >= last.confirmed_on,
        f"{last.name}于 {last.confirmed_on} 在系统里确认，签订日期不能早于那天，请核对。",
        code="covenant.signed_on",
        field="signed_on",
    )
    drafted = {
        "effective_from": (effective_from, covenant.effective_from or signed_on),
        "effective_to": (effective_to, covenant.effective_to),
    }
    for field, (typed, agreed) in drafted.items():
        require(
            typed == agreed,
            f"{last.name}已在系统里确认，期限不能再改；确需修改请先退回修改。",
            code="covenant.dates",
            field=field,
        )


def _confirm_in_the_system(actor: User, party: CovenantParty, signer: str, post: str) -> None:
    require(
        party.confirmed_on is None,
        f"{party.name}已经确认过了，不用重复确认。",
        code="party.confirmed",
    )
    party.signer = normalise_name(signer, label="签字人", field="signer")
    party.signer_post = normalise_line(
        post, label="职务", limit=50, required=False, field="signer_post"
    )
    party.confirmed_on, party.confirmed_way = clock.today(), CovenantParty.Way.SYSTEM
    party.confirmed_by = actor
    party.save()
