"""What people wrote before is read once for many pages, and anew as soon as any of it changes."""

import pytest

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.expertise import past_texts
from reviews.expertise.fit import affinity_of, affinity_of_paper
from reviews.expertise.models import PastPaper, Reviewer
from reviews.expertise.queries import members_with_role, seats
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def people(conference):
    found: dict[str, User] = {}
    for name, text in (("Cora", "Caching keys and values"), ("Dan", "Distillation of students"), ("Eve", "")):
        person = make_member(conference, Role.REVIEWER, make_user(name))
        row = Reviewer.objects.create(conference=conference, user=person, joined_at=NOW)
        row.topics.set(conference.topics.all()[: len(found)])
        if text:
            PastPaper.objects.create(user=person, title=text, abstract=f"{text} at length")
        found[name] = person
    return found


@pytest.fixture
def paper(conference):
    paper = make_submission(
        conference, title="Caching for students", abstract="Keys, values, and more words."
    )
    paper.topics.set(conference.topics.all()[:2])
    return paper


@pytest.fixture
def readings(monkeypatch):
    """How often past papers were read since."""
    past_texts.clear()
    read, count = past_texts._read, []
    monkeypatch.setattr(past_texts, "has_local_model", lambda: False)

    def counted(people):
        count.append(people)
        return read(people)

    monkeypatch.setattr(past_texts, "_read", counted)
    return count


def scores(conference, paper):
    topics = {seat.user_id: seat.topics for seat in seats(conference)}
    row = affinity_of_paper(paper, topics).dense()[0]
    return dict(zip(sorted(topics), row, strict=True))


def test_a_paper_fits_as_it_does_when_all_is_read_anew(conference, people, paper, readings):
    viewer = viewer_for(user=make_member(conference, Role.CHAIR), conference=conference, at=NOW)
    members = members_with_role(viewer, Role.REVIEWER)
    anew = affinity_of([paper], members).dense()[0]
    found = scores(conference, paper)
    assert [found[member.user_id] for member in members] == pytest.approx(anew.tolist(), abs=1e-6)


def test_several_papers_are_compared_with_what_was_read_once(conference, people, paper, readings):
    other = make_submission(conference, title="Distillation")
    first = scores(conference, paper)
    assert scores(conference, other) != first
    assert scores(conference, paper) == first
    assert len(readings) == 1


def change_text(people):
    PastPaper.objects.filter(user=people["Cora"]).update(abstract="Something else")


def change_title(people):
    PastPaper.objects.filter(user=people["Dan"]).update(title="Students and caching")


def add(people):
    PastPaper.objects.create(user=people["Eve"], title="Caching for students")


def remove(people):
    PastPaper.objects.filter(user=people["Cora"]).delete()


def give_away(people):
    PastPaper.objects.filter(user=people["Cora"]).update(user=people["Eve"])


def leave(people):
    people["Cora"].memberships.all().delete()


@pytest.mark.parametrize("change", [change_text, change_title, add, remove, give_away, leave])
def test_a_change_shows_at_the_next_view(conference, people, paper, readings, change):
    before = scores(conference, paper)
    change(people)
    after = scores(conference, paper)
    assert after != before
    past_texts.clear()
    assert scores(conference, paper) == after


def test_the_text_and_topics_of_the_paper_are_never_old(conference, people, paper, readings):
    before = scores(conference, paper)
    paper.abstract = "Distillation of students"
    reworded = scores(conference, paper)
    paper.topics.clear()
    assert before != reworded != scores(conference, paper)
    assert len(readings) == 1


def test_the_topics_of_people_are_never_old(conference, people, paper, readings):
    before = scores(conference, paper)
    conference.reviewers.get(user=people["Eve"]).topics.clear()
    assert scores(conference, paper)[people["Eve"].pk] < before[people["Eve"].pk]
    assert len(readings) == 1


def test_a_text_that_changes_while_it_is_read_is_not_kept(conference, people, paper, monkeypatch, readings):
    read = past_texts._read

    def read_and_be_overtaken(ids):
        found = read(ids)
        change_text(people)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(past_texts, "_read", read_and_be_overtaken)
        stale = scores(conference, paper)
    PastPaper.objects.filter(user=people["Cora"]).update(abstract="Caching keys and values at length")
    assert scores(conference, paper) == stale
    assert len(readings) == 2


def test_few_committees_are_kept_at_a_time(conference, people, paper, readings):
    for _ in range(past_texts.MAX_CACHED + 2):
        make_member(conference, Role.REVIEWER)
        scores(conference, paper)
    assert len(past_texts._cached) == past_texts.MAX_CACHED
