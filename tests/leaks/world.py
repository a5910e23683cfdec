"""A whole small conference with a marker planted in every field that somebody may not see.

A marker is a word that occurs nowhere else, such as `zqauthorazq`. The people are the columns of
docs/visibility.md, the markers its rows.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from PIL import Image as Picture

from demo.drawing.pdf import make_pdf
from effgenai.accounts.models import Affiliation, MergeRequest, User
from effgenai.archive.models import SiteExport
from effgenai.archive.states import ExportState
from effgenai.audit.models import AuditLine
from effgenai.conferences.call.models import CallFile
from effgenai.conferences.core.models import Conference, Institution, Membership
from effgenai.conferences.core.states import AcceptedShown, BlindMode, ReviewsShown, Role
from effgenai.conferences.dates.models import CalendarKey, MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.pictures.services import store_image
from effgenai.conferences.site.models import Page, PastEdition, SiteVersion, Sponsor
from effgenai.conferences.unfinished.services import save_unfinished
from effgenai.files.models import StoredFile
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState
from program.core.models import Room, Session, SessionPerson, Talk, Unavailability
from program.day.models import ChairLink
from program.feedback.models import FeedbackSwitch, PosterVote, TalkFeedback
from program.proposals.choices import PlanningChoices
from program.proposals.models import ProgramProposal
from program.proposals.states import ProposalState
from program.releases.models import Release
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft, PairRule, ProposedPair
from reviews.assignment_drafts.states import DraftState, PairRuleKind
from reviews.bidding.models import Bid
from reviews.committee.models import Application, Invitation
from reviews.committee.states import InvitationState
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.states import DecisionState
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review, ReviewField, ReviewVersion, SeenFlag
from reviews.reviewing.queries.flags import seal_of
from reviews.reviewing.states import Audience, FieldKind, ReviewState
from submissions.authors.models import Authorship
from submissions.conflicts.models import AdvanceConflict, Conflict, NamedConflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import PaperException, Revision, Submission
from submissions.core.states import SubmissionState
from submissions.materials.models import Award, Material
from submissions.saved_lists.models import SavedList
from submissions.tags.models import PaperTag
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

# The settings of a conference by which other people meet other things, under the headings of the page.
MODES: dict[str, dict[str, Any]] = {
    "double-blind": {},
    "single-blind": {"blind_mode": BlindMode.SINGLE},
    "open": {"blind_mode": BlindMode.OPEN},
    "authors hidden from chairs": {"hide_authors_from_chairs": True},
    "authors shown to area chairs": {"show_authors_to_area_chairs": True},
    "held back": {"accepted_shown": AcceptedShown.NOBODY, "reviews_shown": ReviewsShown.NOBODY},
    "reviews first": {"reviews_shown": ReviewsShown.ALL},
}
PHASES = ("submission", "reviewing", "decided", "released", "programme")
DAY = dt.timedelta(days=1)


def marker(name: str) -> str:
    """The word planted for a row of the table."""
    return f"zq{name.replace('_', '')}zq"


@dataclasses.dataclass
class World:
    """The rows that the walk needs to fill addresses, and the people by their column's name."""

    conference: Conference
    people: dict[str, User]
    papers: dict[str, Submission]
    rows: dict[str, Any]


def build(phase: str, mode: str = "double-blind") -> World:
    """The conference of this mode as it stands in `phase`, each phase holding all that came before."""
    reached = PHASES.index(phase)
    world = _conference(MODES[mode])
    _papers(world)
    _site(world)
    _committee(world)
    _duplicate_accounts(world)
    if reached >= PHASES.index("reviewing"):
        _reviewing(world)
    if reached >= PHASES.index("decided"):
        _decisions(world, released=reached >= PHASES.index("released"))
    _programme(world, released=phase == "programme")
    _records(world)
    return world


