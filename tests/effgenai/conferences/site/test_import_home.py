"""The home page from the page that a workshop has already: its sections, in its order and words."""

import io
import itertools

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from html5lib import parse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.site.blocks import Block, HomeContent, read_home, usual_blocks
from effgenai.conferences.site.importing.home import read_home_page
from effgenai.conferences.site.queries.home import live_home
from effgenai.conferences.site.queries.versions import draft_of
from effgenai.conferences.site.services.home import save_home_draft
from tests.support.factories import NOW, make_conference, make_member

TITLE = "2nd Workshop on Quiet Machines (QuietMach)"
QUESTIONS = [
    "How loud is a pump & its pipe?",
    "Who listens? If nobody, why measure?",
    "Does a fan at $x_1 < x_2$ hum?",
]
TOPICS = ["Silent Bearings and Gears", "Sound-Level Optimization for Pumps", "Damping (Active)"]
HTML = """---
layout: index
# header:
#   image: /assets/x.jpg
---
<h1 class="custom_title">2nd Workshop on Quiet Machines (QuietMach)</h1>
<section>
    <h2>Abstract</h2>
    <p>Machines are <em>everywhere</em>; however, they are loud. See
       <a href="https://quiet.example/a_b">our page</a>.</p>
    <h2>Background & Aims & Design</h2>
    <p>Pumps (ACME, Zeta_1) hum.</p><p>We need, specifically:</p>
    <ul><li>As pumps grow, more *care*.</li><li>Many fans.</li></ul>
    <h3>Open Questions</h3>
    <ul>
        <li>How long is long?</li><li>Who listens? If nobody, why measure?</li>
    </ul>
    <h2>Workshop Goals</h2>
    <p>To bring people together.</p>
    <h2>Topics of Interest</h2>
    <ul><li>Silent Bearings and Gears</li><li>Sound-Level Optimization for Pumps</li></ul>
</section>
"""


def home_of(text: str, **options: object) -> HomeContent:
    """The content that is read from a file, for a conference that nobody has touched."""
    return read_home_page(text, present=HomeContent(blocks=usual_blocks()), **options).content


def headings_of(content: HomeContent) -> list[str]:
    """The headings that the file gave, in their order."""
    return [block.heading for block in content.blocks if block.heading]


def test_every_section_becomes_a_block_in_the_order_and_words_of_the_file() -> None:
    content = home_of(HTML)
    assert content.title == TITLE
    assert [(block.kind, block.heading) for block in content.blocks[:5]] == [
        ("abstract", "Abstract"),
        ("aims", "Background & Aims & Design"),
        ("questions", "Open Questions"),
        ("text", "Workshop Goals"),
        ("topics", "Topics of Interest"),
    ]
    assert content.abstract == (
        "Machines are *everywhere*; however, they are loud. See [our page](https://quiet.example/a_b)."
    )
    assert content.aims == (
        "Pumps (ACME, Zeta_1) hum.\n\nWe need, specifically:\n\n"
        "* As pumps grow, more \\*care\\*.\n* Many fans."
    )
    assert content.questions == ("How long is long?", "Who listens? If nobody, why measure?")
    assert content.topics == ("Silent Bearings and Gears", "Sound-Level Optimization for Pumps")
    assert content.blocks[3].text == "To bring people together."


def listed(kind: str, lines: list[str]) -> str:
    """The lines in one of the forms in which people write them."""
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines]
    return {
        "markdown list": "\n".join(f"* {line}" for line in lines),
        "numbered": "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)),
        "markdown table": "\n".join(["| What |", "|---|", *(f"| {line} |" for line in lines)]),
        "lines": "<p>" + "<br>\n".join(escaped) + "</p>",
        "paragraphs": "\n".join(f"<p>{line}</p>" for line in escaped),
        "list": "<ol>" + "".join(f"<li><p>{line}</p></li>" for line in escaped) + "</ol>",
        "nested": f"<ul><li>{escaped[0]}<ul><li>{'</li><li>'.join(escaped[1:])}</li></ul></li></ul>",
        "table": "<table>" + "".join(f"<tr><td>{line}</td></tr>" for line in escaped) + "</table>",
        "divs": "<div><div><ul><li>" + "</li><li>".join(escaped) + "</li></ul></div></div>",
    }[kind]


IN_MARKDOWN = itertools.product(["markdown list", "numbered", "markdown table"], ["# ", "## ", "setext"])
IN_HTML = itertools.product(["list", "nested", "table", "divs", "paragraphs"], ["h2", "h4", "bold"])


@pytest.mark.parametrize(("kind", "heading"), [*IN_MARKDOWN, *IN_HTML, ("lines", "h3")])
def test_questions_and_topics_are_found_in_every_form(kind: str, heading: str) -> None:
    def headed(words: str) -> str:
        if heading == "setext":
            return f"{words}\n----\n"
        if heading == "bold":
            return f"<p><strong>{words}</strong></p>"
        return f"{heading}{words}\n" if "#" in heading else f"<{heading}>{words}</{heading}>"

    topics = listed(kind, TOPICS) if kind != "paragraphs" else listed("list", TOPICS)
    text = "\n\n".join(
        [
            headed("Abstract"),
            "Words.",
            headed("Open questions"),
            listed(kind, QUESTIONS),
            headed("Topics"),
            topics,
        ]
    )
    content = home_of(text)
    assert list(content.questions) == QUESTIONS
    assert list(content.topics) == TOPICS
    assert headings_of(content) == ["Abstract", "Open questions", "Topics"]
    assert content.abstract == "Words."


