"""The seal of an audit entry."""

import hashlib
import hmac
import json

from django.conf import settings

from accounts.models import AuditEntry

SEALED = (
    "at", "actor_id", "actor_name", "address", "action",
    "record_type", "record_id", "record_name", "detail",
)  # fmt: skip


def seal_of(entry: AuditEntry) -> str:
    """Return the HMAC-SHA256 over the entry's facts, 64 hex digits."""
    facts = {name: getattr(entry, name) for name in SEALED}
    facts["at"] = entry.at.timestamp()
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
