"""The same content, known again without being kept."""

import hashlib
import json
from typing import Any


def digest_of(body: Any) -> str:
    """Return the fingerprint of what JSON can say; the order of keys means nothing."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