def _conference(settings: dict[str, Any]) -> World:
    facts = {"is_current": True, "contact_email": "contact@leak.example", "calls_for_reviewers": True}
    conference = make_conference("leak", **facts, **settings)
    people = {
        "stranger": make_user("Stranger"),
        "site_admin": make_user("Site Admin", is_staff=True),
        "author": make_user(f"Author {marker('authors_a')}", f"{marker('authors_a')}@a.example"),
        "other_author": make_user(f"Author {marker('authors_b')}", f"{marker('authors_b')}@b.example"),
        "reviewer_done": make_member(conference, Role.REVIEWER, make_user(f"Rev {marker('reviewer_a')}")),
        "reviewer_open": make_member(conference, Role.REVIEWER, make_user(f"Rev {marker('reviewer2_a')}")),
        "other_reviewer": make_member(conference, Role.REVIEWER, make_user(f"Rev {marker('reviewer_b')}")),
        "area_chair": make_member(conference, Role.AREA_CHAIR, make_user("Area Chair")),
        "other_area_chair": make_member(conference, Role.AREA_CHAIR, make_user("Other Area Chair")),
        "chair": make_member(conference, Role.CHAIR, make_user("Chair")),
        "chair_in_conflict": make_member(conference, Role.CHAIR, make_user("Chair In Conflict")),
        "chair_author": make_member(conference, Role.CHAIR, make_user("Chair Author")),
        "program_editor": make_member(conference, Role.PROGRAM_EDITOR, make_user("Programme Editor")),
        "site_editor": make_member(conference, Role.SITE_EDITOR, make_user("Site Editor")),
    }
    for kind, days in (("call_opens", -60), ("submissions_due", -20), ("reviews_due", 5), ("decisions", 10)):
        make_milestone(conference, MilestoneKind(kind), NOW + days * DAY)
    make_milestone(
        conference, MilestoneKind.OTHER, NOW + 7 * DAY, label=marker("private_date"), is_public=False
    )
    due = conference.milestones.get(kind=MilestoneKind.SUBMISSIONS_DUE)
    MilestoneException.objects.create(
        milestone=due,
        user=people["other_author"],
        instant=due.instant + DAY,
        reason=marker("exception"),
        created_at=NOW,
    )
    Affiliation.objects.create(user=people["author"], institution=f"University {marker('authors_a')}")
    return World(conference, people, {}, {})


def _papers(world: World) -> None:
    people, conference = world.people, world.conference
    world.papers = {
        "a": _paper(world, "a", [people["author"], people["chair_author"]]),
        "b": _paper(world, "b", [people["other_author"]]),
        "draft": _paper(world, "draft", [people["author"]], state=SubmissionState.DRAFT),
        "ended": _paper(
            world,
            "ended",
            [people["other_author"]],
            state=SubmissionState.DESK_REJECTED,
            desk_reject_reason=f"Because of {marker('desk_reject_reason')}.",
        ),
    }
    _older_version(world)
    _more_time(world)
    for name, is_shared in (("own_list", False), ("shared_list", True)):
        SavedList.objects.create(
            conference=world.conference,
            owner=world.people["chair"],
            name=marker(name),
            is_shared=is_shared,
            created_at=NOW,
        )
    for name in ("a", "b"):
        PaperTag.objects.create(submission=world.papers[name], word=marker(f"tag_{name}"), added_at=NOW)
    conflict = {"created_at": NOW, "source": ConflictSource.CHAIR, "detail": marker("conflict_a")}
    Conflict.objects.create(submission=world.papers["a"], user=people["chair_in_conflict"], **conflict)
    conflict["detail"] = "Close to its authors."
    Conflict.objects.create(submission=world.papers["ended"], user=people["chair_in_conflict"], **conflict)
    Conflict.objects.create(
        submission=world.papers["a"],
        user=people["other_reviewer"],
        source=ConflictSource.INSTITUTION,
        standing=ConflictStanding.POTENTIAL,
        detail=marker("question_a"),
        created_at=NOW,
    )
    _unfinished(world)
    _named(world)
    AdvanceConflict.objects.create(
        conference=conference,
        user=people["reviewer_done"],
        text=f"Institute {marker('advance')}",
        word="for years",
        created_at=NOW,
    )
    for person in ("author", "chair_author"):
        author = {"created_at": NOW, "source": ConflictSource.AUTHOR}
        Conflict.objects.create(submission=world.papers["a"], user=people[person], **author)
    assert conference.submissions.count() == 4


