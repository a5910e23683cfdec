"""A mail server for one machine: it takes every mail by SMTP, delivers none, and shows them on a page."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from effgenai.embedded.catcher import pages
from effgenai.embedded.catcher.mailbox import LIMIT, Mail, Mailbox
from effgenai.embedded.servers.valkey import HOST, free_port

# Names under which a browser of this machine reaches us: another site's name pointed here gets nothing.
LOCAL_NAMES = {"127.0.0.1", "localhost", "[::1]"}
PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
MAIL_POLICY = (
    "sandbox allow-top-navigation-by-user-activation; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)


@dataclass
class Catcher:
    """A running catcher: where it listens and what it caught."""

    mailbox: Mailbox
    smtp_port: int
    http_port: int
    answers: dict[str, str] = field(default_factory=dict)
    """Refusals by address, such as `{"gone@example.org": "550 no such user"}`."""

    @property
    def smtp_url(self) -> str:
        """The value of EMAIL_URL that sends here."""
        return f"smtp://{HOST}:{self.smtp_port}"

    @property
    def http_url(self) -> str:
        """The address of the page."""
        return f"http://{HOST}:{self.http_port}/"


class _Receiver:
    """What aiosmtpd calls, in its own thread."""

    def __init__(self, catcher: Catcher) -> None:
        self.catcher = catcher

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        answer = self.catcher.answers.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        source = content.encode() if isinstance(content, str) else content or b""
        self.catcher.mailbox.add(sender=envelope.mail_from or "", recipients=envelope.rcpt_tos, source=source)
        return "250 OK"


@contextmanager
def catch_mail(
    folder: Path, *, smtp_port: int = 0, http_port: int = 0, limit: int = LIMIT
) -> Iterator[Catcher]:
    """A catcher on loopback whose mails lie in `folder`, up inside the `with`. Port 0 means any free one."""
    catcher = Catcher(Mailbox(folder, limit=limit), smtp_port or free_port(), http_port)
    smtp = Controller(_Receiver(catcher), hostname=HOST, port=catcher.smtp_port, data_size_limit=None)
    web = ThreadingHTTPServer((HOST, http_port), _handler(catcher))
    catcher.http_port = web.server_port
    thread = threading.Thread(target=web.serve_forever, name="caught-mail-page", daemon=True)
    with web:
        smtp.start()
        thread.start()
        try:
            yield catcher
        finally:
            smtp.stop()
            web.shutdown()
            thread.join()


def _handler(catcher: Catcher) -> type[BaseHTTPRequestHandler]:
    """The class that answers requests about this catcher's mails."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if urlsplit(f"//{self.headers.get('Host', '')}").netloc.rpartition(":")[0] not in LOCAL_NAMES:
                self.send_error(421)
                return
            url = urlsplit(self.path)
            to = parse_qs(url.query).get("to", [""])[0]
            status, kind, body = _answer(catcher.mailbox, url.path, to=to)
            content = body.encode(errors="replace") if isinstance(body, str) else body
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header(
                "Content-Security-Policy", MAIL_POLICY if url.path.endswith("/html") else PAGE_POLICY
            )
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Say nothing: addresses of mails are of no use in a log."""

    return Handler


HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


def _answer(mailbox: Mailbox, path: str, *, to: str) -> tuple[int, str, str | bytes]:
    """Status, content type and body of a path."""
    if path == "/":
        return 200, HTML, pages.list_page(mailbox.mails(to=to), to=to)
    if path == "/style.css":
        return 200, "text/css; charset=utf-8", pages.STYLE
    if path == "/api/mails":
        return 200, "application/json", json.dumps([mail.as_json() for mail in mailbox.mails(to=to)])
    _, _, rest = path.partition("/mails/")
    mail_id, _, part = rest.partition("/")
    mail = mailbox.get(mail_id)
    return _answer_mail(mail, part) if mail else (404, HTML, pages.missing_page())


def _answer_mail(mail: Mail, part: str) -> tuple[int, str, str | bytes]:
    match part:
        case "":
            return 200, HTML, pages.mail_page(mail)
        case "html":
            return 200, HTML, pages.html_frame(mail)
        case "source":
            return 200, TEXT, mail.source
    return 404, HTML, pages.missing_page()


def main(arguments: list[str] | None = None) -> int:
    """Catch mail until a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m effgenai.embedded.catcher.server", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(".data"), help="the data folder (default: .data)")
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--http-port", type=int, default=0)
    options = parser.parse_args(arguments)
    stopped = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda *_: stopped.set())
    with catch_mail(
        options.data / "mail", smtp_port=options.smtp_port, http_port=options.http_port
    ) as catcher:
        print(f"{catcher.smtp_url} {catcher.http_url}", flush=True)
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
