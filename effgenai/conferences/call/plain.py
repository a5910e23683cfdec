"""The call for papers as plain text for mailing lists, and as a mail that lacks only its receivers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from email.message import EmailMessage
from email.policy import SMTP

from effgenai.conferences.call.models import CallFile
from effgenai.conferences.call.queries import CallPage, TrackRow
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.wording import blinding, kicker, reviews_per_paper, where_and_when
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.people.models import Person
from effgenai.ui.dates import AOE_NAME, lasting_words, moment
from effgenai.ui.text.plain import COLUMNS, Links, columns, hanging, hard, plain_markdown, readable, wrap

ON_SITE = {MilestoneKind.STARTS, MilestoneKind.ENDS}
LABELS = 34


@dataclasses.dataclass(frozen=True, slots=True)
class CallFacts:
    """What the text is made of, with three whole addresses, each with its last slash.

    `home` is the home page; `pages` is what the other public pages begin with, `forms` what those behind
    the sign-in do: a conference may have a domain of its own for what is public.
    """

    conference: Conference
    page: CallPage
    organisers: Sequence[Person]
    home: str
    pages: str
    forms: str


def call_text(facts: CallFacts) -> str:
    """The call in lines of at most 72 columns."""
    return "\n".join(hard(_lines(facts))) + "\n"


def call_mail(facts: CallFacts) -> bytes:
    """The call as a mail to be sent by hand (X-Unsent), which programs may wrap anew (format=flowed)."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject(facts.conference)
    mail["X-Unsent"] = "1"
    body = "\n".join(_stuffed(line) for line in _lines(facts)) + "\n"
    mail.set_content(body, charset="utf-8", cte="quoted-printable", params={"format": "flowed"})
    return mail.as_bytes()


def subject(conference: Conference) -> str:
    """What the mail is about, in one line."""
    return readable(f"Call for papers: {conference.title}")


def _stuffed(line: str) -> str:
    """A line that a reader could take for a quotation or an envelope gets a space before it (RFC 3676)."""
    return f" {line}" if line.startswith((" ", ">", "From ")) else line


def _lines(facts: CallFacts) -> list[str]:
    links = Links()
    parts = [
        _head(facts),
        _about(facts.conference, links),
        _dates(facts),
        _tracks(facts, links),
        _topics(facts),
        _submitting(facts, links),
        _policies(facts, links),
        _review(facts),
        _organisers(facts),
    ]
    lines = [line for part in parts if part for line in [*part, ""]]
    listed = links.lines()
    return [*lines, *_titled("Links", listed)] if listed else lines[:-1]


def _titled(title: str, lines: Iterable[str]) -> list[str]:
    """The lines below a title; nothing at all where there are none."""
    body = list(lines)
    title = readable(title)
    return [title, "-" * min(columns(title), COLUMNS), "", *body] if body else []


def _head(facts: CallFacts) -> list[str]:
    conference = facts.conference
    facts_known = filter(None, [kicker(conference), where_and_when(conference)])
    known = [line for fact in facts_known for line in hard(wrap(fact))]
    return ["CALL FOR PAPERS", "", *hard(wrap(conference.title)), *known, facts.home]


def _about(conference: Conference, links: Links) -> list[str]:
    summary = wrap(conference.summary)
    abstract = plain_markdown(conference.abstract, links)
    return [*summary, *([""] if summary and abstract else []), *abstract]


def _dates(facts: CallFacts) -> list[str]:
    page = facts.page
    own = [row for row in page.tracks if row.due]
    rows = [line for date in page.dates for line in _date(facts.conference, date, own)]
    note = wrap("AoE is anywhere on Earth (UTC-12): a date has passed when it has passed everywhere.")
    has_aoe = any(date.kind not in ON_SITE for date in page.dates)
    return _titled("Dates", [*rows, *(["", *note] if has_aoe else [])] if rows else [])


def _date(conference: Conference, date: Milestone, own: Iterable[TrackRow]) -> list[str]:
    zone = conference.time_zone if date.kind in ON_SITE else AOE_NAME
    lines = _pair(date.name, _moment(date, zone))
    if date.kind == MilestoneKind.SUBMISSIONS_DUE:
        lines += [line for row in own if row.due for line in _pair(f"  {row.track}", _moment(row.due, zone))]
    return lines


def _moment(date: Milestone | MilestoneException, zone: str) -> str:
    with lasting_words():
        return moment(date.instant, zone)


def _pair(label: str, value: str) -> list[str]:
    """Label and value in two columns; a long label has lines of its own above the value."""
    indent = " " * (len(label) - len(label.lstrip()))
    label = indent + readable(label)
    if columns(label) < LABELS:
        return [label + " " * (LABELS - columns(label)) + value]
    return [*hanging(indent, wrap(label, COLUMNS - len(indent))), " " * LABELS + value]


def _tracks(facts: CallFacts, links: Links) -> list[str]:
    lines: list[str] = []
    for row in facts.page.tracks:
        rules = f"{row.track.name} ({row.pages}; {row.archival})"
        about = plain_markdown(row.track.description, links, COLUMNS - 2)
        files = _files(facts, row.files)
        body = [*wrap(rules, COLUMNS - 2), *about, *files]
        lines += hanging("* ", body)
    general = _files(facts, facts.page.files)
    return _titled("What to submit", [*lines, *([""] if lines and general else []), *general])


def _files(facts: CallFacts, files: Iterable[CallFile]) -> list[str]:
    found = []
    for file in files:
        address = file.address or f"{facts.pages}call/files/{file.key}/"
        found += [f"{readable(file.label)}:", f"  {address}"]
    return found


def _topics(facts: CallFacts) -> list[str]:
    lines: list[str] = []
    for topic in facts.page.topics:
        words = f"{topic.name}: {topic.description}" if topic.description else topic.name
        lines += hanging("* ", wrap(words, COLUMNS - 2))
    return _titled("Topics", lines)


def _submitting(facts: CallFacts, links: Links) -> list[str]:
    asked = [
        line
        for asked in facts.page.asked
        for line in hanging("* ", wrap(f"{asked.name}: {asked.rule}", COLUMNS - 2))
    ]
    guide = plain_markdown(facts.conference.submission_guide, links)
    form = ["Submit here:", f"{facts.forms}submissions/new/"]
    return _titled("How to submit", [*form, "", *asked, *(["", *guide] if guide else [])])


def _policies(facts: CallFacts, links: Links) -> list[str]:
    lines: list[str] = []
    for policy in facts.page.policies:
        label = str(PolicyKind(policy.kind).label)
        lines += ["", *hanging("", [f"{label}:"])] if lines else [f"{label}:"]
        lines += plain_markdown(policy.text, links)
    return _titled("Policies", lines)


def _review(facts: CallFacts) -> list[str]:
    conference = facts.conference
    lines = wrap(f"{blinding(conference)} Each paper gets {reviews_per_paper(conference)}.")
    if conference.calls_for_reviewers:
        lines += ["", "Would you like to review? We are looking for reviewers:"]
        lines.append(f"{facts.pages}review-with-us/")
    return _titled("How papers are reviewed", lines)


def _organisers(facts: CallFacts) -> list[str]:
    lines = [
        line for person in facts.organisers for line in hanging("* ", wrap(_person(person), COLUMNS - 2))
    ]
    contact = facts.conference.contact_email
    asked = [f"Questions: {contact}"] if contact else []
    return _titled("Organisers" if lines else "Contact", [*lines, *([""] if lines and asked else []), *asked])


def _person(person: Person) -> str:
    return f"{person.name} ({person.affiliation})" if person.affiliation else person.name