def _more_time(world: World) -> None:
    """More time for the authors of paper A, long over, and why."""
    due = world.conference.milestones.get(kind=MilestoneKind.SUBMISSIONS_DUE)
    for kind in (MilestoneKind.SUBMISSIONS_DUE, MilestoneKind.CAMERA_READY_DUE):
        PaperException.objects.create(
            submission=world.papers["a"],
            kind=kind,
            instant=due.instant + DAY / 24,
            reason=marker("paper_exception"),
            created_at=NOW,
        )


def _older_version(world: World) -> None:
    """A version of paper A before the one that counts, with a file of its own."""
    manuscript = _manuscript(world, "old_a")
    manuscript.findings = []
    manuscript.save(update_fields=["findings"])
    newest = world.papers["a"].revisions.get()
    newest.pk, newest.number, newest.is_current, newest.manuscript = None, 2, False, manuscript
    newest.save()


def _unfinished(world: World) -> None:
    """What the author of the draft typed into its form and has not saved."""
    paper = world.papers["draft"]
    typed = QueryDict(mutable=True)
    typed.update({"title": f"{paper.title} {marker('unfinished')}", "abstract": paper.abstract})
    typed.update({"version": str(paper.version), "track": str(paper.track_id)})
    path = reverse("submissions:edit", args=[world.conference.slug, paper.number])
    save_unfinished(conference=world.conference, by=world.people["author"], path=path, typed=typed, at=NOW)


def _named(world: World) -> None:
    """The authors of paper A named an area chair who does not look after it, and an institution."""
    facts = {"submission": world.papers["a"], "kind": "other", "word": marker("named_a"), "created_at": NOW}
    NamedConflict.objects.create(user=world.people["other_area_chair"], **facts)
    NamedConflict.objects.create(text=f"Institute {marker('named_a')}", **facts)
    Conflict.objects.create(
        submission=world.papers["a"],
        user=world.people["other_area_chair"],
        source=ConflictSource.NAMED,
        standing=ConflictStanding.POTENTIAL,
        detail=marker("named_a"),
        created_at=NOW,
    )


def _paper(world: World, name: str, authors: list[User], **fields: Any) -> Submission:
    manuscript = _manuscript(world, name)
    paper = make_submission(
        world.conference,
        authors,
        title=f"Title {marker(f'title_{name}')}",
        abstract=f"Abstract {marker(f'abstract_{name}')} of a paper.",
        manuscript=manuscript,
        created_by=authors[0],
        **fields,
    )
    Authorship.objects.filter(submission=paper, position=0).update(
        affiliation=f"Institute {marker(f'authors_{name}')}"
    )
    topic = world.conference.topics.first()
    assert topic is not None
    paper.topics.add(topic)
    if paper.state != SubmissionState.DRAFT:
        Revision.objects.create(
            submission=paper,
            number=1,
            title=paper.title,
            abstract=paper.abstract,
            authors=[{"name": author.name, "email": author.email, "affiliation": ""} for author in authors],
            topics=[topic.name],
            track_name=paper.track.name,
            manuscript=manuscript,
            created_at=NOW,
            created_by=authors[0],
            receipt="0" * 64,
        )
    return paper


def _manuscript(world: World, name: str) -> StoredFile:
    original = make_pdf("Manuscript", "Text.", author=marker(f"manuscript_{name}"))
    copy = _store(world, f"reviewer-{name}.pdf", make_pdf("Manuscript", "Text."), None)
    stored = _store(world, f"{marker(f'manuscript_{name}')}.pdf", original, copy)
    stored.findings = [marker(f"findings_{name}")]
    stored.save(update_fields=["findings"])
    return stored


