"""Django's backend for PostgreSQL, which waits for no frozen server for ever and notices writes.

The time limits of PostgreSQL are kept by the server. One that hangs (its disk does, or it was stopped) keeps
none of them, and each thread that asked it would be lost.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper

from effgenai.resilience.database.writes import notice_writes

SILENT = "The database has not answered in time."


class DatabaseWrapper(PostgresWrapper):
    """As Django's. `ANSWER_SECONDS` beside the other settings of the database is the longest wait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(notice_writes)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; what is asked over the connection is answered in time, or it is cut."""
        connection = super().get_new_connection(conn_params)
        seconds = self.settings_dict.get("ANSWER_SECONDS")
        return bound(connection, seconds) if seconds else connection


def bound(connection: Any, seconds: float) -> Any:
    """The connection, which raises `OperationalError` and is cut where an answer takes longer than that."""
    connection.wait = partial(_wait, connection, connection.wait, seconds)
    return connection


def _wait(
    connection: psycopg.Connection[Any], wait: Callable[..., Any], seconds: float, *args: Any, **kwargs: Any
) -> Any:
    try:
        return wait(*args, **{"timeout": seconds, **kwargs})
    except psycopg.errors._WaitTimeout:  # noqa: SLF001 - how psycopg tells it, by its documentation of wait()
        connection.pgconn.finish()
        raise psycopg.OperationalError(SILENT) from None
