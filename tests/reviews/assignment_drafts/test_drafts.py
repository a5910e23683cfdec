from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from reviews import tasks
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.facts import choices_of
from reviews.assignment_drafts.queries.listed import draft_rows
from reviews.assignment_drafts.rules.choices import Choices, aims, why_not_choose
from reviews.assignment_drafts.services.computing import work_on_draft
from reviews.assignment_drafts.services.making import cancel_draft, discard_draft, rename_draft, restore_draft
from reviews.assignment_drafts.states import DraftState, PairRuleKind, Standing
from reviews.matching import EVEN, MAX_MIN
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.drafts import give, make_paper, make_reviewer, propose, rule, start, state_of, url
from tests.support.factories import NOW, make_member
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(conference):
    """One paper and one person who fits it."""
    return make_paper(conference, "Alpha"), make_reviewer(conference, "Cora")


# --- One press ---------------------------------------------------------------------------------------


def test_one_press_asks_a_worker_and_the_page_shows_how_far_it_is(
    client, conference, chair, small, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(tasks.make_draft, "delay", lambda *args, **more: sent.append((args, more)))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url(conference))
    draft = AssignmentDraft.objects.get()
    assert answer.url == url(conference, "run_progress", draft.key)
    assert (draft.state, draft.name, draft.created_by) == (DraftState.WAITING, draft.name, chair)
    assert draft.name.startswith("Highest fit, ")
    page = client.get(answer.url).content.decode()
    assert "It waits for a worker." in page
    assert 'http-equiv="refresh"' in page
    ((args, more),) = sent
    tasks.make_draft(*args, **more)
    assert client.get(answer.url).url == url(conference, "run", draft.key)
    fragment = client.get(answer.url, headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == url(conference, "run", draft.key)
    assert "Proven optimal" in client.get(answer.url, follow=True).content.decode()
    assert not Assignment.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_what_was_chosen_is_kept_with_the_draft(client, conference, chair, small):
    client.post(
        url(conference),
        {
            "name": "By topics",
            "objective": MAX_MIN,
            "text": "20",
            "topics": "80",
            "seed": "7",
            "balanced": "on",
        },
    )
    draft = AssignmentDraft.objects.get()
    kept = choices_of(draft)
    assert draft.name == "By topics"
    assert kept == Choices(objective=MAX_MIN, text=20, topics=80, seed=7, balanced=True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "70", "topics": "70"}, "Text and topics make 140 per cent together: let them make 100."),
        (
            {"objective": MAX_MIN, "probability_limit": "50"},
            "The engine can do this with the highest fit only",
        ),
        ({"probability_limit": "50", "topic": "on"}, "The engine draws without rules on panels"),
        ({"topic": "on"}, "Nobody has named a topic yet."),
        ({"probability_limit": "0"}, "greater than or equal to 1"),
        ({"probability_limit": "NaN"}, "Enter a whole number"),
        ({"objective": "profit"}, "Select a valid choice"),
    ],
)
def test_what_the_engine_cannot_do_is_refused_beside_the_field(client, conference, chair, small, typed, said):
    answer = client.post(url(conference), {"name": "Mine", **typed})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert 'value="Mine"' in page
    assert not AssignmentDraft.objects.exists()


def test_what_is_chosen_together_must_be_possible():
    assert why_not_choose(Choices()) == {}
    few = Choices(standing=Standing.FEW_CHANGES)
    assert set(why_not_choose(replace(few, objective=MAX_MIN))) == {"standing"}
    assert set(why_not_choose(replace(few, probability_limit=0.5))) == {"probability_limit"}
    assert why_not_choose(replace(few, no_mutual=True)) == {}
    assert why_not_choose(Choices(objective=MAX_MIN, senior=True)) == {}
    assert set(why_not_choose(Choices(objective=EVEN, senior=True))) == {"senior"}
    assert set(why_not_choose(Choices(probability_limit=float("nan")))) == {"probability_limit"}
    assert set(why_not_choose(Choices(bids=51))) == {"bids"}
    assert set(why_not_choose(Choices(seed=-1))) == set(why_not_choose(Choices(seed=2**31))) == {"seed"}
    assert (EVEN in aims()) == ("objective" not in why_not_choose(Choices(objective=EVEN)))


def test_a_usual_name_is_free(conference, chair, small):
    names = [start(conference, chair).name for _ in range(3)]
    assert names[1:] == [f"{names[0]} (2)", f"{names[0]} (3)"]


# --- The command -------------------------------------------------------------------------------------


