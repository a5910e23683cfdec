"""Settings of the web server: figures of all its processes are counted together, and it keeps no access log.

It is named as `--config=python:effgenai.observing.gunicorn`. The application writes the access log itself,
without the secrets that stand in addresses; what the server says of errors goes through the same masks.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

accesslog = None
# Read by prometheus_client when it is first imported, so it stands here before the application is loaded.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", f"{tempfile.gettempdir()}/metrics-{os.getpid()}")


def on_starting(server: Any) -> None:
    """Begin with an empty folder: counters of a run before are not ours."""
    folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)  # noqa: PTH103


def child_exit(server: Any, worker: Any) -> None:
    """Keep what an ended process has counted, and forget its living figures."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
