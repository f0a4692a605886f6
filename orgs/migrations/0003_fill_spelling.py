"""Give the rows that are there a key of their own and the spelling of their names."""

import uuid
from typing import Any

from django.db import migrations

BATCH = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    _spell(apps.get_model("orgs", "Organization"), [])
    _spell(apps.get_model("orgs", "ResidentUnit"), ["row_key"])
    events = apps.get_model("orgs", "OrganizationEvent")
    rows = list(events.objects.all())
    for row in rows:
        row.change_key = uuid.uuid4()
    events.objects.bulk_update(rows, ["change_key"], batch_size=BATCH)


def _spell(model: Any, keys: list[str]) -> None:
    rows = list(model._base_manager.all())
    for row in rows:
        for name in keys:
            setattr(row, name, uuid.uuid4())
        for name in ("name_pinyin", "name_initials"):
            model._meta.get_field(name).pre_save(row, add=False)
    fields = [*keys, "name_pinyin", "name_initials"]
    model._base_manager.bulk_update(rows, fields, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_registers_and_spelling")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