TITLES = {
    "# Quiet\n\nIntro.\n\n## Abstract\n\nText.": "Quiet",
    "Quiet\n=====\n\n# Abstract\n\nText.": "Quiet",
    "# Quiet\n\n# Abstract\n\nText.": "Quiet",
    "<h2>Quiet</h2><h3>Abstract</h3><p>Text.</p>": "Quiet",
    "---\ntitle: Home\n---\n# Quiet\n\n## Abstract\n\nText.": "Quiet",
    "---\ntitle: Homepage\n---\n# Quiet\n\n# Abstract\n\nText.": "Quiet",
    "---\ntitle: Quiet\n---\n## Abstract\n\nText.\n\n## Venue\n\nHall.": "Quiet",
    "---\ntitle: Home\n---\n## Abstract\n\nText.": "",
    "## Abstract\n\nText.\n\n## Venue\n\nHall.": "",
    "```\n# a remark\n```\n\n## Venue\n\nText.\n\n## Call\n\nWords.": "",
}


@pytest.mark.parametrize(("text", "title"), TITLES.items())
def test_the_title_is_what_stands_above_everything(text: str, title: str) -> None:
    content = home_of(text)
    assert content.title == title
    assert "Quiet" not in headings_of(content)
    assert "Text." in content.abstract + "".join(block.text for block in content.blocks)


def test_what_stands_around_a_list_stays_in_its_place() -> None:
    content = home_of(
        "## Topics\n\nWe *welcome*, among others:\n\n* Pumps\n* Fans\n\nAnd others, too.\n\n"
        "## Venue\n\nHall.\n\n### Rooms\n\nTwo.\n\n## Topics of last year\n\n* Gears"
    )
    assert [(block.kind, block.heading, block.text) for block in content.blocks[:5]] == [
        ("text", "Topics", "We *welcome*, among others:"),
        ("topics", "", ""),
        ("text", "Topics", "And others, too."),
        ("text", "Venue", "Hall.\n\n## Rooms\n\nTwo."),
        ("text", "Topics of last year", "* Gears"),
    ]
    assert content.topics == ("Pumps", "Fans")


def test_formulas_tables_code_and_footnotes_come_along() -> None:
    content = home_of(
        "## Abstract\n\nCost $a_1 * b_*$ and\n\n$$\nx^2\n$$\n\nNote[^1].\n\n"
        "| A | B |\n|---|---|\n| 1 | `x*y` |\n\n```\n# no heading\n```\n\n1. One\n   * Two\n\n[^1]: Below."
    )
    for part in (
        "$a_1 * b_*$",
        "$$x^2$$",
        "| A | B |\n| --- | --- |\n| 1 | `x*y` |",
        "# no heading",
        "1. One",
        "Below.",
    ):
        assert part in content.abstract, part


def test_links_to_sections_lead_to_their_blocks() -> None:
    content = home_of(
        "## Abstract\n\nSee [goals](#our-goals), [venue](#v), [x](#x).\n\n"
        "## Our goals\n\nA.\n\n## Venue {#v}\n\nB."
    )
    assert content.abstract == "See [goals](#aims), [venue](#text-file1), [x](#x)."


def test_more_sections_than_blocks_are_not_lost() -> None:
    content = home_of("".join(f"## Part {number}\n\nText {number}.\n\n" for number in range(30)))
    free = [block for block in content.blocks if block.kind == "text"]
    assert len(free) == 20
    assert "## Part 29\n\nText 29." in free[-1].text


def test_what_the_page_has_and_the_file_lacks_is_told() -> None:
    own = Block("text-1", "text", "Grants", text="Apply.")
    present = HomeContent(aims="Old aims", summary="In short.", blocks=(own, *usual_blocks()))
    imported = read_home_page("## Abstract\n\nText. {{ x }}\n\n## Empty", present=present)
    assert imported.content.summary == "In short."
    assert [words.split(" of the present")[0] for words in imported.left_out[2:]] == ["“Grants”", "“Aims”"]
    assert imported.left_out[:2] == ("Liquid {{ x }}", "Heading without a text: Empty")
    kinds = [block.kind for block in imported.content.blocks]
    assert sorted(kinds) == sorted(block.kind for block in usual_blocks())


