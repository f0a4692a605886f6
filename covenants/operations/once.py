"""What another program sends twice is made once."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from accounts.operations import claim_form
from common.digests import digest_of
from common.violations import require

# Our own name space, so that a client's key meets neither a form's nor a unit's.
NAMESPACE = uuid.UUID("0b0c7a52-91c5-5c0a-8a52-6e4b6c8d2f10")


@transaction.atomic
def create_once(
    *, actor: User, request_key: str, content: Any, create: Callable[[], Model]
) -> tuple[int, bool]:
    """Return the key of the record that the request made, and whether it was made now.

    The same request key with the same content makes nothing new; with other content it refuses
    `request.reused`. Without a request key every request makes a record.
    """
    if not request_key:
        return create().pk, True
    key = uuid.uuid5(NAMESPACE, f"{actor.pk} {request_key}")
    receipt, is_first = claim_form(key=key, user=actor)
    digest = digest_of(content)
    if is_first:
        receipt.digest, receipt.answer = digest, {"id": create().pk}
        receipt.save(update_fields=["digest", "answer"])
    require(
        receipt.digest == digest,
        "这个 Idempotency-Key 已用于另一份内容，请换一个新的。",
        code="request.reused",
    )
    return receipt.answer["id"], is_first
