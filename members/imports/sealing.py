"""A new person's name and number, as a judged row may carry them."""

import uuid
from typing import Any

from members.models import Member


def sealed(person: dict[str, Any]) -> dict[str, Any]:
    """Return what writing needs of a new member; the number itself is no longer in it."""
    row_key = uuid.uuid4()
    columns = Member.seal_mobile(person["mobile"], row_key)
    return {"name": person["name"], "row_key": str(row_key), **columns}
