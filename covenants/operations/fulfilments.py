"""What was done of what the sides of a covenant promised."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.operations import notify, write_audit
from common.text import normalise_line
from common.violations import require
from covenants.dues import term_of
from covenants.models import Covenant, Fulfilment, Obligation
from covenants.operations.dates import check_past
from covenants.operations.duties import refresh_dues
from covenants.operations.holding import locked, mark
from orgs.scope import REFUSAL


@transaction.atomic
def fulfil_obligation(
    *, actor: User, obligation: Obligation, done_on: datetime.date, text: str
) -> Fulfilment:
    """Enter that a duty was done on a day, by its own side or by whoever keeps the covenant.

    Refuses `covenant.state` (not signed, or void), `fulfilment.done_on` (in the future, before
    the signing, after the last day on which the covenant binds), `fulfilment.twice` (the same day
    and words are there already).
    """
    covenant = _held(obligation)
    obligation = Obligation.objects.get(pk=obligation.pk)
    if not Obligation.objects.fulfillable_by(actor).filter(pk=obligation.pk).exists():
        raise PermissionDenied(REFUSAL)
    _check_day(covenant, done_on)
    text = normalise_line(text, label="履行情况", limit=300, field="text")
    _check_new(obligation, done_on, text)
    fulfilment = Fulfilment.objects.create_by(
        actor, obligation=obligation, done_on=done_on, text=text
    )
    refresh_dues(covenant)
    write_audit(
        actor=actor,
        action="fulfilment.enter",
        record=fulfilment,
        covenant=covenant.pk,
        done_on=done_on.isoformat(),
    )
    mark(covenant, done_on)
    return fulfilment


@transaction.atomic
def void_fulfilment(*, actor: User, fulfilment: Fulfilment, reason: str) -> Fulfilment:
    """Take back a mistaken entry: by the side that entered it, or whoever keeps the covenant.

    It stays readable with its reason; the duty is open again. Refuses `fulfilment.state` (taken
    back already).
    """
    covenant = _held(fulfilment.obligation)
    rows = Fulfilment.objects.with_side().select_related("created_by", "obligation")
    fulfilment = rows.get(pk=fulfilment.pk)
    if not Fulfilment.objects.voidable_by(actor).filter(pk=fulfilment.pk).exists():
        raise PermissionDenied(REFUSAL)
    require(
        not fulfilment.is_void,
        "这条履行记录已经作废，请刷新后再看。", code="fulfilment.state",
    )  # fmt: skip
    reason = normalise_line(reason, label="作废原因", limit=200, field="reason")
    fulfilment.change(actor, is_void=True, reason=reason)
    refresh_dues(covenant)
    write_audit(
        actor=actor,
        action="fulfilment.void",
        record=fulfilment,
        covenant=covenant.pk,
        reason=reason,
    )
    mark(covenant, fulfilment.done_on)
    _tell_author(actor, fulfilment)
    return fulfilment


def _held(obligation: Obligation) -> Covenant:
    """Lock the duty's covenant, and before it what that amends: its end moves the days too."""
    covenant = Covenant.objects.select_related("amends").get(obligations=obligation.pk)
    parent = covenant.amends and locked(covenant.amends)
    covenant = locked(covenant)
    if parent is not None:
        covenant.amends = parent
    return covenant


def _check_day(covenant: Covenant, done_on: datetime.date) -> None:
    term = term_of(covenant)
    require(
        term is not None,
        f"协议现在是“{covenant.get_status_display()}”，签订生效后才能登记履行。",
        code="covenant.state",
    )
    code, field = "fulfilment.done_on", "done_on"
    check_past(done_on, label="履行日期", code=code)
    signed_on = covenant.signed_on
    require(
        done_on >= signed_on,
        f"协议 {signed_on} 才签订，履行日期不能更早，请核对。", code=code, field=field,
    )  # fmt: skip
    require(
        term.last is None or done_on <= term.last,
        f"协议最后有效日是 {term.last}，请填写当日或以前的日期。", code=code, field=field,
    )  # fmt: skip


def _check_new(obligation: Obligation, done_on: datetime.date, text: str) -> None:
    same = obligation.fulfilments.counted().filter(done_on=done_on, text=text)
    require(
        not same.exists(),
        "这一天已经登记过同样的履行情况，不用再填；如有不同，请写清区别。",
        code="fulfilment.twice",
        field="text",
    )


def _tell_author(actor: User, fulfilment: Fulfilment) -> None:
    author = fulfilment.created_by
    if author is None or author == actor:
        return
    text = (
        f"您登记的 {fulfilment.done_on} 履行情况（{fulfilment.obligation}）"
        f"已作废：{fulfilment.reason}"
    )
    page = "unit-covenant-balance" if fulfilment.is_by_unit else "covenant-balance"
    url = reverse(f"covenants:{page}", args=[fulfilment.obligation.covenant_id])
    notify(recipient=author, text=text, url=url)
