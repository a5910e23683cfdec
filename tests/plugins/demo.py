"""The example workshop for tests that commit: each process makes it once, then lays out a copy."""

from __future__ import annotations

from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from demo.services import load_demo

# Django fills these itself, after each test that commits.
FILLED = {"django_migrations", "django_content_type", "auth_permission", "django_site"}
# A trigger chains the lines of the record anew when they are laid out.
CHAINED = {"audit_auditlink"}

_kept: dict[str, bytes] = {}


def lay_out_demo() -> None:
    """The demo as of the first call, in an empty database. Its files stay in the data folder."""
    if _kept:
        with transaction.atomic():
            for table, rows in _kept.items():
                _put(table, rows)
            _go_on_counting()
        return
    load_demo(at=timezone.now())
    for table in sorted(set(connection.introspection.table_names()) - FILLED - CHAINED):
        if rows := _rows(table):
            _kept[table] = rows


def _rows(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(block) for block in copy)


def _put(table: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
        copy.write(rows)


def _go_on_counting() -> None:
    """New rows are numbered after those laid out."""
    models = connection.introspection.installed_models(list(_kept))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
