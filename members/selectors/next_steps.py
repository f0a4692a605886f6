"""Who acts next with a check-in, by when, and what the community may do now."""

from members.models import CheckIn, Reactivation

Status = CheckIn.Status
Step = tuple[str, str, bool]

# Label, address and whether it is sent by POST.
ANSWER: tuple[Step, ...] = (("接收", "check-in-accept", False), ("退回", "check-in-return", False))
KEEP: tuple[Step, ...] = (
    ("转出", "check-in-transfer", False),
    ("注销", "check-in-close", False),
    ("代为更改意向和时间", "check-in-complete", False),
)
RELEASE: tuple[Step, ...] = (
    ("同意转出", "transfer-release", True),
    ("不同意转出", "transfer-refuse", False),
)
CANCEL: tuple[Step, ...] = (("撤回转出", "transfer-cancel", True),)
REACTIVATE: tuple[Step, ...] = (("申请恢复在册", "check-in-reactivate", False),)


def waiting_after(check_in: CheckIn) -> CheckIn | None:
    """Return the check-in that waits at the other community during a transfer."""
    if check_in.status != Status.TRANSFERRING:
        return None
    return check_in.following.pending().select_related("community").first()


def asked_reactivation(check_in: CheckIn) -> Reactivation | None:
    """Return the request to let a closed check-in stand again that waits for the street."""
    if check_in.status != Status.CLOSED:
        return None
    return check_in.reactivations.asked().first()


def next_step_of(check_in: CheckIn, waiting: CheckIn | None, asked: Reactivation | None) -> str:
    """Return one sentence: who does what by when; "" when nobody has to."""
    if check_in.status == Status.PENDING:
        return _answer(check_in)
    if waiting is not None:
        target = waiting.community.name
        return (
            f"已同意转出，请{target}在{waiting.answer_by}接收；"
            f"接收之前仍在{check_in.community.name}在册。"
        )
    if check_in.status == Status.TRANSFERRING:
        return (
            f"本人申请转往{check_in.transfer_to.name}，请{check_in.community.name}在"
            f"{check_in.release_by}答复：同意转出，或写明原因不同意。"
        )
    if asked is not None:
        return f"已申请恢复在册，请{check_in.community.parent.name}审批。"
    return ""


def _answer(check_in: CheckIn) -> str:
    community = check_in.community.name
    if not check_in.is_arriving:
        return f"请{community}在{check_in.answer_by}核实，接收或退回。"
    stays = check_in.previous.community.name
    return (
        f"由{stays}转入，请{community}在{check_in.answer_by}接收或退回；接收之前仍在{stays}在册。"
    )


def steps_of(
    check_in: CheckIn, waiting: CheckIn | None, asked: Reactivation | None
) -> tuple[Step, ...]:
    """Return what the community may do with the check-in now."""
    if check_in.status == Status.PENDING:
        return ANSWER
    if check_in.status == Status.REGISTERED:
        return KEEP
    if check_in.status == Status.TRANSFERRING:
        return RELEASE if waiting is None else CANCEL
    if check_in.status == Status.CLOSED and asked is None and not check_in.is_reopened:
        return REACTIVATE
    return ()
