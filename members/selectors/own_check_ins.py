"""How one's own registration stands: what holds now, what waits, what came before."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from members.models import CheckIn, Member

Status = CheckIn.Status
REGISTERED = {Status.REGISTERED, Status.TRANSFERRING}
MOST = 50


@dataclass(frozen=True)
class OwnCheckIns:
    """The check-ins of one person, the latest first.

    `current` is in the register, `waiting` waits for a community, `shown` is the one to speak of
    first, `earlier` is all that is over and not spoken of.
    """

    current: CheckIn | None
    waiting: CheckIn | None
    shown: CheckIn | None
    earlier: list[CheckIn]

    @property
    def can_check_in(self) -> bool:
        return self.current is None and self.waiting is None

    @property
    def is_moving(self) -> bool:
        """Whether the wish to move to another community stands."""
        return self.current is not None and self.current.status == Status.TRANSFERRING

    @property
    def next_step(self) -> str:
        """One sentence: who acts next and by when; empty when nobody has to."""
        if self.current is not None and self.current.status == Status.TRANSFERRING:
            return _next_of_a_move(self.current, self.waiting)
        if self.waiting is not None:
            return f"请等{_answer(self.waiting)}；提交有误可以撤回重填。"
        if self.shown is not None and self.shown.status == Status.RETURNED:
            return "请按退回原因更正后重新提交。"
        return ""


def rows_of_person(member: Member) -> Q:
    """Return the condition "a row of this member", rows merged into the member included."""
    return Q(member=member) | Q(member__merged_into=member)


def check_ins_of(member: Member) -> QuerySet[CheckIn]:
    """Return the person's check-ins, the latest first."""
    found = CheckIn.objects.filter(rows_of_person(member)).exclude(status=Status.DRAFT)
    return found.select_related("transfer_to", "previous").for_list()


def own_check_ins(member: Member | None) -> OwnCheckIns:
    """Return how the person's registration stands; nothing for nobody."""
    rows = list(check_ins_of(member)[:MOST]) if member else []
    current = next((row for row in rows if row.status in REGISTERED), None)
    waiting = next((row for row in rows if row.status == Status.PENDING), None)
    shown = current or waiting or next(iter(rows), None)
    earlier = [row for row in rows if row not in {current, waiting, shown}]
    return OwnCheckIns(current, waiting, shown, earlier)


def _next_of_a_move(current: CheckIn, waiting: CheckIn | None) -> str:
    old = current.community.name
    stays = f"接收前您仍在{old}在册"
    if waiting is not None:
        return f"{old}已同意转出，请等{_answer(waiting)}；{stays}。"
    return f"请等{old}同意转往{current.transfer_to.name}，{current.release_by}答复；{stays}。"


def _answer(waiting: CheckIn) -> str:
    """Who answers by when, and what to do when that day has passed."""
    hint = "，可以打电话问社区" if waiting.is_overdue else ""
    return f"{waiting.community.name}接收，{waiting.answer_by}答复{hint}"
