"""The page of a session's chair: what is released of the session, who is here, and the note of the team."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.urls import reverse

from effgenai.accounts.queries import verified_addresses
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.addresses import public_url
from program.core.models import Session
from program.core.states import SessionRole
from program.core.times import at_venue
from program.day.models import ChairLink, CheckIn
from program.schedule.queries.released import SessionView, TalkView, public_schedule
from submissions.accepted.queries import PaperLink, links_of


@dataclasses.dataclass(frozen=True, slots=True)
class ChairedTalk:
    """A talk as visitors know it, when it ends, its public files, and since when its presenter is here."""

    talk: TalkView
    ends_at: dt.datetime
    links: list[PaperLink]
    here_since: dt.datetime | None

    @property
    def slides(self) -> PaperLink | None:
        """Its slides, if they are public."""
        return next((link for link in self.links if link.kind == "slides"), None)


@dataclasses.dataclass(frozen=True, slots=True)
class ChairPage:
    """A released session for its chair, with the note of the team; times are those of the venue."""

    session: SessionView
    talks: list[ChairedTalk]
    note: str
    now: dt.datetime
    time_zone: str


def chaired_session(viewer: Viewer, key: str) -> Session | None:
    """The session of this key if the person chairs it, by a verified address, or edits the programme."""
    found = Session.objects.filter(conference=viewer.conference, key=key).first()
    if found is None or viewer.user is None or viewer.may_edit_program:
        return found if viewer.may_edit_program else None
    chairs = found.people.filter(role=SessionRole.CHAIR).exclude(email="")
    addresses = {email.lower() for email in chairs.values_list("email", flat=True)}
    return found if addresses & verified_addresses(viewer.user) else None


def session_of_link(conference: Conference, token: str) -> Session | None:
    """The session to whose chair's page the secret leads; one query."""
    return Session.objects.filter(conference=conference, chair_link__token=token).first()


def chair_page(session: Session, at: dt.datetime) -> ChairPage | None:
    """The page; None as long as visitors do not see the session. A constant number of queries."""
    schedule = public_schedule(session.conference, at)
    shown = next((row for row in schedule.sessions if row.key == session.key), None) if schedule else None
    if schedule is None or shown is None:
        return None
    links = links_of(session.conference, [talk.paper for talk in shown.talks if talk.paper])
    here = talks_checked_in(session)
    return ChairPage(
        session=shown,
        talks=[_talk(session.conference, shown, talk, links, here) for talk in shown.talks],
        note=session.note,
        now=at,
        time_zone=schedule.release.time_zone,
    )


def talks_checked_in(session: Session) -> dict[str, dt.datetime]:
    """The talks of a session whose presenters are here, by key, and since when; one query."""
    return dict(CheckIn.objects.filter(talk__session=session).values_list("talk__key", "at"))


def chair_address(session: Session) -> str:
    """The secret address of its chair's page, or "" if there is none; one query."""
    link = ChairLink.objects.filter(session=session).first()
    if link is None:
        return ""
    path = reverse("program:chairing_link", args=[session.conference.slug, link.token])
    return public_url(session.conference, path)


def _talk(
    conference: Conference,
    session: SessionView,
    talk: TalkView,
    links: dict[int, list[PaperLink]],
    here: dict[str, dt.datetime],
) -> ChairedTalk:
    ends = talk.starts_at.astimezone(dt.UTC) + dt.timedelta(minutes=talk.minutes)
    since = here.get(talk.key)
    return ChairedTalk(
        talk=talk,
        ends_at=ends.astimezone(talk.starts_at.tzinfo) if session.has_running_times else session.ends_at,
        links=links.get(talk.paper or 0, []),
        here_since=at_venue(conference, since) if since else None,
    )
