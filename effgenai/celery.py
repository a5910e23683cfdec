"""The Celery application: tasks are thin wrappers in each app's tasks.py."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import celeryd_init, worker_init

from effgenai.observing.tasks import listen

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effgenai.settings")

app = Celery("effgenai")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
listen()


@celeryd_init.connect
def _limit_database(**_: object) -> None:
    """Before the worker opens a connection, or forks those that will."""
    from effgenai.resilience.database.limits import limit_worker

    limit_worker()


@worker_init.connect
def _settle_memory(**_: object) -> None:
    """Once all tasks are loaded, before the processes that do them are forked."""
    from effgenai.resilience.memory import settle

    settle()