def test_the_command_tells_what_scripts_need(conference, chair, capsys):
    conference.reviews_per_paper = 1
    conference.save()
    for name in ("Ann", "Bea"):
        make_reviewer(conference, name, topic="Compression")
    make_paper(conference, "Alpha", topic="Compression")
    call_command(
        "propose_assignment",
        conference.slug,
        by=chair.email,
        objective=MAX_MIN,
        balanced=True,
        name="By script",
    )
    draft = AssignmentDraft.objects.get()
    told = capsys.readouterr().out
    assert f"Draft {draft.key}, “By script”." in told
    assert "Total fit 1.000, at most 1.000 (gap 0.000 %)." in told
    assert "Worst paper 1.000." in told
    assert draft.state == DraftState.PROPOSED
    assert not Assignment.objects.exists()


def test_the_command_applies_if_told_so(conference, chair, small, capsys):
    call_command("propose_assignment", conference.slug, apply="yes")
    assert "Applied. New tasks: 1, taken off: 0." in capsys.readouterr().out
    assert AssignmentDraft.objects.get().state == DraftState.APPLIED
    assert Assignment.objects.get().reviewer == small[1]
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize("limit", ["0", "1.5", "nan", "half"])
def test_the_command_refuses_what_is_no_chance(conference, chair, small, limit):
    with pytest.raises(CommandError, match="a chance lies above 0 and is at most 1"):
        call_command("propose_assignment", conference.slug, "--probability-limit", limit)
    assert not AssignmentDraft.objects.exists()


def test_the_command_refuses_what_the_engine_cannot_do(conference, chair, small):
    with pytest.raises(CommandError, match="Raise the limit or add reviewers"):
        call_command("propose_assignment", conference.slug, probability_limit=0.5)
    with pytest.raises(CommandError, match="highest fit only"):
        call_command("propose_assignment", conference.slug, probability_limit=0.5, objective=MAX_MIN)


# --- The list ----------------------------------------------------------------------------------------


def test_the_list_names_each_draft_with_its_figures(client, conference, chair, small):
    draft = propose(conference, chair)
    page = client.get(url(conference, "drafts")).content.decode()
    assert draft.name in page
    assert f"No. {small[0].number}" in page
    assert "Cecily Chair" in page


def test_what_is_put_aside_comes_last(conference, chair, small):
    kept, aside, new = (propose(conference, chair) for _ in range(3))
    discard_draft(draft=aside, by=chair, at=NOW)
    rows = draft_rows(viewer_for(user=chair, conference=conference, at=NOW))
    assert [row.draft for row in rows] == [new, kept, aside]


def test_a_draft_is_renamed_discarded_and_taken_back(client, conference, chair, small):
    draft = propose(conference, chair)
    client.post(url(conference, "rename_run", draft.key), {"name": "  The good one "})
    client.post(url(conference, "rename_run", draft.key), {"name": " "})
    draft.refresh_from_db()
    assert draft.name == "The good one"
    client.post(url(conference, "discard_run", draft.key))
    assert state_of(draft) == DraftState.DISCARDED
    assert "Take back" in client.get(url(conference, "drafts")).content.decode()
    client.post(url(conference, "restore_run", draft.key))
    assert state_of(draft) == DraftState.PROPOSED
    with pytest.raises(Refused, match="is not discarded"):
        restore_draft(draft=draft, by=chair, at=NOW)


def test_what_failed_is_discarded_but_not_taken_back(client, conference, chair, small):
    draft = start(conference, chair)
    cancel_draft(draft=draft, by=chair, at=NOW)
    client.post(url(conference, "discard_run", draft.key))
    assert state_of(draft) == DraftState.DISCARDED
    with pytest.raises(Refused, match="nothing in this draft"):
        restore_draft(draft=draft, by=chair, at=NOW)
    assert client.get(url(conference, "run", draft.key), follow=True).status_code == 200


def test_two_drafts_are_ticked_to_be_compared(client, conference, chair, small):
    first, second = propose(conference, chair), propose(conference, chair, objective=MAX_MIN)
    page = client.get(url(conference, "drafts"), {"compare": 1, "draft": [first.key]}).content.decode()
    assert "Tick exactly two" in page
    answer = client.get(url(conference, "drafts"), {"compare": 1, "draft": [first.key, second.key]})
    assert answer.url == f"{url(conference, 'compare_drafts')}?a={first.key}&b={second.key}"


