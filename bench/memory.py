"""`python -m bench.memory`: how much a fresh process grows while it takes a long list out."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.test import Client  # noqa: E402  Django must be set up before its models

from accounts.models import User  # noqa: E402  the same
from bench.exports import LIST, growth_during, take  # noqa: E402  the same


def main() -> int:
    """Print the megabytes; a page is served first, as in any process that is at work."""
    client = Client()
    client.force_login(User.objects.get(username="bench-officer"))
    client.get(LIST)
    print(growth_during(lambda: take(client)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
