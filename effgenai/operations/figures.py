"""What /metrics tells: requests as counted by the web processes, and the state of queue, mails and tasks."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator

from django.db.models import Count, Min
from prometheus_client import REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from effgenai.operations.models import FailedTask
from effgenai.operations.queue import look_at_queue
from effgenai.operations.services import last_beat
from effgenai.storage.queries import file_findings


def figures(at: dt.datetime) -> bytes:
    """Everything in the text format of Prometheus; a constant number of queries."""
    state = CollectorRegistry()
    state.register(State(at))
    return generate_latest(_requests()) + generate_latest(state)


def _requests() -> CollectorRegistry:
    """What all web processes counted together, or this one where it is alone."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


class State(Collector):
    """What the database and the broker say at the moment of asking; the same whichever process answers."""

    def __init__(self, at: dt.datetime) -> None:
        self._at = at

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering asks no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures."""
        yield from self._queue()
        yield from self._mails()
        yield _by("effgenai_failed_tasks", "Failures of tasks in the last 30 days.", "task", _failed_tasks())
        yield _one("effgenai_damaged_files", "Stored files with a finding.", len(file_findings().findings))
        beat = last_beat()
        if beat is not None:
            age = (self._at - beat).total_seconds()
            yield _one("effgenai_beat_age_seconds", "Time since the periodic round ran last.", age)

    def _queue(self) -> Iterator[Metric]:
        queue = look_at_queue(now=self._at.timestamp())
        yield _one("effgenai_broker_up", "Whether the broker answers.", queue is not None)
        if queue is not None:
            yield _one("effgenai_queue_length", "Tasks that wait for a worker.", queue.waiting)
            yield _one("effgenai_queue_taken", "Tasks taken by workers and not finished.", queue.taken)
            yield _one("effgenai_queue_age_seconds", "Wait of the oldest task.", queue.oldest_seconds)

    def _mails(self) -> Iterator[Metric]:
        states = dict(OutboundEmail.objects.order_by().values_list("state").annotate(Count("pk")))
        counts = {str(state): states.get(state, 0) for state in EmailState}
        yield _by("effgenai_mails", "Mails of the outbox, by state.", "state", counts)
        due = OutboundEmail.objects.due(self._at).aggregate(oldest=Min("created_at"))["oldest"]
        age = max(0.0, (self._at - due).total_seconds()) if due else 0.0
        yield _one("effgenai_mail_age_seconds", "Age of the oldest mail that is due.", age)


def _failed_tasks() -> dict[str, int]:
    return dict(FailedTask.objects.order_by().values_list("task").annotate(Count("pk")))


def _one(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=float(value))


def _by(name: str, help_text: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
