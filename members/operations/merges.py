"""Two rows that are one person: put together by somebody, taken back exactly within 30 days."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.operations import notify, notify_each, write_audit
from common import clock
from common.months import Month
from common.text import normalise_text
from common.violations import require
from members.models import CheckIn, DistinctPair, Member, MemberMerge, Reactivation
from members.operations.locks import lock_phones
from members.operations.merge_effects import (
    move_account,
    restore,
    settle_check_ins,
    take_facts,
)
from members.operations.rules import phone_holders
from orgs import scope
from orgs.operations.months import mark_months, months_since
from orgs.policy import Action, Role
from orgs.selectors.people import holders

Status = CheckIn.Status
RIGHTS = (Action.KEEP_MEMBERS, Action.HANDLE_CHECK_INS)
# The more a row stands for today, the more it is the one to stay.
RANKS = {Status.PENDING: 1, Status.REGISTERED: 2, Status.TRANSFERRING: 2}


@dataclass(frozen=True)
class Group:
    """One side of a merger, held: the row that stands and what was merged into it before."""

    member: Member
    duplicates: list[Member]
    check_ins: list[CheckIn]

    @property
    def rank(self) -> int:
        return max((RANKS.get(each.status, 0) for each in self.check_ins), default=0)

    @property
    def status_label(self) -> str:
        """The state of what is open, for a sentence."""
        return next((each.get_status_display() for each in self.check_ins if each.is_open), "")


@transaction.atomic
def merge_members(
    *, actor: User, duplicate: Member, kept: Member, reason: str, version: int | None = None
) -> MemberMerge:
    """Say that `duplicate` is the same person as `kept`, who stays; `version` is the duplicate's.

    What was merged into the duplicate follows. Refuses `record.stale`, `merge.self`, `.merged`,
    `.district`, `.unlike` (neither the number nor the name's sound is the same), `.transfer`,
    `.reactivation`, `.direction`, `.accounts`.
    """
    reason = normalise_text(reason, label="合并依据", limit=200, field="reason")
    require(duplicate.pk != kept.pk, "不能与自己合并。", code="merge.self")
    doubled, standing = _hold(duplicate, kept)
    require_both(actor, duplicate, kept)
    doubled.member.require_version(version)
    check_merge(doubled, standing)
    effects = settle_check_ins(actor, doubled.check_ins, standing.check_ins)
    effects |= move_account(actor, doubled.member, standing.member)
    effects |= take_facts(actor, doubled.member, standing.member)
    for row in [*doubled.duplicates, doubled.member]:
        direct = kept if row.pk == duplicate.pk else row.duplicate_of
        row.change(actor, duplicate_of=direct, merged_into=standing.member)
    merge = MemberMerge.objects.create_by(
        actor, duplicate=doubled.member, kept=standing.member, reason=reason, effects=effects
    )
    _mark(doubled, standing)
    _tell(actor, doubled, standing.member, effects)
    write_audit(actor=actor, action="member.merge", record=doubled.member, into=kept.pk)
    write_audit(actor=actor, action="member.take_in", record=standing.member, member=duplicate.pk)
    return merge


@transaction.atomic
def undo_merge(*, actor: User, merge: MemberMerge) -> Member:
    """Take a merger back: the duplicate stands again with the check-ins and account it had.

    Refuses `merge.undone`, `.too_late`, `.later` (the kept row was merged on), `.changed` (a
    check-in or the account is not what the merger left), `.phone` (somebody else has since
    checked in with the duplicate's number).
    """
    doubled, standing = _hold(merge.duplicate, merge.kept)
    merge = MemberMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    require_both(actor, doubled.member, standing.member)
    check_undo(merge, standing.member)
    duplicate = doubled.member.change(actor, duplicate_of=None, merged_into=None)
    for row in _came_along(duplicate, standing.duplicates):
        row.change(actor, merged_into=duplicate)
    restore(actor, merge.effects, duplicate, standing.member)
    check_restored(duplicate, standing.member)
    merge.change(actor, undone_at=clock.now(), undone_by=actor)
    _mark(doubled, standing)
    write_audit(actor=actor, action="member.unmerge", record=duplicate, out_of=merge.kept_id)
    write_audit(actor=actor, action="member.give_back", record=standing.member, member=duplicate.pk)
    return duplicate


@transaction.atomic
def declare_distinct(*, actor: User, one: Member, other: Member, reason: str) -> DistinctPair:
    """Say that two similar rows are two people: neither is pointed out to the other again.

    Refuses `merge.self`, `merge.merged`, `pair.known`.
    """
    reason = normalise_text(reason, label="核对情况", limit=200, field="reason")
    require(one.pk != other.pk, "请选择两份不同的登记。", code="merge.self")
    first, second = sorted((one, other), key=lambda member: member.pk)
    sides = _hold(first, second)
    require_both(actor, first, second)
    for side in sides:
        require_standing(side.member)
    known = DistinctPair.objects.filter(kept=first, duplicate=second).exists()
    require(not known, "这两份登记已核对为不是同一人。", code="pair.known")
    pair = DistinctPair.objects.create_by(actor, kept=first, duplicate=second, reason=reason)
    for side, opposite in ((first, second), (second, first)):
        write_audit(actor=actor, action="member.distinct", record=side, member=opposite.pk)
    return pair


def require_both(actor: User, one: Member, other: Member) -> None:
    """Refuse somebody without the right on both rows (403)."""
    rows = Member.objects.filter(pk__in=[one.pk, other.pk])
    if rows.visible_to(actor, *RIGHTS).count() < 2:
        raise PermissionDenied(scope.REFUSAL)


def require_standing(member: Member) -> None:
    require(
        member.merged_into_id is None,
        f"“{member.name}”的这份登记已经合并，请刷新页面查看。",
        code="merge.merged",
    )


def check_merge(doubled: Group, standing: Group) -> None:
    """Refuse two rows that cannot be put together now."""
    for side in (doubled, standing):
        require_standing(side.member)
    require(
        doubled.member.district_id == standing.member.district_id,
        "不能跨区合并党员。",
        code="merge.district",
    )
    one, other = doubled.member, standing.member
    require(
        one.mobile_index == other.mobile_index or one.name_pinyin == other.name_pinyin,
        "两份登记的姓名读音和手机号都不同，不能合并；确是一人的，请先更正其中一项。",
        code="merge.unlike",
    )
    require(
        all(each.status != Status.TRANSFERRING for each in doubled.check_ins),
        "重复的这份正在办理转出，请先办完或撤回转出，再合并。",
        code="merge.transfer",
    )
    asked = Reactivation.objects.asked().filter(check_in__in=doubled.check_ins)
    require(
        not asked.exists(),
        "重复的这份有一项恢复在册申请等待街道答复，请先撤回，再合并。",
        code="merge.reactivation",
    )
    require(
        doubled.rank <= standing.rank,
        f"重复的这份现在是“{doubled.status_label}”，请保留这一份：点“对调”后再合并。",
        code="merge.direction",
    )
    both = all(side.member.user and side.member.user.is_active for side in (doubled, standing))
    require(
        not both,
        "两份登记各有一个在用的账号，请先请系统管理员停用其中一个，再合并。",
        code="merge.accounts",
    )


def check_undo(merge: MemberMerge, kept: Member) -> None:
    """Refuse what was taken back already, is too long ago, or lies under a later merger."""
    require(merge.undone_at is None, "这次合并已经撤销。", code="merge.undone")
    require(
        clock.today() <= merge.undo_until,
        f"合并满 30 天后不能撤销（截止 {merge.undo_until:%Y-%m-%d}）。",
        code="merge.too_late",
    )
    require(
        kept.merged_into_id is None,
        "保留的登记后来又并入另一份，请先撤销后来的那次合并。",
        code="merge.later",
    )


def check_restored(duplicate: Member, kept: Member) -> None:
    """Refuse a number that a third person has checked in with; a waiting one is asked later."""
    if not CheckIn.objects.registered().of_person(duplicate).exists():
        return
    others = phone_holders(duplicate).exclude(member=kept).exclude(member__merged_into=kept)
    require(
        not others.exists(),
        "另一名党员的报到用了重复登记的手机号，现在不能撤销；请先办结那一份报到，"
        "或请那名党员更正手机号。",
        code="merge.phone",
    )


def group_of(member: Member) -> Group:
    """Return one side of a merger as it stands, for a preview: nothing is held."""
    duplicates = list(member.duplicates.order_by("pk"))
    check_ins = CheckIn.objects.filter(member__in=[member, *duplicates])
    return _group(member, duplicates, check_ins.select_related("community").order_by("pk"))


def _hold(duplicate: Member, kept: Member) -> tuple[Group, Group]:
    """Return both sides, held: the numbers first, then the check-ins, then the members."""
    pair = [duplicate.pk, kept.pk]
    numbers = lock_phones(pair)
    rows = Member.objects.filter(pk__in=pair) | Member.objects.filter(merged_into__in=pair)
    held = CheckIn.objects.select_for_update(of=("self",)).order_by("pk")
    check_ins = list(held.filter(member__in=rows.values("pk")))
    members = rows.select_for_update(of=("self",)).select_related("user", "duplicate_of")
    by_key = {row.pk: row for row in members.order_by("pk")}
    require(
        numbers == {by_key[key].mobile_index for key in pair},
        "手机号刚刚有变动，请刷新页面后再办理。",
        code="record.stale",
    )
    sides = []
    for key in pair:
        below = [row for row in by_key.values() if row.merged_into_id == key and row.pk not in pair]
        sides.append(_group(by_key[key], below, check_ins))
    return sides[0], sides[1]


def _group(member: Member, duplicates: list[Member], check_ins: Iterable[CheckIn]) -> Group:
    keys = {member.pk, *(row.pk for row in duplicates)}
    return Group(member, duplicates, [each for each in check_ins if each.member_id in keys])


def _came_along(duplicate: Member, rows: list[Member]) -> list[Member]:
    """Return those that were merged into the duplicate, or into one of these."""
    found: list[Member] = []
    waiting = [duplicate.pk]
    while waiting:
        above = waiting.pop()
        below = [row for row in rows if row.duplicate_of_id == above]
        found += below
        waiting += [row.pk for row in below]
    return found


def _mark(doubled: Group, standing: Group) -> None:
    """People are counted, not rows: every month since the first of these acceptances."""
    check_ins = [*doubled.check_ins, *standing.check_ins]
    days = [timezone.localdate(each.accepted_at) for each in check_ins if each.accepted_at]
    first = min([*days, clock.today()])
    months = months_since(Month.of(first), Month.of(clock.today()))
    mark_months({each.community_id for each in check_ins}, months)


def _tell(actor: User, doubled: Group, kept: Member, effects: dict[str, Any]) -> None:
    """Tell the communities whose register changed, and the person, if somebody can read it."""
    changed = {each["id"] for each in effects["check_ins"]}
    text = f"{kept.name}的两份登记已合并为一份，重复的报到按“重复登记”处理。"
    places = [each.community_id for each in doubled.check_ins if each.pk in changed]
    readers = (
        set(holders(Role.COMMUNITY, *places).values_list("pk", flat=True)) if places else set()
    )
    url = reverse("members:check-in-list")
    notify_each(texts=dict.fromkeys(readers - {actor.pk}, text), url=url)
    if kept.user is not None:
        notify(recipient=kept.user, text=text, url=reverse("members:my-check-in"))
