"""The accounts whose pages are knocked at."""

from collections.abc import Callable
from typing import Any

from orgs.operations.accounts import deactivate_account
from tests.access.people import People
from tests.makers.accounts import make_opened


def account(people: People) -> int:
    return make_opened(people["system_admin"], people.places.district).pk


def closed_account(people: People) -> int:
    opened = make_opened(people["system_admin"], people.places.district)
    return deactivate_account(actor=people["system_admin"], account=opened, reason="调离").pk


ACCOUNT_RECORDS: dict[str, Callable[[People], Any]] = {
    "account": account,
    "closed_account": closed_account,
}
