"""What the people of a conference wrote says its language; the site's own words stay English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from effgenai.conferences.call.models import OpenQuestion, Policy
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.states import Role
from effgenai.conferences.desk.forms.settings import languages
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.site.models import Page
from program.core.models import Talk
from program.releases.services import release_schedule
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.editions import make_next
from tests.support.factories import NOW, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db

# Each is written by people, and stands on one public page at least.
WRITTEN = {
    "title": "Kleine Modelle",
    "summary": "Wie klein darf es sein?",
    "abstract": "Worum es geht.",
    "block": "Mehr dazu.",
    "renamed": "Fragen über Fragen",
    "question": "Wozu groß?",
    "page_title": "Anreise",
    "page": "Mit dem Zug.",
    "news_title": "Neues vom Tag",
    "news": "Es geht los.",
    "guide": "Bitte auf Deutsch.",
    "track": "Kurze Beiträge",
    "policy": "Seid nett.",
    "talk": "Ein Vortrag",
    "talk_abstract": "Der Inhalt.",
    "session": "Vormittag",
    "biography": "Sie lehrt in Linz.",
}
OURS = ["Call for papers", "What to submit", "How to submit", "Programme", "Dates", "News"]


def _fill(conference: Conference) -> int:
    written = WRITTEN
    Conference.objects.filter(pk=conference.pk).update(
        title=written["title"],
        summary=written["summary"],
        abstract=written["abstract"],
        submission_guide=written["guide"],
        home_blocks=[
            {"key": "text-1", "kind": "text", "heading": "Mehr", "shown": True, "text": written["block"]},
            {"key": "questions", "kind": "questions", "heading": written["renamed"], "shown": True},
        ],
    )
    OpenQuestion.objects.create(conference=conference, text=written["question"])
    Page.objects.create(
        conference=conference, slug="anreise", title=written["page_title"], body=written["page"],
        is_published=True, in_menu=True, updated_at=NOW,
    )  # fmt: skip
    News.objects.create(
        conference=conference, title=written["news_title"], body=written["news"], published_at=NOW,
        updated_at=NOW,
    )  # fmt: skip
    Track.objects.create(conference=conference, name=written["track"], position=1)
    Policy.objects.create(conference=conference, kind=PolicyKind.ETHICS, text=written["policy"])
    return Person.objects.create(conference=conference, name="Ada", biography=written["biography"]).pk


def _release(conference: Conference, session: Any, chair: Any) -> Submission:
    paper = make_submission(
        conference, [make_user()], state=SubmissionState.ACCEPTED, title=WRITTEN["talk"],
        abstract=WRITTEN["talk_abstract"],
    )  # fmt: skip
    session.title = WRITTEN["session"]
    session.save()
    Talk.objects.create(session=session, submission=paper, minutes=20)
    release_schedule(conference=conference, name="First", by=chair, at=NOW)
    return paper


def _texts(html: str) -> Iterator[tuple[str, str]]:
    """Each text of the body with its language."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    body = root.find("body")
    yield from _below(body, str(root.get("lang")))


def _below(element: Any, language: str) -> Iterator[tuple[str, str]]:
    if not isinstance(element.tag, str):
        return
    language = element.get("lang", language)
    yield (element.text or "").strip(), language
    for child in element:
        yield from _below(child, language)
        yield (child.tail or "").strip(), language


def _public_texts(conference: Conference, person: int, session: Any) -> list[tuple[str, str]]:
    client = Client()
    found: list[tuple[str, str]] = []
    paths = ["", "call/", "news/", "anreise/", f"people/{person}/", "program/", "papers/", "dates/"]
    paths += [f"program/{session.key}/", f"news/{News.objects.get().key}/"]
    paths.append(f"papers/{Submission.objects.get(title=WRITTEN['talk']).number}/")
    for path in paths:
        answer = client.get(f"/{conference.slug}/{path}")
        assert answer.status_code == 200, path
        found += _texts(answer.content.decode())
    return found


@pytest.mark.parametrize("language", ["de", "zh-Hans"])
def test_what_people_wrote_has_the_language_of_the_conference(conference, session, chair, language) -> None:
    Conference.objects.filter(pk=conference.pk).update(language=language)
    person = _fill(conference)
    _release(conference, session, chair)
    found = _public_texts(conference, person, session)
    for name, text in WRITTEN.items():
        spoken = {lang for said, lang in found if said == text}
        assert spoken == {language}, name
    for text in OURS:
        assert {lang for said, lang in found if said == text} == {"en-GB"}, text


@pytest.mark.parametrize("language", ["en", "en-AU"])
def test_an_english_conference_says_nothing_of_it(conference, session, chair, language) -> None:
    Conference.objects.filter(pk=conference.pk).update(language=language)
    person = _fill(conference)
    _release(conference, session, chair)
    assert {lang for _, lang in _public_texts(conference, person, session)} == {"en-GB"}


def test_feeds_and_data_for_search_engines_tell_the_language(conference, session, chair) -> None:
    Conference.objects.filter(pk=conference.pk).update(language="de", starts_on=dt.date(2026, 12, 12))
    _fill(conference)
    paper = _release(conference, session, chair)
    client = Client()
    assert 'xml:lang="de"' in client.get("/ws/news/feed.atom").content.decode()
    assert "<language>de</language>" in client.get("/ws/news/feed.rss").content.decode()
    assert '"inLanguage":"de"' in client.get("/ws/").content.decode()
    of_paper = client.get(f"/ws/papers/{paper.number}/").content.decode()
    assert '"inLanguage":"de"' in of_paper
    assert '<meta name="citation_language" content="de">' in of_paper


def test_chairs_choose_the_language_in_the_settings(conference) -> None:
    chair = make_member(conference, Role.CHAIR)
    client = Client()
    client.force_login(chair)
    address = reverse("conferences:settings", args=[conference.slug])
    form = client.get(address).context["form"]
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    typed.pop("is_pointed_here")
    assert client.post(address, {**typed, "language": "de"}).status_code == 302
    assert Conference.objects.get(pk=conference.pk).language == "de"
    answer = client.post(address, {**typed, "language": '"><script>'})
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()
    assert Conference.objects.get(pk=conference.pk).language == "de"
    del typed["language"]
    assert client.post(address, typed).status_code == 302
    assert Conference.objects.get(pk=conference.pk).language == "de"


def test_languages_are_called_in_english_and_by_themselves() -> None:
    found = dict(languages("en"))
    assert found["de"] == "German (Deutsch)"
    assert found["zh-Hans"] == "Simplified Chinese (简体中文)"
    assert found["pt-BR"].startswith("Brazilian Portuguese")
    assert found["en"] == "English"
    assert dict(languages("gsw"))["gsw"] == "gsw"


def test_the_next_edition_speaks_the_same_language(conference) -> None:
    Conference.objects.filter(pk=conference.pk).update(language="fr", starts_on=dt.date(2026, 12, 12))
    client = Client()
    client.force_login(make_member(conference, Role.CHAIR))
    assert make_next(client, Conference.objects.get(pk=conference.pk)).language == "fr"
