"""The pages of the mail catcher, as plain strings: it has to work where nothing else does."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from effgenai.embedded.catcher.mailbox import Mail, find_links

STYLE = Path(__file__).with_name("catcher.css").read_text()


def list_page(mails: list[Mail], *, to: str) -> str:
    """All mails, newest first."""
    if mails:
        body = "<ol>" + "".join(_row(mail) for mail in mails) + "</ol>"
    elif to:
        body = f"<p>No mail to an address with “{escape(to)}” in it. <a href='/'>Show all mails</a></p>"
    else:
        body = "<p>Mails of the site appear here and never leave this machine. Reload to see new ones.</p>"
    heading = f"{len(mails)} caught mail{'' if len(mails) == 1 else 's'}" if mails else "No mail yet"
    return _page(heading, f"<h1>{heading}</h1>{_filter(to)}{body}")


def _filter(to: str) -> str:
    return (
        "<form><div><label for='to'>To an address with</label>"
        f"<input id='to' name='to' type='search' value='{escape(to)}'></div><button>Show</button></form>"
    )


def _row(mail: Mail) -> str:
    return (
        f"<li><a href='/mails/{mail.id}'>{escape(mail.subject) or '(no subject)'}"
        f"<span>{mail.at:%d %b %H:%M:%S} UTC · to {escape(', '.join(mail.recipients))}</span></a></li>"
    )


def mail_page(mail: Mail) -> str:
    """One mail: its envelope, text, HTML and headers."""
    envelope = _definitions(
        [
            ("From", mail.sender),
            ("To", ", ".join(mail.recipients)),
            ("Arrived", f"{mail.at:%d %b %Y %H:%M:%S} UTC"),
        ]
    )
    text = f"<h2>Text</h2><pre>{linkify(mail.text)}</pre>" if mail.text else ""
    html = (
        f"<h2>HTML</h2><iframe title='The mail as HTML' src='/mails/{mail.id}/html' "
        "sandbox='allow-top-navigation-by-user-activation'></iframe>"
        if mail.html
        else ""
    )
    headers = (
        f"<h2>Headers</h2>{_definitions(mail.headers)}<p><a href='/mails/{mail.id}/source'>Source</a></p>"
    )
    heading = escape(mail.subject) or "(no subject)"
    back = "<p><a href='/'>All mails</a></p>"
    return _page(mail.subject, f"{back}<h1>{heading}</h1>{envelope}{text}{html}{headers}")


def missing_page() -> str:
    """What is shown for a mail that is gone."""
    return _page(
        "Not here",
        "<h1>This mail is not here</h1><p>It may have been the oldest of too many. "
        "<a href='/'>All mails</a></p>",
    )


def html_frame(mail: Mail) -> str:
    """The HTML of the mail; its links open in place of the whole page."""
    return f"<!doctype html><base target='_top'>{mail.html}"


def linkify(text: str) -> str:
    """The text as HTML with its addresses as links."""
    parts = [escape(text)]
    for link in sorted(set(find_links(text)), key=len, reverse=True):
        shown = escape(link)
        anchor = f"<a href='{shown}'>{shown}</a>"
        parts = [
            piece
            for part in parts
            for piece in ([part] if part.startswith("<a ") else re.split(f"({re.escape(shown)})", part))
        ]
        parts = [anchor if part == shown else part for part in parts]
    return "".join(parts)


def _definitions(pairs: list[tuple[str, str]]) -> str:
    return (
        "<dl>"
        + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
        + "</dl>"
    )


def _page(title: str, body: str) -> str:
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)} · caught mail</title><link rel='stylesheet' href='/style.css'></head>"
        f"<body><main>{body}</main></body></html>"
    )
