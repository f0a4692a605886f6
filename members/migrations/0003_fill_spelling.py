"""Spell the names of the members who are there."""

from typing import Any

from django.db import migrations

BATCH = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    members = apps.get_model("members", "Member")
    rows = list(members.objects.all())
    for row in rows:
        for name in ("name_pinyin", "name_initials"):
            members._meta.get_field(name).pre_save(row, add=False)
    members.objects.bulk_update(rows, ["name_pinyin", "name_initials"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("members", "0002_spelling")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
