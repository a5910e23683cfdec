import datetime as dt
import email
import email.policy
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from effgenai.conferences.call.models import CallFile, Policy
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.people.models import Person
from effgenai.ui.text.plain import COLUMNS, Links, columns, hard, plain_markdown, wrap
from tests.support.factories import NOW, make_conference, make_member, make_milestone

DAY = dt.timedelta(days=1)
SITE = "http://testserver/effgenai/"


@pytest.fixture
def conference(db):
    return make_conference(
        "effgenai",
        title="Efficient Generative AI",
        edition="1st workshop",
        host="NeurIPS",
        place="San Diego",
        time_zone="America/Los_Angeles",
        starts_on=dt.date(2026, 12, 12),
        summary="Models for everyone.",
        contact_email="chairs@example.org",
    )


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def get(client, conference, name="call_text"):
    answer = client.get(reverse(f"conferences:{name}", args=[conference.slug]))
    assert answer.status_code == 200
    return answer


def plain_call_of(client, conference):
    answer = get(client, conference)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode()


def plain(text, limit=COLUMNS):
    links = Links()
    return hard(plain_markdown(text, links, limit)), links.lines()


def test_the_text_says_what_where_when_and_to_whom(client, conference):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, dt.datetime(2026, 8, 23, 11, 59, tzinfo=dt.UTC))
    make_milestone(conference, MilestoneKind.STARTS, dt.datetime(2026, 12, 12, 17, 0, tzinfo=dt.UTC))
    make_milestone(conference, MilestoneKind.OTHER, NOW, label="Secret meeting", is_public=False)
    Topic.objects.create(conference=conference, name="Sparsity", description="in weights and activations")
    Person.objects.create(conference=conference, name="Ada Lovelace", affiliation="Example University")
    Policy.objects.create(conference=conference, kind=PolicyKind.ETHICS, text="Be good.")
    text = plain_call_of(client, conference)
    for words in (
        "CALL FOR PAPERS\n\nEfficient Generative AI\n1st workshop · with NeurIPS\n",
        f"Saturday 12 December 2026 · San Diego\n{SITE}\n",
        "Models for everyone.",
        "Papers due                        Sat 22 Aug 2026, 23:59 AoE\n",
        "Workshop begins                   Sat 12 Dec 2026, 09:00 PST\n",
        "* Papers (up to 8 pages; not archival)",
        "* Sparsity: in weights and activations\n",
        "Ethics:\nBe good.\n",
        "* Ada Lovelace (Example University)\n",
        f"{SITE}submissions/new/",
        "double-blind",
        "Each paper gets 3 reviews.",
        "Questions: chairs@example.org\n",
        "at most 300 characters",
    ):
        assert words in text, words
    assert "Secret" not in text


def test_tracks_bring_their_own_dates_and_files(client, conference):
    due = make_milestone(
        conference, MilestoneKind.SUBMISSIONS_DUE, dt.datetime(2026, 8, 23, 11, 59, tzinfo=dt.UTC)
    )
    short = Track.objects.create(
        conference=conference, name="Short papers", page_limit=4, archival=True, position=1,
        description="For *early* ideas; see [the guide](https://example.org/guide).",
    )  # fmt: skip
    MilestoneException.objects.create(
        milestone=due, track=short, instant=due.instant + 7 * DAY, created_at=NOW
    )
    CallFile.objects.create(
        conference=conference, track=short, label="Style", address="https://example.org/s"
    )
    CallFile.objects.create(conference=conference, label="Template", path="x", name="x.zip", key="k" * 12)
    text = plain_call_of(client, conference)
    assert "  Short papers                    Sat 29 Aug 2026, 23:59 AoE\n" in text
    assert (
        "* Short papers (up to 4 pages; archival: published in the proceedings)\n"
        "  For early ideas; see the guide [1].\n  Style:\n    https://example.org/s\n"
    ) in text
    assert f"Template:\n  {SITE}call/files/{'k' * 12}/\n" in text
    assert text.endswith("Links\n-----\n\n[1] https://example.org/guide\n")


@pytest.mark.django_db
def test_an_empty_conference_makes_a_text_without_empty_parts(client):
    conference = make_conference("bare", title="A")
    conference.tracks.all().delete()
    conference.topics.all().delete()
    text = plain_call_of(client, conference)
    for title in ("Dates", "Topics", "Policies", "What to submit", "Organisers", "Contact", "Links"):
        assert f"{title}\n---" not in text
    assert "\n\n\n" not in text


def test_no_line_is_wider_than_72_columns_whatever_the_script(client, conference):
    long = "生成モデルの効率化に関する研究を募集します。" * 12
    Conference.objects.filter(pk=conference.pk).update(title=long[:150], abstract=long, summary="Größe " * 40)
    Topic.objects.create(
        conference=conference, name="长上下文推理" * 10, description="ü" * 20 + " " + "é " * 90
    )
    Policy.objects.create(conference=conference, kind=PolicyKind.ETHICS, text="* " + long + "\n\n> " + long)
    make_milestone(conference, MilestoneKind.OTHER, NOW, label="日" * 60)
    text = plain_call_of(client, conference)
    wide = [line for line in text.splitlines() if columns(line) > COLUMNS and "/" not in line]
    assert wide == []
    assert text.replace("\n", "").count("生成モデル") >= 30


