import csv

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.web.desk import desk_page
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState, MailingState
from reviews.decisions.before_release import release_page
from reviews.decisions.emails import fill, unknown_placeholders
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.queries import decisions_page
from reviews.decisions.services.classes import install_default_decisions
from reviews.decisions.states import DecisionState
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.decisions import decided, look, put_in_conflict, release, scored, url
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line
from tests.support.records import lines_besides_defaults

pytestmark = pytest.mark.django_db


def decide(client, papers, kind, **more):
    data = {"selected": [paper.number for paper in papers], "outcome": getattr(kind, "pk", kind), **more}
    return client.post(url("decide"), data, follow=True)


def outcomes():
    return dict(Decision.objects.values_list("submission__title", "outcome__name"))


def nothing_happened():
    written = Mailing.objects.exists() or OutboundEmail.objects.exists() or lines_besides_defaults()
    return not written and not Submission.objects.exclude(state=SubmissionState.SUBMITTED).exists()


def test_many_papers_are_decided_at_once_and_nobody_is_told(client, chair, papers, kinds):
    page = decide(client, papers[:2], kinds["poster"]).content.decode()
    assert outcomes() == {"Title 0": "Accept as poster", "Title 1": "Accept as poster"}
    assert set(Decision.objects.values_list("state", flat=True)) == {DecisionState.PROVISIONAL}
    assert "Nobody is told until you release it." in page
    assert not OutboundEmail.objects.exists()
    assert Submission.objects.filter(state=SubmissionState.SUBMITTED).count() == 3
    assert list(lines_besides_defaults().order_by("paper").values_list("action", "paper")) == [
        ("decision.set", papers[0].number),
        ("decision.set", papers[1].number),
    ]


def test_a_change_can_be_undone(client, chair, papers, kinds):
    decide(client, papers[:1], kinds["reject"])
    decide(client, papers, kinds["oral"])
    page = client.post(url("undo_decisions"), follow=True).content.decode()
    assert "3 papers put back." in page
    assert outcomes() == {"Title 0": "Reject"}
    assert "nothing to undo" in client.post(url("undo_decisions"), follow=True).content.decode()


def test_undoing_leaves_what_was_decided_anew(client, conference, chair, papers, kinds):
    decide(client, papers, kinds["oral"])
    Decision.objects.filter(submission=papers[1]).update(outcome=kinds["reject"])
    page = client.post(url("undo_decisions"), follow=True).content.decode()
    assert "2 papers put back. 1 paper had been decided anew and stay" in page
    assert outcomes() == {"Title 1": "Reject"}


def test_a_decision_can_be_taken_back(client, chair, papers, kinds):
    decide(client, papers, kinds["oral"])
    decide(client, papers[:1], "none")
    assert set(outcomes()) == {"Title 1", "Title 2"}


def test_the_table_keeps_its_filter_and_never_leads_elsewhere(client, chair, papers, kinds):
    for back, expected in (
        (f"{url()}?q=mean:none", f"{url()}?q=mean:none"),
        ("https://evil.example/", url()),
        (f"{url()}../mail/", url()),
    ):
        answer = client.post(url("decide"), {"back": back})
        assert answer.url == expected


def test_the_table_shows_scores_and_counts_against_places(client, conference, chair, papers, kinds):
    scored(papers[0], 2, 5)
    kinds["oral"].capacity = 1
    kinds["oral"].save()
    decide(client, papers[:2], kinds["oral"])
    page = decisions_page(look(chair, conference), "", "-mean")
    assert [row.number for row in page.rows] == [paper.number for paper in papers]
    assert (page.rows[0].mean, page.rows[0].spread, page.rows[0].confidence) == (3.5, 3, 4)
    assert [each.words for each in page.classes] == ["2 / 1", "0", "0"]
    assert (page.undecided, page.provisional) == (1, 2)
    shown = client.get(url()).content.decode()
    assert "2 papers for 1 place." in shown
    assert "Title 2" in client.get(url(), {"q": "decision:none"}).content.decode()
    assert "Title 0" not in client.get(url(), {"q": "decision:none"}).content.decode()
    assert "Title 2" not in client.get(url(), {"q": 'decision:"accept as oral"'}).content.decode()