def _store(world: World, name: str, content: bytes, copy: StoredFile | None) -> StoredFile:
    path = default_storage.save(f"leaks/{name}", ContentFile(content))
    return StoredFile.objects.create(
        conference=world.conference,
        sha256="ab" * 32,
        size=len(content),
        content_type="application/pdf",
        name=name,
        path=path,
        pages=1,
        stored_at=NOW,
        reviewer_copy=copy,
    )


def _site(world: World) -> None:
    page = {"conference": world.conference, "updated_at": NOW}
    world.rows["page"] = Page.objects.create(slug="open", title="Open", is_published=True, **page)
    world.rows["hidden_page"] = Page.objects.create(
        slug="hidden", title=f"Page {marker('hidden_page')}", body=marker("hidden_page"), **page
    )
    _drafts_of_the_site(world)
    _pictures_and_news(world)
    world.rows["calendar"] = CalendarKey.objects.create(
        conference=world.conference,
        user=world.people["other_author"],
        key=f"key-{marker('calendar_key')}",
        made_at=NOW,
    )
    world.rows["call_file"] = CallFile.objects.create(
        conference=world.conference, label="Template", address="https://example.org/template"
    )
    world.rows["person"] = Person.objects.create(conference=world.conference, name="Organiser")
    world.rows["site_export"] = SiteExport.objects.create(
        conference=world.conference,
        state=ExportState.DONE,
        asked_at=NOW,
        asked_by=world.people["chair"],
        finished_at=NOW,
        problems=[f"/leak/open/ leads to /leak/{marker('site_export')}/, which answers 404."],
        path=default_storage.save("leaks/site.zip", ContentFile(marker("site_export").encode())),
    )


def _pictures_and_news(world: World) -> None:
    """A picture, a speaker with a page, a sponsor, an edition elsewhere; news: out, draft, later."""
    conference = world.conference
    kept = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(kept, "PNG")
    upload = SimpleUploadedFile("dot.png", kept.getvalue(), "image/png")
    image = store_image(upload=upload, conference=conference, by=None, at=NOW)
    Person.objects.create(conference=conference, name="Speaker", talk="On a thing.", photo=image)
    Sponsor.objects.create(conference=conference, name="Foundry", logo=image)
    PastEdition.objects.create(conference=conference, title="Before")
    Institution.objects.create(conference=conference, name="A University", aliases="a-university.example")
    secret = {"title": marker("news_draft"), "body": marker("news_draft")}
    for published, words in ((NOW - DAY, {"title": "Out"}), (None, secret), (NOW + 9999 * DAY, secret)):
        News.objects.create(conference=conference, published_at=published, updated_at=NOW, **words)


def _drafts_of_the_site(world: World) -> None:
    """A home page and a page that are being rewritten, and the link that shows the former to others."""
    conference = world.conference
    conference.preview_key = f"key-{marker('preview_key')}"
    conference.save(update_fields=["preview_key"])
    draft = {"conference": conference, "saved_at": NOW, "saved_by": world.people["chair"]}
    before = {**draft, "published_at": NOW}
    SiteVersion.objects.create(number=1, content={"abstract": "Before."}, **before)
    SiteVersion.objects.create(number=2, content={"abstract": marker("home_draft")}, **draft)
    page = world.rows["page"]
    SiteVersion.objects.create(page=page, number=1, content={"body": "Before."}, **before)
    imported = {"content": {"body": marker("page_draft")}, "left_out": marker("left_out")}
    SiteVersion.objects.create(page=page, number=2, **imported, **draft)


