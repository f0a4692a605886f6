"""What the district answers to 投诉建议."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Suggestion, User
from accounts.operations import notify, write_audit
from common import clock
from common.text import normalise_text
from common.violations import require
from orgs.scope import REFUSAL
from orgs.selectors.suggestions import suggestions_for

# The whole reply fits into the sender's message.
LONGEST_REPLY = 280


@transaction.atomic
def answer_suggestion(*, actor: User, suggestion: Suggestion, reply: str) -> Suggestion:
    """Store the one reply to a suggestion; who sent it signed in gets it as a message.

    Refuses `suggestion.answered`, `text.empty`, `text.long`. Neither the suggestion's text nor the
    reply enters the audit: people write phone numbers into them.
    """
    row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if not suggestions_for(actor).filter(pk=row.pk).exists():
        raise PermissionDenied(REFUSAL)
    require(
        row.replied_at is None,
        "这条意见刚刚已有人答复，请刷新页面查看。",
        code="suggestion.answered",
    )
    row.reply = normalise_text(reply, label="答复", limit=LONGEST_REPLY, field="reply")
    row.replied_by, row.replied_at = actor, clock.now()
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    write_audit(actor=actor, action="suggestion.answer", record=row)
    if row.user is not None:
        notify(recipient=row.user, text=f"您的投诉建议已有答复：{row.reply}")
    return row
