from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from deploy.healthcheck import healthy
from effgenai.embedded.valkey import free_port


class Answer(BaseHTTPRequestHandler):
    status: ClassVar[int] = 200
    host: ClassVar[str] = ""

    def do_GET(self):
        type(self).host = self.headers["Host"]
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        """Silence."""


@pytest.fixture
def port():
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "good"), [(200, True), (302, True), (404, True), (400, False), (500, False)]
)
def test_the_answer_decides(port, monkeypatch, status, good):
    monkeypatch.setattr(Answer, "status", status)
    assert healthy(port, "https://conference.example.org") is good
    assert Answer.host == "conference.example.org"


def test_no_answer_is_not_healthy():
    assert not healthy(free_port(), "https://conference.example.org")
