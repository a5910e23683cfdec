from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db.models import Count, Q
from django.urls import reverse

from effgenai.conferences.core.hidden import hidden_papers, holds, is_any_paper_hidden_from, of_hidden_author
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.desk import Stage
from effgenai.mail.models import (
    Mailing,
    OutboundEmail,
    OutboundEmailQuerySet,
    UnwrittenLetters,
    UnwrittenLettersQuerySet,
)
from effgenai.mail.states import EmailState
from effgenai.ui.navigation import Chip
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import named_number, whole, with_numbers

TRIED_AGAIN = ("attention", "trying again")

# How each state is shown: the colour and the word.
LOOKS = {
    EmailState.HELD: ("attention", "to approve"),
    EmailState.QUEUED: ("info", "queued"),
    EmailState.SENDING: ("info", "being sent"),
    EmailState.SENT: ("good", "sent"),
    EmailState.FAILED: ("bad", "not delivered"),
    EmailState.STOPPED: ("quiet", "stopped"),
}
MAX_WORDS = 20
HIDDEN_TEXT = "Who wrote the paper is hidden from chairs until its decision is out, and so is this text."
CHIPS = (EmailState.HELD, EmailState.QUEUED, EmailState.SENT, EmailState.FAILED, EmailState.STOPPED)

MAILING_COLUMNS = (Column("Mailing"), Column("How far it is", phone=False), Column("State"))
MAIL_COLUMNS = (
    Column("Mail"),
    Column("To"),
    Column("Paper", look="num", phone=False),
    Column("State"),
    Column("Written", phone=False),
)


def look_of(mail: OutboundEmail) -> tuple[str, str]:
    """How the state of one mail is shown."""
    return TRIED_AGAIN if mail.is_tried_again else LOOKS[EmailState(mail.state)]


@dataclasses.dataclass(frozen=True, slots=True)
class Delivery:
    """How many mails are in which state, of those that the viewer may see."""

    states: Mapping[str, int]

    def __getitem__(self, state: str) -> int:
        """The number of mails in that state, so that templates can write `progress.held`."""
        if state not in EmailState.values:
            raise KeyError(state)  # templates ask here before they look for an attribute
        return self.states.get(state, 0)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def approved(self) -> int:
        """Those that were released: neither held back nor stopped."""
        return self.total - self[EmailState.HELD] - self[EmailState.STOPPED]

    @property
    def moving(self) -> int:
        """Those on their way now."""
        return self[EmailState.QUEUED] + self[EmailState.SENDING]

    @property
    def unsent(self) -> int:
        """Those that a stop would keep back."""
        return self.moving + self[EmailState.HELD]

    @property
    def look(self) -> tuple[str, str]:
        """The state of the whole in one word, judged by these mails alone."""
        if self[EmailState.HELD]:
            return LOOKS[EmailState.HELD]
        if self.moving:
            return ("info", "sending")
        if self[EmailState.FAILED]:
            return ("bad", "sent in part")
        return LOOKS[EmailState.SENT if self[EmailState.SENT] else EmailState.STOPPED]


@dataclasses.dataclass(frozen=True, slots=True)
class MailingRow:
    """A mailing with the mails of it that the viewer may see, and how many of the held ones cannot arrive."""

    mailing: Mailing
    progress: Delivery
    to_made_up: int = 0
    unwritten: int = 0
    """On how many papers the letters are still to be written."""
    written: int = 0
    """On how many they are there, counted while any are to be written."""

    @property
    def look(self) -> tuple[str, str]:
        """Its state in one word."""
        return ("info", "being written") if self.unwritten else self.progress.look

    @property
    def is_moving(self) -> bool:
        """Whether it changes by itself: letters are written, or mails leave."""
        return bool(self.unwritten or self.progress.moving)

    @property
    def progress_template(self) -> str:
        """What tells how far it is."""
        return "mail/mailing/being_written.html" if self.unwritten else "mail/progress.html"

    @property
    def papers(self) -> int:
        """All papers whose letters are there or to be written, counted while any are to be written."""
        return self.written + self.unwritten


