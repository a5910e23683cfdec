"""The pages of the mail catcher, as plain strings: it has to work where nothing else does."""

from __future__ import annotations

import re
from html import escape

from effgenai.embedded.mailbox import Mail, find_links

STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #e6e9ef); --soft: light-dark(#586174, #a3acbd);
  --line: light-dark(#d9dee8, #343c4c); --paper: light-dark(#fff, #161b24); --link: light-dark(#1a4fb4, #8fb6ff);
  --hover: light-dark(#f2f5fa, #1f2632); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
a { color: var(--link); }
a:focus-visible, input:focus-visible, button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0 1rem; color: var(--soft); }
ol { list-style: none; margin: 1rem 0; padding: 0; border-top: 1px solid var(--line); }
li a { display: block; padding: .75rem .5rem; border-bottom: 1px solid var(--line); text-decoration: none; }
li a:hover { background: var(--hover); }
li span { display: block; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
label { display: block; font-size: .9rem; color: var(--soft); }
input, button { font: inherit; color: inherit; min-height: 2.75rem; padding: .4rem .75rem; border-radius: .4rem;
  border: 1px solid var(--soft); background: transparent; }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; padding: 1rem;
  border: 1px solid var(--line); border-radius: .5rem; }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
summary { padding: .5rem 0; cursor: pointer; }
"""


def list_page(mails: list[Mail], *, to: str) -> str:
    """All mails, newest first."""
    if mails:
        body = "<ol>" + "".join(_row(mail) for mail in mails) + "</ol>"
    elif to:
        body = f"<p>No mail to an address with “{escape(to)}” in it. <a href='/'>Show all mails</a></p>"
    else:
        body = "<p>Every mail that the site sends appears here; none leaves this machine. Reload to see new ones.</p>"
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