def _committee(world: World) -> None:
    people, conference = world.people, world.conference
    for name in ("reviewer_done", "reviewer_open", "other_reviewer", "area_chair", "other_area_chair"):
        Reviewer.objects.create(conference=conference, user=people[name], joined_at=NOW)
    # Near the papers, so that a draft gives it as a reason.
    words = "Abstract of a paper that was written before."
    PastPaper.objects.create(
        user=people["reviewer_done"], title=f"Past {marker('past_paper')}", abstract=words
    )
    world.rows["invitation"] = Invitation.objects.create(
        conference=conference,
        email=f"{marker('invitation')}@invited.example",
        name=f"Invited {marker('invitation')}",
        suggestions=f"{marker('suggestion')}@suggested.example",
        state=InvitationState.SENT,
        created_at=NOW,
        sent_at=NOW,
    )
    world.rows["application"] = Application.objects.create(
        conference=conference,
        user=people["stranger"],
        career_stage="student",
        links=f"https://{marker('application')}.example/",
        papers=f"A paper on {marker('application')}",
        voucher=f"Somebody {marker('application')}",
        note=f"Note {marker('application')}",
        applied_at=NOW,
        changed_at=NOW,
    )
    for position, (name, kind, audience) in enumerate(
        [
            ("overall", FieldKind.SCORE, Audience.AUTHORS),
            ("text", FieldKind.TEXT, Audience.AUTHORS),
            ("internal", FieldKind.TEXT, Audience.COMMITTEE),
            ("secret", FieldKind.TEXT, Audience.CHAIRS),
        ]
    ):
        ReviewField.objects.create(
            conference=conference,
            name=name,
            label=f"Question {name}",
            kind=kind,
            audience=audience,
            is_overall=name == "overall",
            required=False,
            anchors=[[1, "Bad"], [6, "Good"]] if kind == FieldKind.SCORE else [],
            position=position,
        )
    for position, (name, accepts) in enumerate([("Oral", True), ("Reject", False)]):
        world.rows[name] = DecisionClass.objects.create(
            conference=conference,
            name=name,
            accepts=accepts,
            presentation=name if accepts else "",
            mail_subject="Decision on {title}",
            mail_body="Dear {name}",
            position=position,
        )


def _duplicate_accounts(world: World) -> None:
    """Two accounts outside all columns, asked whether they are one person's; their links are secrets."""
    kept, gone = make_user("Twin", "twin@one.example"), make_user("Twin", "twin@two.example")
    world.rows["merge"] = MergeRequest.objects.create(
        kept=kept,
        gone=gone,
        kept_token=f"kept{marker('merge_token')}",
        gone_token=f"gone{marker('merge_token')}",
        asked_by=kept,
        asked_at=NOW,
    )


def _assign(world: World, paper: str, person: str, name: str, **fields: Any) -> Assignment:
    return Assignment.objects.create(
        submission=world.papers[paper],
        reviewer=world.people[person],
        pseudonym=f"Reviewer {marker(name)}",
        assigned_at=NOW,
        **fields,
    )


def _seen_flag(review: Review) -> None:
    """A chair who is none any more has seen what the review says to the chairs."""
    SeenFlag.objects.create(
        review=review,
        question="secret",
        seal=seal_of(review.answers["secret"]),
        seen_at=NOW,
        seen_by=make_user(f"Former Chair {marker('flag_seen_a')}"),
    )


def _review(assignment: Assignment, name: str, overall: int) -> Review:
    answers = {
        "overall": overall,
        "text": f"For authors {marker(f'review_authors_{name}')}",
        "internal": f"For committee {marker(f'review_committee_{name}')}",
        "secret": f"For chairs {marker(f'review_chairs_{name}')}",
    }
    times = {"saved_at": NOW, "submitted_at": NOW}
    review = Review.objects.create(
        assignment=assignment,
        state=ReviewState.SUBMITTED,
        draft={},
        answers=answers,
        overall=overall,
        **times,
    )
    ReviewVersion.objects.create(review=review, number=1, answers=answers, submitted_at=NOW)
    return review