@dataclasses.dataclass(frozen=True, slots=True)
class MailDesk:
    """What the desk of mails shows; `mails` are all rows that fit the search, not yet cut into pages."""

    progress: Delivery
    mailings: list[MailingRow]
    mails: OutboundEmailQuerySet
    chips: list[Chip]

    @property
    def to_approve(self) -> list[MailingRow]:
        """The mailings that wait for approval with all that is to be read, the oldest first."""
        ready = [row for row in reversed(self.mailings) if not row.unwritten]
        return [row for row in ready if row.progress[EmailState.HELD]]

    @property
    def to_write(self) -> list[MailingRow]:
        """The mailings whose letters are still being written, the oldest first."""
        return [row for row in reversed(self.mailings) if row.unwritten]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits, moves or failed."""
        return not (self.to_approve or self.to_write or self.progress["failed"] or self.progress.moving)


def mail_desk(viewer: Viewer, text: str) -> MailDesk:
    """The desk for a chair, with the mails that fit `text`."""
    mails = visible_mails(viewer)
    progress = progress_of(mails)
    return MailDesk(
        progress=progress,
        mailings=_mailings(viewer, mails),
        mails=search(read_by(viewer, mails), text).select_related("mailing"),
        chips=[
            Chip(_sentence(state), f"state:{state}", progress[state]) for state in CHIPS if progress[state]
        ],
    )


def _sentence(state: EmailState) -> str:
    return LOOKS[state][1].capitalize()


def _mailings(viewer: Viewer, mails: OutboundEmailQuerySet) -> list[MailingRow]:
    visible = Mailing.objects.visible_to(viewer, hidden_papers=hidden_papers(viewer))
    waiting = UnwrittenLetters.objects.visible_to(viewer, hidden_papers=hidden_papers(viewer))
    unwritten = dict(waiting.order_by().values_list("mailing").annotate(Count("pk")))
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for row in (
        mails.filter(mailing__isnull=False).values("mailing", "state").annotate(n=Count("pk")).order_by()
    ):
        counts[row["mailing"]][row["state"]] = row["n"]
    return [
        MailingRow(mailing, Delivery(counts[mailing.pk]), unwritten=unwritten.get(mailing.pk, 0))
        for mailing in visible.select_related("created_by")
    ]


def progress_of(mails: OutboundEmailQuerySet) -> Delivery:
    """How many of these mails are in which state; one query."""
    return Delivery(dict(mails.order_by().values_list("state").annotate(Count("pk"))))


def unwritten_of(mailing: Mailing, viewer: Viewer) -> UnwrittenLettersQuerySet:
    """The papers whose letters of this mailing are still to be written, of those that the viewer may see."""
    waiting = UnwrittenLetters.objects.visible_to(viewer, hidden_papers=hidden_papers(viewer))
    return waiting.filter(mailing=mailing)


def effects_of_stopping(viewer: Viewer, row: MailingRow) -> list[tuple[int, str]]:
    """What stopping the mailing does, as numbers with their words, of the mails that the viewer may see."""
    unsent = visible_mails(viewer).filter(mailing=row.mailing).unsent()
    mails, people = unsent.count(), unsent.order_by().values("to_address").distinct().count()
    effects = [
        (mails, f"{'mail is' if mails == 1 else 'mails are'} not sent"),
        (people, f"{'person hears' if people == 1 else 'people hear'} nothing by this mailing"),
    ]
    if row.unwritten:
        words = "paper gets no letters" if row.unwritten == 1 else "papers get no letters"
        effects.append((row.unwritten, f"{words} any more: theirs are not written yet"))
    left = row.progress[EmailState.SENT]
    words = "mail was sent before" if left == 1 else "mails were sent before"
    return [*effects, (left, f"{words} and cannot be taken back")] if left else effects


def read_by(viewer: Viewer, mails: OutboundEmailQuerySet) -> OutboundEmailQuerySet:
    """The same mails, each knowing whether it would tell this reader who wrote a paper (`to_author`)."""
    hidden = of_hidden_author(viewer, paper="paper", person="to_user", address="to_address")
    conditions = {"to_author": holds(hidden)}
    return mails.annotate(**conditions)


def without_author(mail: OutboundEmail) -> OutboundEmail:
    """The mail without what tells its reader who wrote the paper: receiver, and what a server said.

    The text of a letter that a chair approves stays, without the name; that of other mails goes.
    """
    if not mail.to_author:
        return mail
    names = sorted(filter(None, [mail.to_name, mail.to_address]), key=len, reverse=True)
    for name in names:
        mail.subject = mail.subject.replace(name, "author")
        mail.body = mail.body.replace(name, "author")
    if mail.mailing_id is None:
        mail.body = HIDDEN_TEXT
    # The identity is made from the address, so that it would prove a guess.
    mail.to_name = mail.to_address = mail.message_id = mail.last_error = ""
    return mail


def search(mails: OutboundEmailQuerySet, text: str) -> OutboundEmailQuerySet:
    """Mails that fit every word: `state:failed`, `paper:12`, `kind:decision`, part of address or subject."""
    for word in with_numbers(text).split()[:MAX_WORDS]:
        mails = mails.filter(_fits(word))
    return mails


def _fits(word: str) -> Q:
    key, _, value = word.partition(":")
    if key == "state" and value in EmailState.values:
        return Q(state=value)
    if key == "paper" and whole(value) is not None:
        return Q(paper=whole(value))
    if key == "kind" and value:
        return Q(kind__startswith=value)
    receiver = Q(to_name__icontains=word) | Q(to_address__icontains=word)
    found = Q(to_author=False) & receiver | Q(subject__icontains=word)
    number = named_number(word)
    return found if number is None else found | Q(paper=number)


def mail_stage(viewer: Viewer) -> Stage | None:
    """The stage of the sidebar: what waits for approval, or what could not be delivered."""
    if not viewer.is_chair:
        return None
    progress = progress_of(visible_mails(viewer))
    held, failed = progress[EmailState.HELD], progress[EmailState.FAILED]
    note = f"{held} wait" if held else f"{failed} failed" if failed else ""
    return Stage("mail", "Mail", reverse("mail:desk", args=[viewer.conference.slug]), note=note, tool=True)


def visible_mails(viewer: Viewer) -> OutboundEmailQuerySet:
    """The mails of the conference that the viewer may read."""
    return OutboundEmail.objects.visible_to(
        viewer, hidden_papers=hidden_papers(viewer), keeps_papers=is_any_paper_hidden_from(viewer)
    )
