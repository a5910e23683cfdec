"""A finished conference beside the current one: every public page full, papers with files and awards."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile

from demo.content import past as content
from demo.content.past import ExamplePaper
from demo.drawing.pdf import make_pdf
from demo.drawing.pictures import portrait
from demo.past_programme import make_past_programme
from demo.people import give_role
from demo.site import end_of_day
from effgenai.accounts.models import User
from effgenai.conferences.call.models import OpenQuestion
from effgenai.conferences.core.hooks import run_setup
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.services import store_image
from effgenai.conferences.site.models import Page
from effgenai.files.models import StoredFile
from effgenai.files.services import store_upload
from effgenai.ui.dates import zone
from reviews.decisions.models import Decision
from reviews.decisions.states import DecisionState
from submissions.authors.models import Authorship
from submissions.authors.names import slug
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.materials.models import Award, Material
from submissions.materials.states import MaterialKind

DAYS_AGO = 335
ZONE = "Europe/Vienna"
PAPERS = [*content.ORALS, *content.POSTERS]
DATES = [
    (MilestoneKind.CALL_OPENS, 460),
    (MilestoneKind.SUBMISSIONS_DUE, 400),
    (MilestoneKind.REVIEWS_DUE, 375),
    (MilestoneKind.DECISIONS, 368),
    (MilestoneKind.CAMERA_READY_DUE, 350),
]
ACCEPTED_DAYS_AGO = 368


LAST_NUMBER = 51


def make_past_edition(current: Conference, chair: User, at: dt.datetime) -> Conference:
    """The seminar before it, archived, with thirty accepted papers, awards, files and its programme."""
    conference = _conference(at)
    current.previous = conference
    current.save(update_fields=["previous"])
    give_role(conference, [chair], Role.CHAIR, conference.created_at)
    _site(conference, chair, at)
    run_setup(conference, conference.created_at)
    papers = _papers(conference, chair, at - dt.timedelta(days=ACCEPTED_DAYS_AGO))
    _materials(conference, papers, at - dt.timedelta(days=350))
    _awards(papers, chair, at - dt.timedelta(days=DAYS_AGO - 2))
    make_past_programme(conference, papers, chair, at - dt.timedelta(days=352))
    return conference


def _conference(at: dt.datetime) -> Conference:
    first_day = (at - dt.timedelta(days=DAYS_AGO)).date()
    return Conference.objects.create(
        slug=f"frugal-{first_day.year}",
        short_name=f"Frugal {first_day.year}",
        title=content.TITLE,
        edition=content.EDITION,
        place="Old Mint, Graz",
        time_zone=ZONE,
        starts_on=first_day,
        ends_on=first_day + dt.timedelta(days=1),
        summary=content.SUMMARY,
        abstract=content.ABSTRACT,
        aims=content.AIMS,
        contact_email="frugal@graz.example",
        public_state=PublicState.ARCHIVED,
        accent="#8a3b12",
        created_at=at - dt.timedelta(days=480),
    )


def _site(conference: Conference, chair: User, at: dt.datetime) -> None:
    mine = {"conference": conference}
    Track.objects.create(name="Papers", page_limit=6, **mine)
    Topic.objects.bulk_create(
        Topic(name=name, description=description, position=position, **mine)
        for position, (name, description) in enumerate(content.TOPICS)
    )
    OpenQuestion.objects.bulk_create(
        OpenQuestion(text=text, position=position, **mine) for position, text in enumerate(content.QUESTIONS)
    )
    _dates(conference, at)
    for person in _people(conference):
        person.photo = _portrait(conference, person.name, chair, at)
        person.save()
    for days, title, body in content.NEWS:
        published = at - dt.timedelta(days=days)
        News.objects.create(title=title, body=body, published_at=published, updated_at=published, **mine)
    Page.objects.bulk_create(
        Page(slug=name, title=title, body=body, is_published=True, position=position, updated_at=at, **mine)
        for position, (name, title, body) in enumerate(content.PAGES)
    )


def _dates(conference: Conference, at: dt.datetime) -> None:
    for kind, days in DATES:
        Milestone.objects.create(conference=conference, kind=kind, instant=end_of_day(at, -days))
    first = dt.datetime.combine(conference.starts_on or at, dt.time(9), tzinfo=zone(ZONE))
    last = first + dt.timedelta(days=1, hours=7, minutes=15)
    for kind, instant in ((MilestoneKind.STARTS, first), (MilestoneKind.ENDS, last)):
        Milestone.objects.create(conference=conference, kind=kind, instant=instant, zone=ZONE)


def _people(conference: Conference) -> Iterator[Person]:
    for position, (name, affiliation, title, talk) in enumerate(content.SPEAKERS):
        yield Person(
            conference=conference,
            group=PeopleGroup.SPEAKER,
            name=name,
            affiliation=affiliation,
            note=title,
            talk=talk,
            position=position,
        )
    for position, (name, affiliation, note) in enumerate(content.ORGANISERS):
        yield Person(conference=conference, name=name, affiliation=affiliation, note=note, position=position)


def _portrait(conference: Conference, name: str, chair: User, at: dt.datetime) -> Image:
    upload = SimpleUploadedFile(f"{slug(name)}.png", portrait(name), "image/png")
    return store_image(upload=upload, conference=conference, alt=f"Portrait of {name}", by=chair, at=at)


def _arrival(number: int, at: dt.datetime) -> dt.datetime:
    """When the paper of that number came in: most did in the days before the deadline."""
    early = (LAST_NUMBER - number) / LAST_NUMBER
    return at - dt.timedelta(days=33 + 30 * early**2)


def _papers(conference: Conference, chair: User, at: dt.datetime) -> list[Submission]:
    """All papers, talks first, under numbers as they came in."""
    track = conference.tracks.get()
    numbers = random.Random(7).sample(range(1, LAST_NUMBER + 1), len(PAPERS))  # noqa: S311  # made-up data, no secret
    papers = Submission.objects.bulk_create(
        Submission(
            conference=conference,
            number=number,
            track=track,
            title=seed.title,
            abstract=seed.abstract,
            state=SubmissionState.ACCEPTED,
            presentation="Oral" if seed in content.ORALS else "Poster",
            created_at=_arrival(number, at) - dt.timedelta(days=2),
            updated_at=at,
            submitted_at=_arrival(number, at),
            decided_at=at,
            decided_by=chair,
        )
        for seed, number in zip(PAPERS, numbers, strict=True)
    )
    _decide(conference, papers, chair, at)
    _authors_and_topics(conference, papers)
    return papers


def _decide(conference: Conference, papers: list[Submission], chair: User, at: dt.datetime) -> None:
    classes = {outcome.presentation: outcome for outcome in conference.decision_classes.all()}
    Decision.objects.bulk_create(
        Decision(
            submission=paper,
            outcome=classes[paper.presentation],
            state=DecisionState.RELEASED,
            decided_at=at,
            decided_by=chair,
            released_at=at,
            released_by=chair,
        )
        for paper in papers
    )


def _authors_and_topics(conference: Conference, papers: list[Submission]) -> None:
    topics = list(conference.topics.all())
    about = Submission.topics.through
    authorships, links = [], []
    for seed, paper in zip(PAPERS, papers, strict=True):
        authorships += [_author(paper, position, place) for position, place in enumerate(seed.authors)]
        links += [about(submission_id=paper.pk, topic_id=topics[place].pk) for place in seed.topics]
    Authorship.objects.bulk_create(authorships)
    about.objects.bulk_create(links)


def _author(paper: Submission, position: int, place: int) -> Authorship:
    name, affiliation = content.AUTHORS[place]
    return Authorship(
        submission=paper,
        position=position,
        name=name,
        email=f"{slug(name)}@frugal.example",
        affiliation=content.AFFILIATIONS[affiliation],
        is_contact=position == 0,
        is_presenter=position == 0,
    )


def _awards(papers: list[Submission], chair: User, at: dt.datetime) -> None:
    Award.objects.bulk_create(
        Award(submission=paper, name=seed.award, text=seed.reason, given_at=at, given_by=chair)
        for seed, paper in zip(PAPERS, papers, strict=True)
        if seed.award
    )


def _materials(conference: Conference, papers: list[Submission], at: dt.datetime) -> None:
    added = {"added_at": at, "is_public": True}
    files = [
        Material(
            submission=papers[place],
            kind=kind,
            file=_file(conference, PAPERS[place], kind, at),
            added_at=at,
            is_public=place not in content.NOT_PUBLIC,
        )
        for kind, places in (
            (MaterialKind.PAPER, content.FINAL_PDFS),
            (MaterialKind.POSTER, content.POSTER_FILES),
            (MaterialKind.SLIDES, content.SLIDES),
        )
        for place in places
    ]
    links = [
        Material(submission=papers[place], kind=kind, address=address, **added)
        for place, kind, address in _links()
    ]
    Material.objects.bulk_create([*files, *links])


def _file(conference: Conference, seed: ExamplePaper, kind: MaterialKind, at: dt.datetime) -> StoredFile:
    pages = {MaterialKind.PAPER: 6, MaterialKind.SLIDES: 12}.get(kind, 1)
    names = ", ".join(content.AUTHORS[place][0] for place in seed.authors)
    text = make_pdf(seed.title, f"{names}. {seed.abstract}", pages=pages, author=names)
    upload = SimpleUploadedFile(f"{kind}.pdf", text, "application/pdf")
    return store_upload(upload=upload, conference=conference, by=None, at=at)


def _links() -> Iterator[tuple[int, MaterialKind, str]]:
    """Addresses end in .example: they lead nowhere."""
    hosts = [
        (MaterialKind.CODE, content.CODE, "https://code.example/frugal"),
        (MaterialKind.VIDEO, content.VIDEOS, "https://talks.example/frugal"),
        (MaterialKind.DATA, content.DATA, "https://data.example/frugal"),
        (MaterialKind.PROJECT, content.PROJECTS, "https://frugal.example/projects"),
    ]
    for kind, places, host in hosts:
        for place in places:
            yield place, kind, f"{host}/{slug(PAPERS[place].title)[:40]}"
    for place, number in content.PREPRINTS.items():
        yield place, MaterialKind.PREPRINT, f"https://preprints.example/{number}"