def _reviewing(world: World) -> None:
    done = _assign(world, "a", "reviewer_done", "pseudonym_a", state=AssignmentState.DONE)
    opened = _assign(world, "a", "reviewer_open", "pseudonym2_a")
    other = _assign(world, "b", "other_reviewer", "pseudonym_b", state=AssignmentState.DONE)
    handled = _assign(world, "a", "area_chair", "pseudonym3_a", role=Role.AREA_CHAIR)
    _seen_flag(_review(done, "a", 6))
    _review(other, "b", 1)
    Review.objects.create(
        assignment=opened, draft={"text": f"Unfinished {marker('review_draft_a')}"}, saved_at=NOW
    )
    world.rows |= {"done": done, "opened": opened, "other": other, "handled": handled}
    draft = AssignmentDraft.objects.create(
        conference=world.conference,
        name=f"Draft {marker('assignment_draft')}",
        state=DraftState.PROPOSED,
        total=1.0,
        bound=1.0,
        seconds=0.1,
        created_at=NOW,
        created_by=world.people["chair"],
    )
    for paper, person in (("a", "other_reviewer"), ("b", "reviewer_done")):
        ProposedPair.objects.create(
            draft=draft,
            submission=world.papers[paper],
            user=world.people[person],
            score=0.5,
            parts={"text": 0.5},
        )
    world.rows["run"] = draft
    world.rows["pair_rule"] = PairRule.objects.create(
        submission=world.papers["a"],
        user=world.people["reviewer_done"],
        kind=PairRuleKind.REQUIRED,
        made_at=NOW,
        made_by=world.people["chair"],
        reason=f"Why {marker('pair_rule_a')}",
    )


def _decisions(world: World, *, released: bool) -> None:
    for paper, outcome in (("a", "Oral"), ("b", "Reject")):
        times = {"released_at": NOW, "released_by": world.people["chair"]} if released else {}
        Decision.objects.create(
            submission=world.papers[paper],
            outcome=world.rows[outcome],
            state=DecisionState.RELEASED if released else DecisionState.PROVISIONAL,
            note=f"Note {marker(f'decision_{paper}')}",
            decided_at=NOW,
            decided_by=world.people["chair"],
            **times,
        )
    if released:
        decided = {"decided_at": NOW, "decided_by": world.people["chair"]}
        Submission.objects.filter(pk=world.papers["a"].pk).update(
            state=SubmissionState.ACCEPTED, presentation="Oral", **decided
        )
        Submission.objects.filter(pk=world.papers["b"].pk).update(state=SubmissionState.REJECTED, **decided)
        _changes(world)
        _materials(world)


def _changes(world: World) -> None:
    """Both decisions were changed before they became what they are."""
    for decision in Decision.objects.select_related("submission", "outcome"):
        paper = next(name for name, row in world.papers.items() if row.pk == decision.submission_id)
        decision.changes.create(
            before=decision.outcome,
            after=decision.outcome,
            reason=f"Reason {marker(f'change_{paper}')}",
            changed_at=NOW,
            changed_by=world.people["chair"],
        )


def _materials(world: World) -> None:
    """Beside the accepted paper: slides for everyone, and what its authors or the chairs keep back."""
    secret = marker("material_a")
    content = make_pdf("Final paper", "Text.", author=secret)
    kept = {kind: _store(world, f"{secret}-{kind}.pdf", content, None) for kind in ("paper", "poster")}
    kept["slides"] = _store(world, "slides.pdf", make_pdf("Slides", "Text."), None)
    added = {"submission": world.papers["a"], "added_at": NOW, "added_by": world.people["author"]}
    for kind, file in kept.items():
        shown = {"is_public": kind != "paper", "is_hidden": kind == "poster"}
        Material.objects.create(kind=kind, file=file, **shown, **added)
    address = f"https://code.example/{secret}"
    Material.objects.create(kind="code", address=address, is_public=True, is_hidden=True, **added)
    Award.objects.create(submission=world.papers["a"], name="Best paper", given_at=NOW)


