"""What Django checks before production touches its database."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error
from django.db import connections


def refuse_sample_data(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[Error]:
    """The demo's accounts and their password are public: production does not start on them."""
    if settings.DEMO:
        return []
    return [
        Error(
            f"The database {alias} holds the demo's sample data.",
            hint="Production needs a database of its own; the demo's accounts are public.",
            id="config.E001",
        )
        for alias in databases or ()
        if _holds_sample_data(alias)
    ]


def _holds_sample_data(alias: str) -> bool:
    district = apps.get_model("orgs", "District")
    # The first `migrate` is checked too, when there is no table yet.
    has_table = district._meta.db_table in connections[alias].introspection.table_names()
    return has_table and district.objects.using(alias).filter(is_sample=True).exists()
