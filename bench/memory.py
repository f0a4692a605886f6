"""`python -m bench.memory WORK`: how much a fresh process grows while it takes a long list out
(`export`, `ledger`) or brings a long file in (`members`)."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.test import Client  # noqa: E402  Django must be set up before its models

from accounts.models import User  # noqa: E402  the same
from bench import ledger, member_import  # noqa: E402  the same
from bench.exports import LIST, growth_during, take  # noqa: E402  the same
from bench.measures import in_undone_transaction  # noqa: E402  the same


def export() -> float:
    """A page is served first, as in any process that is at work."""
    client = Client()
    client.force_login(User.objects.get(username="bench-officer"))
    client.get(LIST)
    return growth_during(lambda: take(client))


def members() -> float:
    """The file lies on the disk, as an uploaded one does."""
    actor = User.objects.get(username="member-importer")
    content = member_import.workbook()
    return growth_during(
        lambda: in_undone_transaction(lambda: member_import.bring_in(actor, content) or 0.0)
    )


def long_ledger(query: str = "") -> float:
    """A short page is served first, as in any process that is at work."""
    client = Client()
    client.force_login(User.objects.get(username="bench-ledger"))
    ledger.take(client, f"?q=nothing{query.replace('?', '&')}")
    return growth_during(lambda: ledger.take(client, query))


WORKS = {
    "export": export,
    "members": members,
    "ledger": long_ledger,
    "ledger-docx": lambda: long_ledger("?file=docx"),
}


def main() -> int:
    print(WORKS[sys.argv[1]]())
    return 0


if __name__ == "__main__":
    sys.exit(main())
