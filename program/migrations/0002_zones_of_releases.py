from __future__ import annotations

from typing import Any

from django.db import migrations


def write_zones(apps: Any, schema_editor: Any) -> None:
    """Each release keeps the zone in which its visitors read it; until now it was that of the conference."""
    releases = apps.get_model("program", "Release").objects.select_related("conference")
    for release in releases.iterator():
        release.schedule.setdefault("time_zone", release.conference.time_zone)
        release.save(update_fields=["schedule"])


def leave_zones(apps: Any, schema_editor: Any) -> None:
    """Old code reads past the zone."""


class Migration(migrations.Migration):
    dependencies = [("program", "0001_initial"), ("conferences", "0001_initial")]

    operations = [migrations.RunPython(write_zones, leave_zones)]