def test_a_note_is_kept_with_the_decision(client, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    number = papers[0].number
    client.post(url("decision_note", number), {"note": "Please add the ablation."})
    assert Decision.objects.get().note == "Please add the ablation."
    assert "Please add" in client.get(url("decision_note", number)).content.decode()
    assert client.get(url("decision_note", papers[1].number)).status_code == 404


def test_nobody_else_decides(client, conference, papers, kinds):
    decided(papers[0], kinds["oral"])
    others = [make_member(conference, role) for role in (Role.AREA_CHAIR, Role.REVIEWER, Role.SITE_EDITOR)]
    foreign = make_member(make_conference("other"), Role.CHAIR)
    for person in [*others, foreign, papers[0].authorships.first().user]:
        client.force_login(person)
        for name in ("decide", "undo_decisions", "release", "install_decision_classes", "new_decision_class"):
            data = {"selected": papers[1].number, "outcome": kinds["oral"].pk}
            assert client.post(url(name), data).status_code == 404
        for name in ("decisions", "release", "export_decisions", "decision_classes"):
            assert client.get(url(name)).status_code == 404
    assert outcomes() == {"Title 0": "Accept as oral"}
    assert nothing_happened()


def test_a_class_of_another_conference_is_not_found(client, chair, papers):
    foreign = install_default_decisions(make_conference("other"), NOW)[0]
    assert decide(client, papers, foreign).status_code == 404
    assert not Decision.objects.exists()


# --- Release
def test_the_page_says_exactly_what_will_happen(client, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    decided(papers[1], kinds["reject"])
    page = client.get(url("release"))
    assert page.context["page"].effects == [
        (1, "paper: Accept as oral"),
        (1, "paper: Reject"),
        (4, "letters are prepared as a draft; nothing is sent until you approve it"),
    ]
    shown = page.content.decode()
    assert "Papers without a decision" in shown
    assert "Dear Author 0," in shown
    assert "Release 2 decisions" in shown
    assert nothing_happened()


def test_authors_without_an_address_of_theirs_get_no_letter_and_are_counted(client, chair, papers, kinds):
    papers[0].authorships.filter(name="Second 0").update(email="second@uni.example.invalid")
    papers[1].authorships.update(email=Concat(F("email"), Value(".invalid")))
    decided(papers[0], kinds["oral"])
    decided(papers[1], kinds["reject"])
    page = on_one_line(client.get(url("release")).content)
    assert "<span>authors whose addresses an import made up: no letter</span>" in page
    assert f"no letter is prepared: {papers[1].number}." in page
    release(client)
    assert list(OutboundEmail.objects.values_list("to_name", flat=True)) == ["Author 0"]
    assert missing(client.get(url())) == (False, False)
    shown = client.get(reverse("submissions:paper", args=["effgenai", papers[0].number]))
    assert on_one_line(shown.content).count("[no address]") == 1


def test_all_authors_get_the_letter_each_in_their_own_name(client, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    release(client)
    letters = OutboundEmail.objects.order_by("pk")
    assert [mail.to_name for mail in letters] == ["Author 0", "Second 0"]
    assert ["Dear Author 0," in mail.body for mail in letters] == [True, False]


def test_releasing_tells_decides_and_prepares_one_letter_a_contact(client, chair, conference, papers, kinds):
    conference.letters_to_contacts_only = True
    conference.save()
    decided(papers[0], kinds["oral"], note="Well done.")
    decided(papers[1], kinds["reject"])
    answer = release(client)
    mailing = Mailing.objects.get()
    assert answer.url == reverse("mail:mailing", args=["effgenai", mailing.key])
    assert (mailing.state, mailing.created_by) == (MailingState.DRAFT, chair)
    states = dict(Submission.objects.values_list("title", "state"))
    assert states == {"Title 0": "accepted", "Title 1": "rejected", "Title 2": "submitted"}
    assert Submission.objects.get(title="Title 0").presentation == "Oral"
    assert Decision.objects.released().count() == 2
    mails = list(OutboundEmail.objects.order_by("paper"))
    assert [(mail.state, mail.to_name, mail.paper) for mail in mails] == [
        (EmailState.HELD, "Author 0", papers[0].number),
        (EmailState.HELD, "Author 1", papers[1].number),
    ]
    assert "Well done." in mails[0].body
    assert "Title 0" in mails[0].body
    assert reverse("submissions:paper", args=["effgenai", papers[0].number]) in mails[0].body
    assert mails[0].reply_to == "chairs@example.org"
    assert mails[0].subject == f"EFFGENAI: paper {papers[0].number} is accepted as a talk"
    assert "{" not in mails[0].body + mails[1].body


def test_only_the_ticked_ones_are_released(client, chair, papers, kinds):
    for paper in papers:
        decided(paper, kinds["poster"])
    data = {"selected": [papers[2].number], "action": "release"}
    address = client.post(url("decide"), data).url
    assert address == f"{url('release')}?selected={papers[2].number}"
    release(client, [papers[2]])
    assert list(Submission.objects.filter(state="accepted")) == [papers[2]]
    assert set(OutboundEmail.objects.values_list("paper", flat=True)) == {papers[2].number}


def test_a_second_press_releases_and_writes_nothing_more(client, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    seal = client.get(url("release")).context["page"].seal
    release(client, seal=seal)
    page = client.post(url("release"), {"seal": seal}, follow=True).content.decode()
    assert "have changed since this page was loaded" in page
    assert (Mailing.objects.count(), OutboundEmail.objects.count()) == (1, 2)


@pytest.mark.parametrize("change", ["outcome", "note", "letter", "one more"])
def test_what_changed_since_it_was_looked_at_is_not_released(client, chair, papers, kinds, change):
    decided(papers[0], kinds["oral"])
    seal = client.get(url("release")).context["page"].seal
    if change == "outcome":
        Decision.objects.update(outcome=kinds["reject"])
    elif change == "note":
        Decision.objects.update(note="New")
    elif change == "letter":
        DecisionClass.objects.update(mail_body="Sorry, {name}")
    else:
        decided(papers[1], kinds["oral"])
    page = client.post(url("release"), {"seal": seal}, follow=True).content.decode()
    assert "nothing was released" in page
    assert nothing_happened()


def test_released_decisions_stay(client, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    release(client)
    lines = AuditLine.objects.count()
    page = decide(client, papers[:2], kinds["reject"]).content.decode()
    assert f"paper {papers[0].number} is released" in page
    assert outcomes() == {"Title 0": "Accept as oral"}
    client.post(url("decision_note", papers[0].number), {"note": "Late"})
    assert Decision.objects.get().note == ""
    assert AuditLine.objects.count() == lines


def test_a_withdrawn_paper_is_not_released(client, chair, papers, kinds):
    decided(papers[0], kinds["oral"])
    Submission.objects.filter(pk=papers[0].pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    assert "Nothing to release" in client.get(url("release")).content.decode()
    client.post(url("release"), {"seal": "x"})
    assert not Decision.objects.released().exists()
    assert not OutboundEmail.objects.exists()


def test_papers_without_authors_are_named_and_get_no_letter(client, conference, chair, kinds):
    paper = make_submission(conference)
    decided(paper, kinds["oral"])
    assert "Nobody to write to" in client.get(url("release")).content.decode()
    assert release(client).url == url()
    assert Decision.objects.released().count() == 1
    assert not Mailing.objects.exists()


def test_samples_hide_authors_where_the_conference_does(client, conference, chair, papers, kinds):
    conference.hide_authors_from_chairs = True
    conference.save()
    decided(papers[0], kinds["oral"])
    shown = client.get(url("release")).content.decode()
    assert "Author 0" not in shown
    assert "Dear author," in shown


# --- Conflicts
def test_a_chair_in_conflict_notices_nothing(client, conference, chair, papers, kinds):
    secret = papers[1]
    put_in_conflict(secret, chair)
    viewer = look(chair, conference)

    def seen():
        page = decisions_page(viewer, "", "number")
        counts = [(each.count, each.provisional) for each in page.classes]
        sidebar = [(item.note, item.state) for item in desk_page(viewer, "decisions")["sidebar"]]
        rows = b"".join(client.get(url("export_decisions")).streaming_content)
        numbers = [row.number for row in page.rows]
        return numbers, counts, page.undecided, sidebar, rows, release_page(viewer, None)

    before = seen()
    decided(secret, kinds["oral"], note="Secret")
    scored(secret, 6, 1)
    assert seen() == before
    assert secret.number not in before[0]


def test_a_chair_in_conflict_neither_decides_nor_releases_that_paper(
    client, conference, chair, papers, kinds
):
    secret = papers[1]
    put_in_conflict(secret, chair)
    page = decide(client, [secret], kinds["oral"]).content.decode()
    assert "not there any more" in page
    assert not Decision.objects.exists()
    decided(papers[0], kinds["oral"])
    decided(secret, kinds["oral"])
    release(client)
    release(client, [secret], seal="x")
    assert list(Decision.objects.released().values_list("submission", flat=True)) == [papers[0].pk]
    assert set(OutboundEmail.objects.values_list("paper", flat=True)) == {papers[0].number}
    assert client.get(url("decision_note", secret.number)).status_code == 404
    other = make_member(conference, Role.CHAIR)
    client.force_login(other)
    release(client)
    assert Decision.objects.released().count() == 2


# --- Letters that were discarded


@pytest.fixture
def discarded(client, chair, papers, kinds):
    """Two papers are released, and their letters thrown away."""
    decided(papers[0], kinds["oral"])
    decided(papers[1], kinds["reject"])
    release(client)
    client.post(reverse("mail:stop", args=["effgenai", Mailing.objects.get().key]))
    return papers[:2]


def missing(page):
    text = on_one_line(page.content)
    return "Released, and nobody was written to" in text, "2 papers have a released decision" in text


def test_letters_that_were_discarded_are_missed_and_can_be_prepared_again(client, chair, discarded):
    assert missing(client.get(url())) == (True, True)
    guide = client.get(reverse("conferences:guide", args=["effgenai"])).content.decode()
    assert "2 papers with a released decision, and no letter to the authors." in guide
    answer = client.post(url("write_decision_letters"))
    again = Mailing.objects.get(state=MailingState.DRAFT)
    assert answer.url == reverse("mail:mailing", args=["effgenai", again.key])
    letters = again.mails.order_by("paper")
    assert [(mail.state, mail.paper) for mail in letters] == [
        (EmailState.HELD, paper.number) for paper in discarded for _ in paper.authorships.all()
    ]
    assert missing(client.get(url())) == (False, False)


def test_letters_that_are_there_are_not_written_twice(client, chair, discarded):
    client.post(url("write_decision_letters"))
    again = Mailing.objects.get(state=MailingState.DRAFT)
    number = OutboundEmail.objects.count()
    assert client.post(url("write_decision_letters")).url.endswith(f"{again.key}/")
    client.post(reverse("mail:approve", args=["effgenai", again.key]))
    page = client.post(url("write_decision_letters"), follow=True).content.decode()
    assert "have been written to" in page
    assert OutboundEmail.objects.count() == number


def test_nobody_is_missed_who_said_that_the_paper_is_not_theirs(client, chair, discarded):
    for author in discarded[0].authorships.all():
        discarded[0].answers.filter(email__iexact=author.email).delete()
        discarded[0].answers.create(email=author.email.upper(), is_author=False, at=NOW)
    assert "1 paper has a released decision" in on_one_line(client.get(url()).content)


def test_letters_thrown_away_twice_can_still_be_had(client, chair, discarded):
    for _ in range(2):
        client.post(url("write_decision_letters"))
        draft = Mailing.objects.get(state=MailingState.DRAFT)
        client.post(reverse("mail:stop", args=["effgenai", draft.key]))
    client.post(url("write_decision_letters"))
    assert OutboundEmail.objects.filter(state=EmailState.HELD).count() == 4


def test_a_chair_in_conflict_hears_nothing_of_letters_missing_for_that_paper(client, chair, discarded):
    put_in_conflict(discarded[0], chair)
    page = client.get(url())
    assert "1 paper has a released decision" in on_one_line(page.content)
    client.post(url("write_decision_letters"))
    assert set(Mailing.objects.get(state=MailingState.DRAFT).mails.values_list("paper", flat=True)) == {
        discarded[1].number
    }
    put_in_conflict(discarded[1], chair)
    assert missing(client.get(url())) == (False, False)


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.AREA_CHAIR])
def test_nobody_but_chairs_prepares_letters(client, conference, discarded, role):
    client.force_login(make_member(conference, role) if role else make_user())
    before = OutboundEmail.objects.count(), Mailing.objects.count(), AuditLine.objects.count()
    assert client.post(url("write_decision_letters")).status_code == 404
    assert (OutboundEmail.objects.count(), Mailing.objects.count(), AuditLine.objects.count()) == before


# --- Letters
def test_the_usual_kinds_have_letters_that_can_be_filled_in(kinds):
    assert [kind.accepts for kind in kinds.values()] == [True, True, False]
    for kind in kinds.values():
        assert unknown_placeholders(kind.mail_subject + kind.mail_body) == []


def test_the_usual_kinds_are_installed_once(conference, kinds):
    kinds["oral"].delete()
    assert len(install_default_decisions(conference, NOW)) == 2


def test_placeholders_are_filled_once_and_braces_of_titles_stay():
    values = {"title": r"{name} and $\mathbf{x}$", "name": "Ada"}
    assert fill("{title}, {name}, {", values) == r"{name} and $\mathbf{x}$, Ada, {"
    assert unknown_placeholders("{titel} {name} {titel} {0} {name!r}") == ["titel", "0", "name!r"]


def test_a_letter_with_an_unknown_placeholder_is_refused(client, chair, kinds):
    data = {"name": "Accept as oral", "accepts": "on", "mail_subject": "{titel}", "mail_body": "Dear {name}"}
    page = client.post(url("decision_class", kinds["oral"].pk), data).content.decode()
    assert "{titel} cannot be filled in. These can: {name}, {title}" in page
    assert "Dear {name}" in page
    kinds["oral"].refresh_from_db()
    assert kinds["oral"].mail_subject != "{titel}"
    assert not lines_besides_defaults()


def test_a_chair_adds_and_changes_kinds(client, conference, chair, kinds):
    data = {"name": "Demo", "accepts": "on", "presentation": "Demo", "capacity": "4"}
    letter = {"mail_subject": "{conference}", "mail_body": "Dear {name}"}
    assert client.post(url("new_decision_class"), {**data, **letter}).status_code == 302
    added = conference.decision_classes.last()
    assert (added.name, added.capacity, added.position) == ("Demo", 4, 3)
    client.post(url("decision_class", added.pk), {**data, **letter, "capacity": ""})
    added.refresh_from_db()
    assert added.capacity is None
    assert "Demo" in client.get(url("decision_classes")).content.decode()
    again = client.post(url("new_decision_class"), {**data, **letter})
    assert "already a decision of this name" in again.content.decode()


def test_an_empty_conference_is_offered_the_usual_kinds(client, conference, chair):
    make_submission(conference)
    assert "First say what you can decide" in client.get(url()).content.decode()
    client.post(url("install_decision_classes"))
    assert conference.decision_classes.count() == 3


def test_the_export_has_rows_of_the_chair_only_and_no_formulas(client, chair, papers, kinds):
    Submission.objects.filter(pk=papers[0].pk).update(title="=HYPERLINK()")
    decided(papers[0], kinds["oral"], note="+1")
    scored(papers[0], 3, 6)
    put_in_conflict(papers[2], chair)
    answer = client.get(url("export_decisions"))
    lines = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert [line["paper"] for line in lines] == [str(papers[0].number), str(papers[1].number)]
    assert (lines[0]["title"], lines[0]["note to the authors"]) == ("'=HYPERLINK()", "'+1")
    assert (lines[0]["decision"], lines[0]["released"], lines[0]["mean"]) == ("Accept as oral", "no", "4.5")


def test_the_pages_cost_the_same_with_more_papers(client, conference, chair, kinds):
    def count(address):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
            assert answer.status_code == 200
            b"".join(answer)
        return len(captured)

    def add():
        paper = make_submission(conference, [make_user()])
        scored(paper, 3, 4)
        decided(paper, kinds["oral"])

    add()
    addresses = [url(name) for name in ("decisions", "release", "export_decisions")]
    client.get(url())
    before = [count(address) for address in addresses]
    add()
    add()
    assert [count(address) for address in addresses] == before


def test_all_papers_stand_in_one_table_and_no_text_of_a_review_is_read(client, chair, conference, kinds):
    for _ in range(101):
        scored(make_submission(conference), 3)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url()).content.decode()
    assert page.count('name="selected"') == 101
    assert 'aria-label="Pages"' not in page
    assert "101 papers" in on_one_line(page)
    assert not any('"answers"' in query["sql"] for query in asked.captured_queries)


def test_what_every_paper_stood_at_is_sent_with_the_ticked_ones(client, chair, conference, kinds, papers):
    saw = [" ".join(f"{paper.number}-0" for paper in papers)]
    decided(papers[0], kinds["reject"])
    told = decide(client, papers[:2], kinds["oral"], saw=saw).content.decode()
    assert f"paper {papers[0].number} stands at “Reject” now" in told
    assert Decision.objects.get().outcome == kinds["reject"]


def test_a_chair_is_told_what_another_one_decided_meanwhile(client, chair, conference, kinds, papers):
    page = client.get(url()).content.decode()
    shown = " ".join(f"{paper.number}-0" for paper in papers)
    assert f'name="saw" value="{shown}"' in page
    decided(papers[0], kinds["reject"])
    saw = {"saw": [f"{paper.number}-0" for paper in papers]}
    told = decide(client, papers[:2], kinds["oral"], **saw).content.decode()
    assert f"paper {papers[0].number} stands at “Reject” now" in told
    assert Decision.objects.get().outcome == kinds["reject"]
    assert not AuditLine.objects.filter(action="decision.set").exists()
    saw = {"saw": [f"{papers[0].number}-{kinds['reject'].pk}", f"{papers[1].number}-0"]}
    decide(client, papers[:2], kinds["oral"], **saw)
    assert set(Decision.objects.values_list("outcome", flat=True)) == {kinds["oral"].pk}


def test_the_same_decision_by_two_chairs_is_one(client, chair, conference, kinds, papers):
    decided(papers[0], kinds["oral"])
    told = decide(client, papers[:1], kinds["oral"], saw=[f"{papers[0].number}-0", "x", "9-x", "-"])
    assert "nothing changed" in told.content.decode()


def test_papers_with_reviews_missing_are_named_before_the_release(client, conference, chair, papers, kinds):
    conference.reviews_per_paper = 2
    conference.save()
    scored(papers[0], 5, 5)
    scored(papers[1], 5)
    for paper in papers:
        decided(paper, kinds["oral"])
    page = client.get(url("release"))
    unreviewed = {row.number: row.words for row in page.context["page"].unreviewed}
    assert unreviewed == {papers[1].number: "needs a reviewer", papers[2].number: "no reviewers yet"}
    assert "Papers with reviews missing" in page.content.decode()
    ticked = client.get(url("release"), {"selected": papers[0].number})
    assert "Papers with reviews missing" not in ticked.content.decode()
    put_in_conflict(papers[1], chair)
    page = client.get(url("release"))
    assert [row.number for row in page.context["page"].unreviewed] == [papers[2].number]
