"""The outbox: mails are rows written with the event that causes them, and delivered afterwards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Collection
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import Line, record, record_all
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail import rules
from effgenai.mail.accounts.limits import why_not_reach
from effgenai.mail.models import Mailing, OutboundEmail, OutboundEmailQuerySet, UnwrittenLetters
from effgenai.mail.queries import unwritten_of, visible_mails
from effgenai.mail.states import EmailState, ListedFor, MailingState
from effgenai.resilience.database.locks import lock, lock_all
from effgenai.resilience.nudges import nudge_on_commit
from effgenai.transitions import transition, transition_all
from effgenai.ui.text.controls import without_controls

# A mailing about so few papers leaves a line for each, so that nobody in conflict with them meets one.
FEW_PAPERS = 20
NOTHING_TO_SEND = "There is nothing to send: each of these people has this mail already."
MESSAGE_IDS = uuid.UUID("6f1f7c0e-7a0b-4b70-8f39-0d5b3b9c4f51")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A rendered mail to one person.

    `dedupe_key` names the news for ever ("deadline:effgenai:<milestone>:<person>"): the same key never
    becomes a second mail. `paper` is the number of the submission it tells something about, if any. A secret
    text is wiped once it has left, and shown to nobody; `listed_for` are the chairs who meet its row.
    """

    kind: str
    dedupe_key: str
    to_address: str
    subject: str
    body: str
    to_name: str = ""
    to_user: User | None = None
    reply_to: str = ""
    paper: int | None = None
    is_secret: bool = False
    listed_for: ListedFor = ListedFor.NOBODY


def enqueue_mail(
    *,
    messages: list[Message],
    at: dt.datetime,
    conference: Conference | None,
    mailing: Mailing | None = None,
    by: User | None = None,
) -> int:
    """Write mails to the outbox inside the caller's transaction; return how many are new.

    With a `mailing` they are held until it is approved; without one they go out after the commit. `by` chose
    to whom they go: more people than one may reach in a day are refused. Raises RuntimeError outside of a
    transaction, and Refused with the sentence of `why_not_reach`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A mail belongs to the transaction of its event.")
    if by:
        refuse(why_not_reach([message.to_address for message in messages], by=by, at=at))
    held = mailing is not None
    rows = [_row(message, at=at, conference=conference, mailing=mailing, by=by) for message in messages]
    known = set(
        OutboundEmail.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).values_list(
            "dedupe_key", flat=True
        )
    )
    OutboundEmail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if not held:
        nudge_delivery()
    return len({row.dedupe_key for row in rows} - known)


def nudge_delivery() -> None:
    """Ask a worker to deliver what is due, once the surrounding transaction has been committed."""
    from effgenai.mail.tasks import deliver_due_mail  # tasks import services

    nudge_on_commit(deliver_due_mail)


def _header(text: str) -> str:
    """Words for the head of a mail, where the end of a line would begin something else."""
    return " ".join(without_controls(text).split())


def _row(
    message: Message,
    *,
    at: dt.datetime,
    conference: Conference | None,
    mailing: Mailing | None,
    by: User | None,
) -> OutboundEmail:
    identity = uuid.uuid5(MESSAGE_IDS, f"{settings.MAIL_DOMAIN}/{message.dedupe_key}")
    return OutboundEmail(
        conference=conference,
        mailing=mailing,
        kind=message.kind,
        dedupe_key=message.dedupe_key,
        message_id=f"<{identity.hex}@{settings.MAIL_DOMAIN}>",
        to_user=message.to_user,
        caused_by=by,
        to_name=_header(message.to_name),
        to_address=message.to_address,
        reply_to=message.reply_to,
        subject=_header(message.subject)[:300],
        body=without_controls(message.body),
        is_secret=message.is_secret,
        listed_for=message.listed_for,
        paper=message.paper,
        state=EmailState.HELD if mailing else EmailState.QUEUED,
        created_at=at,
        due_at=at,
    )


@transaction.atomic
def prepare_mailing(
    *, conference: Conference, kind: str, title: str, messages: list[Message], by: User, at: dt.datetime
) -> Mailing:
    """Write a batch of mails that wait until a chair has read and approved them.

    Every chair who sees one of the mails reads `title`: it must tell nothing of single papers, nor how many
    there are.
    """
    mailing = begin_mailing(conference=conference, kind=kind, title=title, by=by, at=at)
    _hold(messages, mailing)
    return mailing


def begin_mailing(*, conference: Conference, kind: str, title: str, by: User, at: dt.datetime) -> Mailing:
    """A mailing without mails, for callers that have them written inside the same transaction."""
    return Mailing.objects.create(conference=conference, kind=kind, title=title, created_at=at, created_by=by)


@transaction.atomic
def prepare_letters(
    *,
    conference: Conference,
    kind: str,
    title: str,
    write: Callable[[Mailing], list[Message]],
    nobody: str,
    by: User,
    at: dt.datetime,
) -> Mailing:
    """The same for letters that may be written again and again: a second press finds the chair's draft.

    `write` makes the mails of the new mailing, whose key tells them from those of earlier ones. Raises
    Refused with the sentence `nobody` if it makes none.
    """
    draft = draft_of(conference, kind, by)
    if draft is not None:
        return draft
    mailing = begin_mailing(conference=conference, kind=kind, title=title, by=by, at=at)
    messages = write(mailing)
    refuse(None if messages else nobody)
    _hold(messages, mailing)
    return mailing


def draft_of(conference: Conference, kind: str, by: User) -> Mailing | None:
    """The chair's own draft of such letters, if there is one; nobody begins another before the commit."""
    lock_conference(conference)
    drafts = Mailing.objects.filter(conference=conference, kind=kind, state=MailingState.DRAFT)
    return drafts.filter(created_by=by).first()


