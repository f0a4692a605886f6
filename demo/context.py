"""What the sign-in page of the demo shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from demo.people import DEMO_ACCOUNTS


def demo_accounts(request: HttpRequest) -> dict[str, Any]:
    """Return the accounts and their one password; the app is installed in the demo only."""
    return {"demo_accounts": DEMO_ACCOUNTS, "demo_password": settings.DEMO_PASSWORD}