def test_the_number_of_queries_does_not_grow(client, conference, chair):
    def count(number):
        for _ in range(number):
            person = make_reviewer(conference, "Someone", topic="Compression")
            person.affiliations.create(institution="A")
            make_paper(conference, "Paper", topic="Compression", authors=[person])
            rule(make_paper(conference, "Other"), make_reviewer(conference, "Else"), PairRuleKind.REQUIRED)
            make_reviewer(conference, "Another", is_senior=True)
        with CaptureQueriesContext(connection) as working:
            draft = propose(conference, chair, one_per_institution=True, senior=True, no_mutual=True)
        waits = start(conference, chair)
        numbers = [len(working)]
        for address in (
            url(conference),
            url(conference, "drafts"),
            url(conference, "run_progress", waits.key),
            url(conference, "run_progress", draft.key),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code in {200, 302}
            numbers.append(len(queries))
        return numbers

    conference.reviews_per_paper = 1
    conference.save()
    assert count(2) == count(3)


def test_worst_paper_first_says_how_well_the_worst_paper_could_be_served(client, conference, chair, small):
    draft = propose(conference, chair, objective=MAX_MIN)
    address = url(conference, "run", draft.key)
    assert "None serves its worst paper better." in client.get(address).content.decode()
    draft.worst_bound = 2.5
    draft.save()
    assert "The worst paper could have at most 2.500." in on_one_line(client.get(address).content)
    plain = client.get(url(conference, "run", propose(conference, chair).key))
    assert "orst paper could" not in on_one_line(plain.content)
    assert "None serves" not in plain


def test_a_name_is_not_too_long(conference, chair, small):
    draft = propose(conference, chair)
    with pytest.raises(Refused, match="at most 80"):
        rename_draft(draft=draft, name="x" * 81, by=chair, at=NOW)


def test_the_choices_of_a_draft_begin_the_next(client, conference, chair, small):
    draft = start(conference, chair, text=10, topics=90, probability_limit=0.25)
    page = client.get(f"{url(conference)}?like={draft.key}").content.decode()
    assert 'value="90"' in page
    assert 'value="25"' in page


# --- A chair in conflict -----------------------------------------------------------------------------


@pytest.fixture
def hidden(conference, chair):
    secret = make_paper(conference, "Kept from the chair")
    Conflict.objects.create(submission=secret, user=chair, source=ConflictSource.COAUTHOR, created_at=NOW)
    return secret


@pytest.mark.parametrize("how", ["waiting", "failed", "there"])
def test_a_draft_over_a_paper_in_conflict_is_not_there(client, conference, chair, hidden, small, how):
    other = make_member(conference, Role.CHAIR)
    draft = start(conference, other)
    if how == "there":
        work_on_draft(key=draft.key, at=NOW)
    if how == "failed":
        AssignmentDraft.objects.filter(pk=draft.pk).update(state=DraftState.FAILED, failure="A sentence.")
    before = AssignmentDraft.objects.values().get(pk=draft.pk)
    assert draft.name not in client.get(url(conference, "drafts")).content.decode()
    for name in ("run", "run_progress"):
        assert client.get(url(conference, name, draft.key)).status_code == 404
    for name in ("cancel_run", "ask_again", "rename_run", "discard_run", "restore_run"):
        assert client.post(url(conference, name, draft.key), {"name": "Mine"}).status_code == 404
    assert AssignmentDraft.objects.values().get(pk=draft.pk) == before


def test_a_failure_tells_nothing_of_tasks_elsewhere(conference, chair, hidden):
    cora, ines = make_reviewer(conference, "Cora", load_max=1), make_reviewer(conference, "Ines", load_max=1)
    give(hidden, cora)
    make_paper(conference, "Alpha")
    with pytest.raises(Refused) as refusal:
        propose(conference, chair, probability_limit=0.6)
    assert "Loosen a limit" in str(refusal.value)
    assert cora.name not in str(refusal.value)
    assert ines.name not in str(refusal.value)


def test_a_least_load_elsewhere_is_not_told(conference, chair, hidden):
    cora = make_reviewer(conference, "Cora", load_min=4)
    give(hidden, cora)
    make_paper(conference, "Alpha")
    notes = propose(conference, chair).notes
    assert "Not everybody can be given the least number of papers they are to have." in notes
    assert not any(char.isdigit() for note in notes for char in note)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
def test_drafts_are_for_chairs(client, conference, chair, small, role):
    draft = propose(conference, chair)
    client.force_login(make_member(conference, role))
    for name in ("drafts", "propose"):
        assert client.get(url(conference, name)).status_code == 404
    assert client.post(url(conference)).status_code == 404
    for name in ("cancel_run", "ask_again", "rename_run", "discard_run", "restore_run"):
        assert client.post(url(conference, name, draft.key), {"name": "Mine"}).status_code == 404
    assert AssignmentDraft.objects.count() == 1
    assert state_of(draft) == DraftState.PROPOSED