def run(path, *args):
    out = io.StringIO()
    call_command("import_page", path, "--conference", "effgenai", "--as-home", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def conference():
    conference = make_conference("effgenai", public_state=PublicState.PUBLISHED, abstract="Old words")
    conference.topics.all().delete()
    return conference


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "index.html"
    path.write_text(HTML, encoding="utf-8")
    return path


def words_on(client, address: str) -> str:
    tree = parse(client.get(address).content.decode(), namespaceHTMLElements=False)
    return " ".join(" ".join(tree.find(".//main").itertext()).split())


EVERYTHING = [
    TITLE,
    "Abstract",
    "Machines are everywhere",
    "however, they are loud. See our page",
    "Background & Aims & Design",
    "Pumps (ACME, Zeta_1) hum.",
    "As pumps grow, more *care*.",
    "Open Questions",
    "How long is long?",
    "Workshop Goals",
    "Topics of Interest",
    "Silent Bearings and Gears",
]


def assert_shows_everything(client, address: str) -> None:
    shown = words_on(client, address)
    places = [shown.find(words) for words in EVERYTHING]
    assert -1 not in places, shown
    assert places == sorted(places), shown


@pytest.mark.django_db
def test_the_file_is_a_draft_with_a_preview_until_a_chair_publishes_it(conference, file, client) -> None:
    assert "is now the draft" in run(file)
    conference.refresh_from_db()
    assert (conference.title == TITLE, conference.topics.count(), conference.abstract) == (
        False,
        0,
        "Old words",
    )
    assert "everywhere" not in words_on(client, "/effgenai/")
    client.force_login(make_member(conference, Role.CHAIR))
    assert_shows_everything(client, reverse("conferences:preview_home", args=["effgenai"]))

    editor = reverse("conferences:home_editor", args=["effgenai"])
    form = client.get(editor).context["form"]
    data = {name: value for name, value in form.initial.items() if value and name in form.fields}
    data |= {"block": [block.key for block in form.content.blocks], "version": form.initial["version"]}
    assert client.post(editor, data | {"do": "publish"}).status_code == 302
    client.logout()
    assert_shows_everything(client, "/effgenai/")
    conference.refresh_from_db()
    assert conference.title == TITLE
    assert list(conference.topics.values_list("name", flat=True)) == list(home_of(HTML).topics)
    assert "Nothing has changed" in run(file)
    assert draft_of(conference, None) is None


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_typing_is_not_lost(conference, file) -> None:
    run(file)
    assert "Nothing has changed" in run(file)
    assert AuditLine.objects.filter(action="home.import").count() == 1
    editor = make_member(conference, Role.SITE_EDITOR)
    typed = read_home({"abstract": "I am typing"})
    save_home_draft(conference=conference, content=typed, seen="", by=editor, at=NOW, force=True)
    for options in ((), ("--publish",)):
        with pytest.raises(CommandError, match="would be lost"):
            run(file, *options)
    assert draft_of(conference, None).content["abstract"] == "I am typing"
    run(file, "--replace")
    assert read_home(draft_of(conference, None).content).title == TITLE


@pytest.mark.django_db
def test_publishing_keeps_the_topics_that_there_are(conference, file, client) -> None:
    mine = conference.topics.create(name="silent bearings AND gears", description="Known", position=3)
    conference.topics.create(name="Dust", position=0)
    assert "is published" in run(file, "--publish")
    names = list(conference.topics.values_list("name", flat=True))
    assert names == ["silent bearings AND gears", "Sound-Level Optimization for Pumps", "Dust"]
    mine.refresh_from_db()
    assert (mine.description, mine.position) == ("Known", 0)
    assert "Nothing has changed" in run(file, "--publish")


@pytest.mark.django_db
def test_who_edits_the_site_alone_does_not_change_title_and_topics(conference, file, client) -> None:
    run(file)
    client.force_login(make_member(conference, Role.SITE_EDITOR))
    editor = reverse("conferences:home_editor", args=["effgenai"])
    form = client.get(editor).context["form"]
    data = {"version": form.initial["version"], "do": "publish"}
    lines = AuditLine.objects.count()
    assert "ask a chair" in client.post(editor, data).content.decode()
    conference.refresh_from_db()
    assert (conference.abstract, conference.topics.count()) == ("Old words", 0)
    assert live_home(conference).blocks == usual_blocks()
    assert AuditLine.objects.count() == lines
    assert client.post(editor, data | {"title": "", "topics": ""}).status_code == 302
    conference.refresh_from_db()
    assert conference.abstract.startswith("Machines")
    assert (conference.title == TITLE, conference.topics.count()) == (False, 0)


@pytest.mark.django_db
def test_a_title_that_no_file_brought_cannot_be_sent(conference, client) -> None:
    client.force_login(make_member(conference, Role.SITE_EDITOR))
    editor = reverse("conferences:home_editor", args=["effgenai"])
    version = client.get(editor).context["form"].initial["version"]
    sent = {"version": version, "do": "publish", "abstract": "New", "title": "Taken over", "topics": "Mine"}
    assert client.post(editor, sent).status_code == 302
    conference.refresh_from_db()
    assert (conference.abstract, conference.title == "Taken over", conference.topics.count()) == (
        "New",
        False,
        0,
    )


@pytest.mark.django_db
def test_a_page_that_says_nothing_is_refused(conference, tmp_path) -> None:
    file = tmp_path / "index.html"
    file.write_text("---\nlayout: x\n---\n<script>x</script>{% include y %}")
    with pytest.raises(CommandError, match="says nothing"):
        run(file)
    assert draft_of(conference, None) is None