def test_the_mail_lacks_only_its_receivers(client, conference):
    Conference.objects.filter(pk=conference.pk).update(
        title="Größere Modelle\nBcc: all@example.org", abstract="From here on we go. " * 20
    )
    answer = get(client, conference, "call_mail")
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"] == 'attachment; filename="effgenai-call.eml"'
    mail = email.message_from_bytes(answer.content, policy=email.policy.default)
    assert mail["Subject"] == "Call for papers: Größere Modelle Bcc: all@example.org"
    assert mail["X-Unsent"] == "1"
    assert {"To", "From", "Cc", "Bcc", "Date"}.isdisjoint(mail.keys())
    assert mail.get_content_type() == "text/plain"
    assert (mail["Content-Type"].params["format"], mail.get_content_charset()) == ("flowed", "utf-8")
    answer.content.decode("ascii")


def test_the_mail_says_the_same_as_the_text_once_it_is_unwrapped(client, conference):
    Conference.objects.filter(pk=conference.pk).update(abstract="From here on we go. " * 20)
    Topic.objects.create(conference=conference, name="Sparsity", description="word " * 40)
    mail = email.message_from_bytes(get(client, conference, "call_mail").content, policy=email.policy.default)
    lines = mail.get_content().splitlines()
    assert not any(line.startswith((">", "From ")) for line in lines)
    assert any(line.endswith(" ") for line in lines)
    unstuffed = [line.removeprefix(" ") for line in lines]
    assert [line.rstrip() for line in unstuffed] == plain_call_of(client, conference).splitlines()


@pytest.mark.parametrize("name", ["call_text", "call_mail"])
def test_both_are_public_and_those_of_a_draft_are_not(client, conference, name):
    assert "max-age" in get(client, conference, name)["Cache-Control"]
    Conference.objects.filter(pk=conference.pk).update(public_state="draft")
    assert client.get(reverse(f"conferences:{name}", args=["effgenai"])).status_code == 404
    client.force_login(make_member(conference, Role.REVIEWER))
    assert get(client, conference, name)


@pytest.mark.parametrize(
    ("markdown", "lines", "links"),
    [
        ("Some *very* **strong** `code`", ["Some very strong code"], []),
        ("[a](https://a.example) and [b](https://a.example)", ["a [1] and b [1]"], ["[1] https://a.example"]),
        ("https://a.example is one", ["https://a.example is one"], []),
        ("[me@a.example](mailto:me@a.example)", ["me@a.example"], []),
        ("[write](mailto:me@a.example)", ["write [1]"], ["[1] me@a.example"]),
        ("* one\n* two\n  * deeper", ["* one", "* two", "  * deeper"], []),
        ("3. three\n4. four", ["3. three", "4. four"], []),
        ("# Title\n\ntext", ["Title", "", "text"], []),
        ("> said", ["  said"], []),
        ("```\na  b\n```", ["    a  b"], []),
        ("A cost of $n^2$", ["A cost of $n^2$"], []),
        ("$$\nn^2\n$$", ["    n^2"], []),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["a | b", "1 | 2"], []),
        ("a\n\n---\n\nb", ["a", "", "* * *", "", "b"], []),
        ("![a curve](x.png)", ["a curve"], []),
        ("<b>as typed</b>", ["<b>as typed</b>"], []),
        ("a\\\nb", ["a b"], []),
        ("", [], []),
    ],
)
def test_markdown_becomes_text_that_reads_well(markdown, lines, links):
    assert plain(markdown) == (lines, links)


def test_list_items_hang_under_their_first_word():
    lines, _ = plain("* " + "word " * 10, limit=20)
    assert lines == ["* word word word", "  word word word", "  word word word", "  word"]


def test_invisible_signs_that_turn_lines_are_left_out():
    assert wrap("a\u202eb\x07 \u2066c") == ["ab c"]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Größe", 5),
        ("e\u0301", 1),
        ("生成", 4),
        ("한글", 4),
        ("ｱ", 1),
        ("👩‍👩‍👧", 2),
        ("❤️", 2),
        ("🇩🇪", 2),
        ("\u200d", 0),
    ],
)
def test_columns_are_those_of_a_terminal(text, width):
    assert columns(text) == width


def test_a_line_ends_between_signs_that_write_without_spaces_and_never_inside_one():
    family = "👩‍👩‍👧"
    assert hard(wrap(family * 3, 4)) == [family * 2, family]
    assert hard(wrap("生成。生成", 5)) == ["生", "成。", "生成"]


@given(st.text(max_size=300), st.integers(8, 72))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text, limit):
    lines = wrap(text, limit)
    joined = re.sub(r"\s", "", "".join(lines))
    assert joined == re.sub(r"\s", "", "".join(wrap(text, 10**6)))
    for line in hard(lines):
        assert columns(line) <= limit or " " not in line


def test_on_a_domain_of_its_own_only_public_pages_have_it(client, conference, settings):
    settings.SITE_URL = "https://site.example"
    Conference.objects.filter(pk=conference.pk).update(domain="workshop.example", calls_for_reviewers=True)
    text = plain_call_of(client, conference)
    for address in (
        "\nhttps://workshop.example/\n",
        "\nhttps://workshop.example/effgenai/review-with-us/\n",
        "\nhttps://site.example/effgenai/submissions/new/\n",
    ):
        assert address in text