def _programme(world: World, *, released: bool) -> None:
    room = Room.objects.create(conference=world.conference, name=f"Room {marker('schedule_draft')}")
    session = Session.objects.create(
        conference=world.conference,
        title=f"Session {marker('schedule_draft')}",
        room=room,
        starts_at=NOW + 60 * DAY,
        ends_at=NOW + 60 * DAY + dt.timedelta(hours=1),
    )
    address = f"{marker('speaker_address')}@post.example"
    talk = Talk.objects.create(session=session, title="Invited talk", speaker="Somebody", email=address)
    SessionPerson.objects.create(session=session, name="Some Chair", email=address)
    Session.objects.create(
        conference=world.conference,
        title=f"Surprise {marker('hidden_session')}",
        note=f"Call them {marker('session_note')}",
        is_public=False,
        starts_at=NOW + 61 * DAY,
        ends_at=NOW + 61 * DAY + dt.timedelta(hours=1),
    )
    session.note = f"Ask the venue {marker('session_note')}"
    session.save(update_fields=["note"])
    away = Unavailability.objects.create(
        conference=world.conference,
        name=f"Away {marker('unavailable')}",
        email="away@post.example",
        starts_at=NOW + 60 * DAY,
        ends_at=NOW + 61 * DAY,
    )
    vote = PosterVote.objects.create(
        conference=world.conference,
        closes_at=NOW + 61 * DAY,
        opened_at=NOW,
        opened_by=world.people["chair"],
    )
    vote.codes.create(code=marker("vote_code"))
    FeedbackSwitch.objects.create(conference=world.conference)
    TalkFeedback.objects.create(
        conference=world.conference,
        item=f"paper:{world.papers['a'].number}",
        rating=3,
        words=f"Well, {marker('talk_feedback')}",
    )
    link = ChairLink.objects.create(
        session=session, token=f"link-{marker('chair_link')}", made_at=NOW, made_by=world.people["chair"]
    )
    world.rows |= {"chair_link": link, "room": room, "session": session, "talk": talk, "unavailability": away}
    world.rows["plan"] = _plan(world, session)
    if released:
        from program.releases.services import release_schedule

        Talk.objects.create(session=session, submission=world.papers["a"], position=1)
        world.rows["release"] = release_schedule(
            conference=world.conference, name="First", by=world.people["chair"], at=NOW
        )
        assert Release.objects.count() == 1
        secret = marker("release_person")
        world.rows["release"].people.create(
            email=f"{secret}@post.example", name=f"Told {secret}", places=[["talk", talk.key]]
        )


def _plan(world: World, session: Session) -> ProgramProposal:
    """A chair's proposal of the planner, once it is accepted about the accepted paper."""
    paper = world.papers["a"]
    paper.refresh_from_db()
    is_accepted = paper.state == SubmissionState.ACCEPTED
    secret = marker("plan_words")
    part: dict[str, Any] = {
        "key": session.key,
        "title": session.title,
        "kind": session.kind,
        "room": session.room_id,
        "begins": session.starts_at.isoformat(),
        "ends": session.ends_at.isoformat(),
        "places": 4,
        "similarity": 0,
        "name": f"Named {secret}",
        "papers": [],
        "chair": {"name": f"Chair {secret}", "email": "plan@post.example"},
    }
    reason = f"Cannot place {paper.number}: its presenter {secret} is away all the time."
    return ProgramProposal.objects.create(
        conference=world.conference,
        state=ProposalState.PROPOSED,
        created_at=NOW,
        created_by=world.people["chair"],
        choices=PlanningChoices(sessions=(session.key,)).as_json(),
        result={
            "sessions": [part],
            "unplaced": [{"paper": paper.pk, "reason": reason, "from": None}] if is_accepted else [],
            "papers": [paper.pk] if is_accepted else [],
            "clashes": [f"{secret} is away."],
            "notes": [],
            **dict.fromkeys(("similarity", "bound", "before", "unevenness", "seconds"), 0),
        },
    )


