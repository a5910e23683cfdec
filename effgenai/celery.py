"""The Celery application: tasks are thin wrappers in each app's tasks.py."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effgenai.settings")

app = Celery("effgenai")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
