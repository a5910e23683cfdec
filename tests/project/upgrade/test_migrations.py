"""Every migration from now on leaves old code working: what it uses stays, what it ignores may be empty.

Old and new processes run side by side while a site is upgraded, so a column goes in two releases: first
its use, then the column. `released.txt` names the migrations from before this was a rule.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

OURS = {"effgenai", "submissions", "reviews", "program", "demo"}
RELEASED = set((Path(__file__).parent / "released.txt").read_text().split())
TAKES_AWAY = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
# A sentence for each that may do so all the same: why no running code uses what goes.
EXCUSED: dict[str, str] = {}


def our_migrations() -> list[Any]:
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in OURS}
    return [
        pytest.param(loader, migration, id=f"{app}.{name}")
        for (app, name), migration in sorted(loader.disk_migrations.items())
        if app in ours
    ]


NEW = [param for param in our_migrations() if param.id not in RELEASED]


def fault_of(operation: Operation, before: ProjectState, app: str) -> str:
    """Why code that knows only the state before cannot live with it; "" if it can."""
    if isinstance(operation, TAKES_AWAY):
        return f"{operation.describe()}: old code still uses it."
    if isinstance(operation, migrations.AddField):
        is_filled = is_filled_by_the_database(operation.field)
        return "" if is_filled else f"{operation.describe()}: old code leaves it out."
    if isinstance(operation, migrations.AlterField):
        old = before.models[app, operation.model_name_lower].fields[operation.name]
        return f"{operation.describe()}: it takes less than before." if narrows(old, operation.field) else ""
    return "" if operation.reversible else f"{operation.describe()}: it cannot be taken back."


def is_filled_by_the_database(field: models.Field[Any, Any]) -> bool:
    is_computed = isinstance(field, models.GeneratedField)
    return is_computed or field.null or field.many_to_many or field.has_db_default()


def narrows(old: models.Field[Any, Any], new: models.Field[Any, Any]) -> bool:
    if old.null and not new.null:
        return True
    if old.get_internal_type() != new.get_internal_type():
        return True
    return (new.max_length or 10**6) < (old.max_length or 10**6) or (new.unique and not old.unique)


def faults_of(migration: migrations.Migration, before: ProjectState) -> list[str]:
    made = {op.name_lower for op in migration.operations if isinstance(op, migrations.CreateModel)}
    faults = []
    for operation in migration.operations:
        if getattr(operation, "model_name_lower", None) not in made:  # old code does not know new tables
            faults.append(fault_of(operation, before, migration.app_label))
        operation.state_forwards(migration.app_label, before)
    return [fault for fault in faults if fault]


@pytest.mark.parametrize(("loader", "migration"), NEW)
def test_old_code_lives_with_it(loader, migration):
    name = f"{migration.app_label}.{migration.name}"
    before = loader.project_state([(migration.app_label, migration.name)], at_end=False)
    assert name in EXCUSED or faults_of(migration, before) == []


def test_every_released_migration_is_still_there():
    assert {param.id for param in our_migrations()} >= RELEASED


def a_state(**fields):
    state = ProjectState()
    migrations.CreateModel(
        "Thing", [("id", models.AutoField(primary_key=True)), *fields.items()]
    ).state_forwards("files", state)
    return state


TEXT = models.CharField(max_length=10, null=True)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("thing", "text"),
        migrations.RenameField("thing", "text", "words"),
        migrations.DeleteModel("Thing"),
        migrations.RenameModel("Thing", "Object"),
        migrations.AddField("thing", "more", models.CharField(max_length=3, default="")),
        migrations.AlterField("thing", "text", models.CharField(max_length=10)),
        migrations.AlterField("thing", "text", models.CharField(max_length=9, null=True)),
        migrations.AlterField("thing", "text", models.IntegerField(null=True)),
        migrations.RunPython(lambda *_: None),
        migrations.RunSQL("SELECT 1"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_old_code_cannot_live_with_is_told(operation):
    assert fault_of(operation, a_state(text=TEXT), "files")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("thing", "more", models.CharField(max_length=3, null=True)),
        migrations.AddField("thing", "more", models.CharField(max_length=3, db_default="")),
        migrations.AddField(
            "thing",
            "more",
            models.GeneratedField(
                expression=models.F("text"), output_field=models.CharField(max_length=10), db_persist=True
            ),
        ),
        migrations.AlterField("thing", "text", models.CharField(max_length=20, null=True)),
        migrations.RunSQL("SELECT 1", migrations.RunSQL.noop),
        migrations.AddIndex("thing", models.Index(fields=["text"], name="thing_text")),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_it_can_live_with_is_not(operation):
    assert fault_of(operation, a_state(text=TEXT), "files") == ""