def _records(world: World) -> None:
    for paper in ("a", "b"):
        number = world.papers[paper].number
        AuditLine.objects.create(
            conference=world.conference,
            at=NOW,
            actor=world.people["chair"],
            action="submission.test",
            paper=number,
            summary=f"Line {marker(f'record_{paper}')}",
        )
    for paper, person in (("a", "author"), ("b", "other_author")):
        AuditLine.objects.create(
            conference=world.conference,
            at=NOW,
            actor=world.people[person],
            action="submission.late_file",
            paper=world.papers[paper].number,
            summary=world.papers[paper].title,
        )
    world.rows["mailing"] = mailing = Mailing.objects.create(
        conference=world.conference,
        kind="test",
        title="Mailing",
        created_at=NOW,
        created_by=world.people["chair"],
    )
    for paper, person in (("a", "author"), ("b", "other_author")):
        OutboundEmail.objects.create(
            conference=world.conference,
            mailing=mailing,
            kind="test",
            dedupe_key=paper,
            message_id=f"<{paper}@leak>",
            to_user=world.people[person],
            to_name=world.people[person].name,
            to_address=world.people[person].email,
            subject=f"Subject {marker(f'mail_{paper}')}",
            body=f"Dear {world.people[person].name}, body {marker(f'mail_{paper}')}",
            last_error=f"{world.people[person].email} is full",
            paper=world.papers[paper].number,
            state=EmailState.HELD,
            created_at=NOW,
            due_at=NOW,
        )
    _undelivered(world)
    assert Membership.objects.filter(conference=world.conference).count() == 10


def _undelivered(world: World) -> None:
    """Mails that failed: about each paper, an invitation, one about several papers, one about a draft."""

    def address(name: str) -> str:
        return f"{marker(name)}@gone.example"

    secret = {"is_secret": True, "body": marker("secret_text")}
    invited = world.rows["invitation"].email
    facts: dict[str, dict[str, Any]] = {
        "failed_a": {"subject": marker("mail_a"), "paper": world.papers["a"].number},
        "failed_b": {"subject": marker("mail_b"), "paper": world.papers["b"].number},
        "invited": {"to_address": invited, "kind": "committee.invitation", "listed_for": "chairs", **secret},
        "several": {"to_address": address("mail_several"), "listed_for": "unconflicted", **secret},
        "draft": {"to_address": address("mail_unlisted"), "kind": "submission.reminder", **secret},
        "account": {"to_address": address("account_mail"), "conference": None, **secret},
    }
    for name, fields in facts.items():
        usual = {
            "conference": world.conference,
            "kind": "test",
            "to_address": f"{name}@leak.example",
            "subject": "Failed",
            "body": "Failed",
        }
        world.rows[name] = OutboundEmail.objects.create(
            dedupe_key=name,
            message_id=f"<{name}@leak>",
            state=EmailState.FAILED,
            last_error=f"550 <{fields.get('to_address', name)}> unknown",
            created_at=NOW,
            due_at=NOW,
            **{**usual, **fields},
        )


def change_what_is_hidden(world: World) -> None:
    """Change everything about paper A that a chair in conflict with it must not notice."""
    paper, people = world.papers["a"], world.people
    Review.objects.filter(assignment=world.rows["done"]).update(
        overall=1, answers={"overall": 1, "text": "No."}
    )
    world.rows["opened"].delete()
    _assign(world, "a", "other_area_chair", "late_a")
    _review(_assign(world, "a", "other_reviewer", "other_a", state=AssignmentState.DONE), "late_a", 2)
    Bid.objects.create(reviewer=people["other_reviewer"], submission=paper, value=3, at=NOW)
    Decision.objects.filter(submission=paper).update(outcome=world.rows["Reject"], note="Changed.")
    AuditLine.objects.create(
        conference=world.conference, at=NOW, actor=people["chair"], action="review.submit", paper=paper.number
    )
    OutboundEmail.objects.create(
        conference=world.conference,
        kind="test",
        dedupe_key="late",
        message_id="<late@leak>",
        to_address="late@leak.example",
        subject="Late",
        body="Late",
        paper=paper.number,
        created_at=NOW,
        due_at=NOW,
    )
