from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from deploy.healthcheck import ask
from effgenai.embedded.servers.valkey import free_port


class Answer(BaseHTTPRequestHandler):
    status: ClassVar[int] = 200
    host: ClassVar[str] = ""
    path_asked: ClassVar[str] = ""

    def do_GET(self):
        type(self).host = self.headers["Host"]
        type(self).path_asked = self.path
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(b'{"ready": true}')

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
    ("status", "good"), [(200, True), (302, False), (404, False), (400, False), (503, False)]
)
def test_the_answer_decides(port, monkeypatch, status, good):
    monkeypatch.setattr(Answer, "status", status)
    assert ask(port, "https://conference.example.org") == (good, '{"ready": true}')
    assert (Answer.host, Answer.path_asked) == ("conference.example.org", "/readyz")


def test_no_answer_is_not_healthy():
    is_ready, words = ask(free_port(), "https://conference.example.org")
    assert not is_ready
    assert words.startswith("No answer")