def _hold(messages: list[Message], mailing: Mailing) -> None:
    at, conference = mailing.created_at, mailing.conference
    if not enqueue_mail(messages=messages, at=at, conference=conference, mailing=mailing):
        raise Refused(NOTHING_TO_SEND)
    note_prepared(mailing, {message.paper for message in messages})


def note_prepared(mailing: Mailing, papers: set[int | None]) -> None:
    """The line of the record that a mailing about these papers is prepared."""
    _record("mailing.prepare", mailing, papers, by=mailing.created_by, at=mailing.created_at)


@transaction.atomic
def approve_mailing(*, mailing: Mailing, viewer: Viewer) -> int:
    """Release those mails of a mailing that the chair may see; return how many.

    Mails about papers they are in conflict with stay held, unnoticed, until another chair approves them.
    Raises Refused with the sentence of `why_not_approve`.
    """
    mailing = lock(mailing)
    held = _mails_of(mailing, viewer).filter(state=EmailState.HELD)
    papers = _papers(held)
    # Its date is that of the approval: a letter that waited a week should not arrive a week old.
    number = transition_all(held, EmailState.QUEUED, created_at=viewer.at, due_at=viewer.at)
    refuse(rules.why_not_approve(number, unwritten_of(mailing, viewer).count()))
    line = partial(_record, "mailing.approve", mailing, papers, by=viewer.user, at=viewer.at)
    if mailing.state == MailingState.DRAFT:
        transition(mailing, MailingState.APPROVED, line, approved_at=viewer.at, approved_by=viewer.user)
    else:
        line()
    nudge_delivery()
    return number


@transaction.atomic
def stop_mailing(*, mailing: Mailing, viewer: Viewer) -> int:
    """Keep back those mails that the chair may see and that have not left; return how many.

    One that is on its way this very moment arrives all the same. The others can be prepared anew. Raises
    Refused with the sentence of `why_not_stop`.
    """
    mailing = lock(mailing)
    # First what is unwritten: a worker that is at it ends, and its letters are among the unsent below.
    unwritten = unwritten_of(mailing, viewer)
    dropped = set(unwritten.values_list("paper", flat=True))
    unwritten_number, _ = unwritten.delete()
    unsent = _mails_of(mailing, viewer).unsent()
    papers = _papers(unsent) | dropped
    number = _give_free(unsent.filter(attempts=0)) + transition_all(
        unsent, EmailState.STOPPED, leased_until=None
    )
    refuse(rules.why_not_stop(number + unwritten_number))
    line = partial(_record, "mailing.stop", mailing, papers, by=viewer.user, at=viewer.at)
    if OutboundEmail.objects.filter(mailing=mailing).unsent().exists() or mailing.unwritten.exists():
        line()
    else:
        transition(mailing, MailingState.STOPPED, line)
    return number


def _give_free(never_tried: OutboundEmailQuerySet) -> int:
    """Stop mails that nobody has tried to send; the same news can then be written to the same people anew."""
    return transition_all(
        never_tried,
        EmailState.STOPPED,
        dedupe_key=Concat(Value("stopped:"), F("key")),
        message_id=Concat(Value("<stopped."), F("key"), Value(f"@{settings.MAIL_DOMAIN}>")),
    )


