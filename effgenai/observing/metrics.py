"""Figures of this process for Prometheus. Their labels are routes and methods: never papers or people."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter(
    "effgenai_requests", "Requests answered, by route, method and status.", ["route", "method", "status"]
)
DURATION = Histogram(
    "effgenai_request_seconds", "Time taken to answer a request, by route.", ["route"], buckets=SECONDS
)


def note_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count an answered request; methods that somebody made up count as one."""
    REQUESTS.labels(route, method if method in METHODS else "other", str(status)).inc()
    DURATION.labels(route).observe(seconds)
