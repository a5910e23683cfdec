"""A private installation as in production, for the benches: PostgreSQL, Valkey, gunicorn with DEBUG off."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
BACKEND = "django.contrib.auth.backends.ModelBackend"


@contextlib.contextmanager
def installation() -> Iterator[Path]:
    """Servers with an empty database, and Django of this process set up for them; the folder of its data."""
    from effgenai.embedded import services

    with tempfile.TemporaryDirectory(prefix="effgenai-bench-") as name, services(Path(name)) as urls:
        os.environ |= {
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
            "DATA_DIR": name,
            "SECRET_KEY": "bench",
            "DEBUG": "no",
            "LOG_LEVEL": "WARNING",
            "KEEP_PAGES_SECONDS": "0",
            "DJANGO_SETTINGS_MODULE": "effgenai.settings",
        }
        for command in (["migrate", "--verbosity=0"], ["collectstatic", "--no-input", "--verbosity=0"]):
            subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], check=True, cwd=ROOT)
        import django

        django.setup()
        yield Path(name)


def session_of(email: str) -> str:
    """The cookie of a session in which this person is signed in."""
    from django.test import Client

    from effgenai.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    return client.cookies["sessionid"].value


@contextlib.contextmanager
def web_server(*, cache_seconds: int, processes: int = 2) -> Iterator[tuple[int, psutil.Process]]:
    """A web server that keeps pages for so long: its port, and its process, whose children do the work."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "effgenai.wsgi", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--workers", str(processes), "--threads", "4", "--log-level", "error"],
        cwd=ROOT,
        env={**os.environ, "KEEP_PAGES_SECONDS": str(cache_seconds)},
    )
    try:
        wait_for(port)
        yield port, psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wait_for(port: int) -> None:
    """Return once something answers there, within a minute; SystemExit if nothing does."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")
