"""What the application's role in the database may do: all it needs, and to the record nothing but add to it.

Migrations run as the owner of the tables. The application signs in as another role, which can neither change
nor empty the record, nor disable what guards it.
"""

from __future__ import annotations

from django.db import connection, transaction
from psycopg import sql

RECORD = ("audit_auditline",)
READ_ONLY = ("audit_auditlink", "django_migrations")
_EVERYTHING = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)


@transaction.atomic
def grant_rights(*, role: str, password: str = "") -> None:
    """Make the role if there is none, and give it just these rights: as the owner, after each migration.

    Raises ValueError if the role is the owner itself, who could take any right back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() == (role,):
            raise ValueError(f"{role} owns the tables: the application needs a role of its own.")
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() is not None else "CREATE"
        for statement in _statements(verb, role, password):
            cursor.execute(statement)


def _statements(verb: str, role: str, password: str) -> list[sql.Composed]:
    name = sql.Identifier(role)
    secret = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
    login = sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(name) + secret
    granted = [sql.SQL(text).format(role=name) for text in _EVERYTHING]
    taken = [_revoke("UPDATE, DELETE, TRUNCATE", table, name) for table in RECORD]
    taken += [_revoke("INSERT, UPDATE, DELETE, TRUNCATE", table, name) for table in READ_ONLY]
    return [login, *granted, *taken]


def _revoke(rights: str, table: str, role: sql.Identifier) -> sql.Composed:
    return sql.SQL("REVOKE " + rights + " ON {} FROM {}").format(sql.Identifier(table), role)
