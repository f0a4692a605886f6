"""Let members who have an account sign in with their number, where it is nobody else's."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef


def fill(apps: Any, schema_editor: Any) -> None:
    members = apps.get_model("members", "Member").objects.filter(merged_into=None)
    users = apps.get_model("accounts", "User").objects
    shared = members.filter(mobile_index=OuterRef("mobile_index")).exclude(pk=OuterRef("pk"))
    own = members.filter(user__isnull=False).exclude(mobile_index="").exclude(Exists(shared))
    for user, index in own.filter(user__mobile_index="").values_list("user", "mobile_index"):
        users.filter(pk=user).update(mobile_index=index)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_check_in_ways"), ("members", "0007_check_in_own_reason")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
