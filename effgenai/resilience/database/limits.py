"""How long PostgreSQL may take, for each kind of process. Commands and migrations take what they need."""

from __future__ import annotations

from django.conf import settings

GRACE_SECONDS = 10  # for the server to say itself that a limit is met


def limit_web() -> None:
    """For pages: somebody waits, and a thread with them."""
    _limit(
        statement=settings.DATABASE_WEB_SECONDS,
        lock=settings.DATABASE_LOCK_SECONDS,
        idle=settings.DATABASE_IDLE_SECONDS,
    )


def limit_worker() -> None:
    """For tasks: they may compute long, but not hold rows for ever."""
    _limit(
        statement=settings.DATABASE_WORKER_SECONDS,
        lock=settings.DATABASE_WORKER_SECONDS,
        idle=settings.DATABASE_WORKER_SECONDS,
    )


def _limit(*, statement: int, lock: int, idle: int) -> None:
    """Limit every connection that this process opens from now on; 0 is no limit. What the URL says wins."""
    database = settings.DATABASES["default"]
    limits = {
        "statement_timeout": statement,
        "lock_timeout": lock,
        "idle_in_transaction_session_timeout": idle,
    }
    given = database["OPTIONS"].get("options", "")
    words = [f"-c {name}={seconds}s" for name, seconds in limits.items()]
    database["OPTIONS"]["options"] = " ".join([*words, given]).strip()
    database["ANSWER_SECONDS"] = statement and statement + GRACE_SECONDS
