from __future__ import annotations

import pytest

from effgenai.celery import app
from tests.plugins.mail import wait_until

pytestmark = pytest.mark.worker


def test_a_real_worker_answers_over_the_real_broker(celery_worker_process):
    assert [next(iter(answer.values())) for answer in app.control.ping(timeout=5) or []] == [{"ok": "pong"}]


def test_a_killed_worker_can_be_started_again(celery_worker_process):
    celery_worker_process.kill()
    celery_worker_process.start(pool="solo")
    wait_until(lambda: bool(app.control.ping(timeout=1)))
    assert [next(iter(answer.values())) for answer in app.control.ping(timeout=5) or []] == [{"ok": "pong"}]
