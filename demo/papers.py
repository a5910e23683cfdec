"""The papers of the demo: submitted one after the other during the call, each with a PDF and a receipt."""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from demo.content.workshop import PAPERS, PaperSeed
from demo.drawing.pdf import make_pdf
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.files.services import store_upload
from submissions.authors.models import AuthorAnswer, Authorship
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.services.revisions import add_revision

SUBMITTED, DRAFTS = PAPERS[:-1], PAPERS[-1:]


def make_papers(conference: Conference, authors: list[User], at: dt.datetime) -> list[Submission]:
    """All papers of the seeds, the last of them a draft of the first author."""
    return [_paper(conference, authors, number, seed, at) for number, seed in enumerate(PAPERS, 1)]


def _paper(
    conference: Conference, authors: list[User], number: int, seed: PaperSeed, at: dt.datetime
) -> Submission:
    moment = at - dt.timedelta(days=30 - number * 29 / len(PAPERS), hours=number * 5 % 11)
    people = [authors[place] for place in seed.authors]
    content = make_pdf(seed.title, seed.abstract, pages=4 if seed.short else 8, author=people[0].name)
    upload = SimpleUploadedFile(f"paper-{number}.pdf", content, "application/pdf")
    paper = Submission.objects.create(
        conference=conference,
        number=number,
        track=conference.tracks.all()[int(seed.short)],
        title=seed.title,
        abstract=seed.abstract,
        manuscript=store_upload(upload=upload, conference=conference, by=people[0], at=moment),
        created_at=moment,
        created_by=people[0],
        updated_at=moment,
    )
    paper.topics.set([conference.topics.all()[place] for place in seed.topics])
    _authors(paper, people)
    if seed in SUBMITTED:
        paper.state, paper.submitted_at = SubmissionState.SUBMITTED, moment
        paper.save(update_fields=["state", "submitted_at"])
        add_revision(submission=paper, by=people[0], at=moment)
    return paper


def _authors(paper: Submission, people: list[User]) -> None:
    Authorship.objects.bulk_create(
        Authorship(
            submission=paper,
            position=position,
            name=user.name,
            email=user.email,
            affiliation=str(user.affiliations.all()[0]),
            user=user,
            is_contact=position == 0,
            is_presenter=position == 0,
        )
        for position, user in enumerate(people)
    )


def say_they_wrote(papers: list[Submission], at: dt.datetime) -> None:
    """Everybody on a submitted paper has said that they are an author."""
    lines = Authorship.objects.filter(submission__in=papers, user__isnull=False)
    AuthorAnswer.objects.bulk_create(
        AuthorAnswer(
            submission_id=line.submission_id, email=line.email, is_author=True, user_id=line.user_id, at=at
        )
        for line in lines.exclude(submission__state=SubmissionState.DRAFT)
    )
