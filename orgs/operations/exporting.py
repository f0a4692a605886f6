"""Taking lists out."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import AccessRecord, User
from accounts.operations import write_audit
from common import clock
from common.text import normalise_line
from common.violations import require
from orgs import scope
from orgs.exports.orders import ExportOrder
from orgs.models import ExportApproval
from orgs.policy import Action
from orgs.selectors.approvers import ALONE, BY_APPROVAL, TAKEN_OUT, people_seen_today

State = ExportApproval.State
MOST_ROWS = 200_000
# So many people with phones a day on one's own word; beyond, a second person says yes.
FORMATS = ("xlsx", "csv")


@dataclass(frozen=True)
class Taken:
    """What was taken out: how many rows, and the numbers that were opened, by person."""

    count: int
    reason: str = ""
    numbers: dict[int, str] = field(default_factory=dict)
    approval: ExportApproval | None = None


@transaction.atomic
def take_export(
    *,
    actor: User,
    order: ExportOrder,
    file_format: str,
    reason: str = "",
    with_phones: bool = False,
    approval: ExportApproval | None = None,
) -> Taken:
    """Record that a list is taken out; with phones, open them and record each person.

    A list about people needs the right to export them at each row, and a reason. Up to 50 people a
    day with phones on one's own word, more with an approval, which serves once. Refuses
    `export.empty`, `export.rows`, `export.approval`, `export.no_phones`, and what is wrong with the
    approval (`export.other`, `export.not_approved`, `export.expired`, `export.changed`).
    """
    if approval is not None:
        approval = hold(approval)
        _check_approval(actor, order, approval)
        reason, with_phones = approval.reason, True
    elif with_phones:
        lock_person(actor)
    reason = enter(actor, order, reason)
    count = count_rows(order)
    numbers = _open_numbers(actor, order, reason, approval) if with_phones else {}
    if approval is not None:
        approval.change(actor, state=State.USED, used_at=clock.now())
    write_audit(
        actor=actor,
        action="export.take",
        record=approval or actor,
        register=order.title,
        page=order.register,
        filter=order.filter_words,
        order=order.order_words,
        format=file_format,
        count=count,
        phones=len(numbers),
        reason=reason,
    )
    return Taken(count=count, reason=reason, numbers=numbers, approval=approval)


def lock_person(actor: User) -> None:
    """One export with phones at a time: a person's two of 49 people must see one another.

    Rows that point to the account may still be written meanwhile.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)


def hold(approval: ExportApproval) -> ExportApproval:
    """Wait for whoever decides on it or uses it, and read it again."""
    return ExportApproval.objects.select_for_update().get(pk=approval.pk)


def enter(actor: User, order: ExportOrder, reason: str) -> str:
    """Require the right at every row and return the reason."""
    if order.is_personal:
        if not scope.has_right(actor, Action.EXPORT_PEOPLE):
            raise PermissionDenied(scope.REFUSAL)
        rows = order.extract.rows.model._default_manager
        order.restrict(rows.visible_to(actor, Action.EXPORT_PEOPLE))
    return normalise_line(
        reason, label="用途", limit=150, required=order.asks_reason, field="reason"
    )


def count_rows(order: ExportOrder) -> int:
    """Return how many rows there are; neither none nor more than one file should hold."""
    count = order.extract.rows.count()
    require(count > 0, "没有符合条件的记录，没有内容可以导出。", code="export.empty")
    require(
        count <= MOST_ROWS,
        f"共 {count} 条，一次最多导出 {MOST_ROWS} 条，请加筛选条件后分几次导出。",
        code="export.rows",
    )
    return count


def people_of(actor: User, order: ExportOrder) -> set[int]:
    """Return the persons of the list whose numbers the actor may take out."""
    if order.holders is None or not scope.has_right(actor, Action.SEE_PHONES):
        raise PermissionDenied(scope.REFUSAL)
    people = set(order.opened().values_list("pk", flat=True))
    require(
        bool(people),
        "名单里没有您可以查看完整手机号的人，请导出遮盖手机号的名单。",
        code="export.no_phones",
        field="with_phones",
    )
    return people


def taken_today(actor: User, order: ExportOrder) -> set[int]:
    """Return whose numbers the actor took out today on their own word."""
    return people_seen_today(actor, order.holders.model._meta.label_lower)


def _open_numbers(
    actor: User, order: ExportOrder, reason: str, approval: ExportApproval | None
) -> dict[int, str]:
    people = people_of(actor, order)
    if approval is None:
        _check_alone(people, taken_today(actor, order))
    else:
        _check_grown(approval, len(people))
    label = order.holders.model._meta.label_lower
    word = BY_APPROVAL if approval else TAKEN_OUT
    numbers = {
        person.pk: person.open_mobile()
        for person in order.opened().only("row_key", "mobile_cipher").iterator(2_000)
        if person.pk in people
    }
    AccessRecord.objects.bulk_create(
        [
            AccessRecord(
                actor=actor, subject_type=label, subject_id=str(pk), reason=f"{word}：{reason}"
            )
            for pk in numbers
        ],
        batch_size=1_000,
    )
    return numbers


def _check_alone(people: set[int], before: set[int]) -> None:
    total = len(people | before)
    sum_up = f"加上今天已查看、导出的共 {total} 人" if before - people else f"共 {total} 人"
    require(
        total <= ALONE,
        f"含完整手机号的名单{sum_up}，超过 {ALONE} 人，需要另一位同志批准。",
        code="export.approval",
        field="with_phones",
    )


def _check_grown(approval: ExportApproval, count: int) -> None:
    """The list is read anew; a tenth more people than were approved is let pass."""
    require(
        count <= approval.people_count + approval.people_count // 10,
        f"批准的是 {approval.people_count} 人，现在名单有 {count} 人，请重新申请。",
        code="export.changed",
    )


def _check_approval(actor: User, order: ExportOrder, approval: ExportApproval) -> None:
    require(approval.requester_id == actor.pk, "这不是您的导出申请。", code="export.other")
    refusals = {
        State.ASKED: "这项申请还没有批准。",
        State.REFUSED: "这项申请未获批准。",
        State.USED: "这项批准已经用过，每次批准只能下载一次。",
    }
    require(
        approval.state == State.APPROVED,
        refusals.get(approval.state, ""),
        code="export.not_approved",
    )
    require(
        not approval.is_expired(clock.now()),
        f"批准已过 {ExportApproval.DAYS} 天，请重新申请。",
        code="export.expired",
    )
    require(
        (approval.register, approval.query) == (order.register, order.query),
        "筛选条件和批准的不一致，请从“导出审批”里下载。",
        code="export.changed",
    )
