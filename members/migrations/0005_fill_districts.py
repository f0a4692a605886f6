"""Give every member the unit's district, every duplicate whom it is a duplicate of."""

from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    members = apps.get_model("members", "Member").objects
    units = apps.get_model("orgs", "ResidentUnit").objects
    district = units.filter(pk=OuterRef("unit_id")).values("district_id")[:1]
    members.update(district_id=Subquery(district))
    members.filter(merged_into__isnull=False).update(duplicate_of=F("merged_into"))
    # Nobody could ask for a transfer before: such rows were a sample's, and say nothing of where to.
    check_ins = apps.get_model("members", "CheckIn").objects
    check_ins.filter(status="transferring", transfer_to=None).update(status="registered")


class Migration(migrations.Migration):
    dependencies = [("members", "0004_check_in_ways")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