@transaction.atomic
def retry_failed(*, viewer: Viewer, mailing: Mailing | None = None) -> int:
    """Try the mails again that could not be delivered, of one mailing or of all; return how many."""
    mails = visible_mails(viewer).filter(state=EmailState.FAILED, is_secret=False)
    if mailing:
        mails = mails.filter(mailing=mailing)
    return len([retry_mail(mail=mail, viewer=viewer) for mail in mails])


@transaction.atomic
def retry_mail(*, mail: OutboundEmail, viewer: Viewer) -> OutboundEmail:
    """Try one mail again that could not be delivered. Raises Refused with the sentence of `why_not_retry`."""
    mail = lock(mail)
    refuse(rules.why_not_retry(mail))
    transition(mail, EmailState.QUEUED, _line("mail.retry", mail, viewer), due_at=viewer.at, attempts=0)
    nudge_delivery()
    return mail


@transaction.atomic
def leave_failed(*, mail: OutboundEmail, viewer: Viewer) -> None:
    """Let a mail be that could not be delivered: it is a to-do no longer.

    Raises Refused with the sentence of `why_not_leave`.
    """
    mail = lock(mail)
    refuse(rules.why_not_leave(mail))
    transition(mail, EmailState.STOPPED, _line("mail.leave", mail, viewer))


def _line(action: str, mail: OutboundEmail, viewer: Viewer) -> Callable[[], None]:
    return partial(
        record,
        action=action,
        by=viewer.user,
        at=viewer.at,
        conference=viewer.conference,
        paper=mail.paper,
        summary=mail.subject,
    )


def stop_letters(*, conference: Conference, kind: str, paper: int | None = None) -> int:
    """Keep back the mails of a kind, all or those about a paper, that have not left; in a transaction.

    For news that overtake them. One that is on its way this very moment arrives all the same. Return how many
    were kept back.
    """
    about = {"kind": kind} if paper is None else {"kind": kind, "paper": paper}
    UnwrittenLetters.objects.filter(mailing__conference=conference, **about).delete()
    mails = OutboundEmail.objects.filter(conference=conference, **about)
    drafts = Mailing.objects.filter(mails__in=mails.unsent(), state=MailingState.DRAFT)
    locked = lock_all(Mailing.objects.filter(pk__in=drafts.values("pk")))
    number = transition_all(mails.exclude(state=EmailState.SENT), EmailState.STOPPED, leased_until=None)
    empty = Mailing.objects.filter(pk__in=[mailing.pk for mailing in locked])
    rest = OutboundEmail.objects.filter(mailing=OuterRef("pk"))
    unwritten = UnwrittenLetters.objects.filter(mailing=OuterRef("pk"))
    transition_all(empty.filter(~Exists(rest.unsent()), ~Exists(unwritten)), MailingState.STOPPED)
    return number


def settle_failed(dedupe_keys: Collection[str]) -> int:
    """Close failed mails that a later deed has made pointless, inside the caller's transaction."""
    failed = OutboundEmail.objects.filter(dedupe_key__in=dedupe_keys, state=EmailState.FAILED)
    return transition_all(failed, EmailState.STOPPED)


def settle_mailings() -> None:
    """Move approved mailings on: to sending once a mail has left, to sent once none waits any longer."""
    mails = OutboundEmail.objects.filter(mailing=OuterRef("pk"))
    running = Mailing.objects.filter(state__in=[MailingState.APPROVED, MailingState.SENDING])
    unwritten = UnwrittenLetters.objects.filter(mailing=OuterRef("pk"))
    transition_all(running.filter(~Exists(mails.unsent()), ~Exists(unwritten)), MailingState.SENT)
    left = Exists(mails.filter(state=EmailState.SENT))
    transition_all(Mailing.objects.filter(left), MailingState.SENDING)


def _mails_of(mailing: Mailing, viewer: Viewer) -> OutboundEmailQuerySet:
    return visible_mails(viewer).filter(mailing=mailing)


def _papers(mails: OutboundEmailQuerySet) -> set[int | None]:
    return set(mails.order_by().values_list("paper", flat=True).distinct())


def _record(
    action: str, mailing: Mailing, papers: set[int | None], *, by: User | None, at: dt.datetime
) -> None:
    """No numbers in the record: other chairs would compare them with what they see."""
    about = papers if len(papers) <= FEW_PAPERS and None not in papers else {None}
    record_all(
        [
            Line(
                action=action,
                by=by,
                at=at,
                conference=mailing.conference,
                paper=paper,
                summary=mailing.title,
                detail={"mailing": mailing.key},
            )
            for paper in sorted(about, key=lambda number: number or 0)
        ]
    )
