"""Give every covenant its 甲方 row, every party its place, every project its stages."""

from django.db import migrations
from django.utils import timezone

STATES_BEFORE = {
    "paused": ["running"],
    "finished": ["running"],
    "evaluated": ["running", "finished"],
}


def fill_parties(apps, schema_editor):
    parties = apps.get_model("covenants", "CovenantParty").objects
    covenants = apps.get_model("covenants", "Covenant").objects
    renewed = set()
    for covenant in covenants.order_by("pk").iterator():
        is_signed = covenant.status in {"signed", "terminated"}
        known = {
            "confirmed_on": covenant.signed_on if is_signed else None,
            "confirmed_way": "paper" if is_signed else "",
        }
        for position, party in enumerate(parties.filter(covenant=covenant).order_by("pk"), 1):
            party.position = position
            for name, value in known.items():
                setattr(party, name, value)
            party.save()
        parties.create(covenant=covenant, position=0, unit=None, **known)
        if covenant.renews_id in renewed and covenant.status != "void":
            covenant.renews = None
            covenant.save()
        elif covenant.renews_id and covenant.status != "void":
            renewed.add(covenant.renews_id)


def fill_stages(apps, schema_editor):
    stages = apps.get_model("covenants", "ProjectStage").objects
    for project in apps.get_model("covenants", "Project").objects.order_by("pk").iterator():
        days = {
            "confirmed": project.confirmed_on,
            "running": project.confirmed_on,
            "finished": project.finished_on,
        }
        if project.confirmed_on is None:
            continue
        if project.status != "confirmed":
            stages.create(project=project, status="confirmed", from_on=project.confirmed_on)
        for status in STATES_BEFORE.get(project.status, []):
            stages.create(project=project, status=status, from_on=days[status])
        if project.status != "void":
            last = days.get(project.status) or timezone.localdate(project.updated_at)
            stages.create(project=project, status=project.status, from_on=last)


class Migration(migrations.Migration):
    dependencies = [("covenants", "0002_covenant_life")]
    operations = [
        migrations.RunPython(fill_parties, migrations.RunPython.noop),
        migrations.RunPython(fill_stages, migrations.RunPython.noop),
    ]
