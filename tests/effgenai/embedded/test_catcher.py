"""The mail catcher takes what is sent by SMTP, keeps it, and shows it without running any of it."""

from __future__ import annotations

import http.client
import json
import signal
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from effgenai.embedded.catcher import pages as catcher_pages
from effgenai.embedded.catcher.mailbox import Mailbox, find_links
from effgenai.embedded.catcher.server import Catcher, catch_mail
from tests.effgenai.embedded.helpers import Program


@pytest.fixture
def catcher(tmp_path):
    with catch_mail(tmp_path / "mail") as catcher:
        yield catcher


def message(
    subject: str = "Your paper", *, to: str = "ada@example.org", text: str = "Hello", html: str = ""
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "chair@example.org"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = "<1@example.org>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def send(catcher: Catcher, mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", catcher.smtp_port) as smtp:
        smtp.send_message(mail)


def get(catcher: Catcher, path: str, *, host: str = "127.0.0.1") -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", catcher.http_port, timeout=10)
    connection.request("GET", path, headers={"Host": f"{host}:{catcher.http_port}"})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def test_the_list_shows_the_newest_mail_first(catcher):
    send(catcher, message("First"))
    send(catcher, message("Zweite Größe"))
    answer, body = get(catcher, "/")
    assert answer.status == 200
    assert "2 caught mails" in body
    assert body.index("Zweite Größe") < body.index("First")


def test_an_empty_list_says_what_will_be_there(catcher):
    assert "Mails of the site appear here" in get(catcher, "/")[1]


def test_the_list_is_narrowed_to_an_address(catcher):
    send(catcher, message("For Ada"))
    send(catcher, message("For Bob", to="bob@example.org"))
    body = get(catcher, "/?to=BOB")[1]
    assert "For Bob" in body
    assert "For Ada" not in body
    assert "No mail to an address with “&lt;x&gt;”" in get(catcher, "/?to=%3Cx%3E")[1]


def test_one_mail_is_shown_with_links_that_can_be_clicked_and_its_headers(catcher):
    send(catcher, message(text="See https://example.org/a?b=1&c=2, <b>now</b>."))
    mail = catcher.mailbox.mails()[0]
    body = get(catcher, f"/mails/{mail.id}")[1]
    assert (
        "<a href='https://example.org/a?b=1&amp;c=2'>https://example.org/a?b=1&amp;c=2</a>, &lt;b&gt;" in body
    )
    assert "Message-ID" in body
    assert "<iframe" not in body


def test_html_of_a_mail_is_shown_in_a_sandbox(catcher):
    send(catcher, message(html="<p>Hi</p><script>alert(1)</script>"))
    mail = catcher.mailbox.mails()[0]
    page = get(catcher, f"/mails/{mail.id}")[1]
    assert f"src='/mails/{mail.id}/html' sandbox='allow-top-navigation-by-user-activation'" in page
    assert "<script>" not in page
    answer, frame = get(catcher, f"/mails/{mail.id}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert frame.startswith("<!doctype html><base target='_top'><p>Hi</p>")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


def test_a_hostile_subject_stays_text(catcher):
    send(catcher, message("<script>alert(1)</script>"))
    mail = catcher.mailbox.mails()[0]
    for path in ("/", f"/mails/{mail.id}"):
        body = get(catcher, path)[1]
        assert "<script>" not in body
        assert "&lt;script&gt;" in body


def test_the_source_is_what_was_sent(catcher):
    send(catcher, message())
    mail = catcher.mailbox.mails()[0]
    answer, body = get(catcher, f"/mails/{mail.id}/source")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Message-ID: <1@example.org>" in body


def test_programs_read_the_mails_as_json(catcher):
    send(catcher, message(text="Open https://example.org/x."))
    mails = json.loads(get(catcher, "/api/mails")[1])
    assert [(mail["to"], mail["subject"], mail["links"]) for mail in mails] == [
        (["ada@example.org"], "Your paper", ["https://example.org/x"])
    ]
    assert mails[0]["message_id"] == "<1@example.org>"


@pytest.mark.parametrize("path", ["/mails/1", "/mails/", "/mails/../../etc/passwd", "/elsewhere"])
def test_what_is_not_there_is_not_found(catcher, path):
    answer, body = get(catcher, path)
    assert answer.status == 404
    assert "not here" in body


def test_an_unknown_part_of_a_mail_is_not_found(catcher):
    send(catcher, message())
    assert get(catcher, f"/mails/{catcher.mailbox.mails()[0].id}/secrets")[0].status == 404


def test_the_style_sheet_is_served(catcher):
    answer, body = get(catcher, "/style.css")
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "color-scheme: light dark" in body


def test_another_sites_name_pointed_here_gets_nothing(catcher):
    send(catcher, message("Secret link"))
    answer, body = get(catcher, "/api/mails", host="evil.example")
    assert answer.status == 421
    assert "Secret link" not in body


def test_addresses_can_be_made_to_refuse(catcher):
    catcher.answers["gone@example.org"] = "550 no such user"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(catcher, message(to="gone@example.org"))
    assert catcher.mailbox.mails() == []


def test_mails_outlive_a_restart_and_the_oldest_go_when_there_are_too_many(tmp_path):
    mailbox = Mailbox(tmp_path, limit=2)
    for number in range(3):
        mailbox.add(sender="a@b.org", recipients=["c@d.org"], source=f"Subject: {number}\n\nx".encode())
    again = Mailbox(tmp_path, limit=2)
    assert [mail.subject for mail in again.mails()] == ["2", "1"]
    assert len(list(tmp_path.glob("*.eml"))) == 2
    again.clear()
    assert (again.mails(), list(tmp_path.iterdir())) == ([], [])


def test_a_mail_in_an_unknown_charset_is_still_shown(tmp_path):
    source = b"Subject: x\nContent-Type: text/plain; charset=klingon\n\ncaf\xe9"
    mail = Mailbox(tmp_path).add(sender="a@b.org", recipients=["c@d.org"], source=source)
    assert mail.text == "café"
    assert mail.html == ""


def test_a_mail_without_a_subject_can_be_opened(tmp_path):
    mail = Mailbox(tmp_path).add(sender="", recipients=["c@d.org"], source=b"\n")
    assert "(no subject)" in catcher_pages.list_page([mail], to="")
    assert "(no subject)" in catcher_pages.mail_page(mail)


def test_links_end_before_the_punctuation_and_a_longer_one_is_not_cut():
    text = "https://a.org/x and https://a.org/xyz."
    assert find_links(text) == ["https://a.org/x", "https://a.org/xyz"]
    assert catcher_pages.linkify(text) == (
        "<a href='https://a.org/x'>https://a.org/x</a> and <a href='https://a.org/xyz'>https://a.org/xyz</a>."
    )


def test_the_program_says_where_it_listens_and_stops_at_a_signal(tmp_path):
    program = Program("effgenai.embedded.catcher.server", "--data", str(tmp_path), output=tmp_path / "output")
    program.wait_for("smtp://127.0.0.1:")
    port = int(program.says().split()[0].rpartition(":")[2])
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.send_message(message())
    assert program.end(signal.SIGTERM) == 0
    assert len(list(Path(tmp_path / "mail").glob("*.eml"))) == 1
