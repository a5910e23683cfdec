"""Pages of other programs' Markdown: what they mean is kept, what cannot be is told."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.site.importing.pages import ImportedPage, read_page
from effgenai.conferences.site.states import PageFormat
from effgenai.ui.text.markdown import render_page
from tests.support.factories import make_conference, make_member


def shown(page: ImportedPage) -> str:
    """What visitors read of it, on one line."""
    return " ".join(str(render_page(page.body)).split())


@pytest.mark.parametrize(
    "text",
    [
        '# Call\n\n{::options parse_block_html="true" /}\n\n<div>\n## Topics\n\n* **two**\n</div>\n',
        '# Call\n\n<div markdown="1">\n## Topics\n\n* **two**\n</div>\n',
        "# Call\n\n<section markdown=1 class='box'>\n## Topics\n* **two**\n</section>\n",
        '---\ntitle: Call\n---\n<div markdown="block"><div>plain</div>\n## Topics\n\n* **two**\n</div>\n',
    ],
)
def test_markdown_within_html_is_read_where_kramdown_reads_it(text: str) -> None:
    page = read_page(text)
    assert page.format == PageFormat.MARKDOWN
    assert (page.title, page.left_out) == ("Call", ())
    assert "<h3>Topics</h3>" in shown(page)
    assert "<li><strong>two</strong></li>" in shown(page)
    assert "{::" not in page.body
    assert "markdown=" not in page.body


def test_html_that_does_not_say_so_holds_no_markdown() -> None:
    page = read_page("# Call\n\n<div>\n*as typed*\n</div>\n\n<div markdown='0'>*too*</div>\n")
    assert "*as typed*" in shown(page)
    assert "*too*" in shown(page)


def test_text_goes_on_after_a_summary() -> None:
    page = read_page(
        '# Q\n\n<details markdown="1"><summary>More</summary>\nHidden **words**\n</details>\n\nEnd'
    )
    assert "<summary>More</summary> <p>Hidden <strong>words</strong></p> </details> <p>End</p>" in shown(page)


def test_remarks_of_kramdown_go_in_silence_and_settings_are_told() -> None:
    remark = "{::comment}\nsecret\n{:/comment}"
    page = read_page(f"# A\n\n{remark}\n\n{{::options toc_levels='1' /}}\n{{::nomarkdown}}<b>x</b>{{:/}}\n")
    assert "secret" not in page.body
    assert "<b>x</b>" in page.body
    assert "{:" not in page.body
    assert page.left_out == ("Setting {::options toc_levels='1' /}",)


@pytest.mark.parametrize(
    ("text", "stays", "gone", "losses"),
    [
        (
            "::: {.callout-note}\nDeadline **soon**\n:::\n",
            "<p>Deadline <strong>soon</strong></p>",
            ":::",
            ["Box ::: {.callout-note}, without its text, which stays"],
        ),
        (
            ":::tip Read this\nHello\n:::\n",
            "<strong>Read this</strong>",
            ":::",
            ["Box ::: tip Read this, without its text, which stays"],
        ),
        (
            '!!! note "Dates"\n    Soon.\n\n    - one\n\nAfter\n',
            "<p><strong>Dates</strong></p> <p>Soon.</p> <ul> <li>one</li> </ul> <p>After</p>",
            "!!!",
            ['Box !!! note "Dates", without its text, which stays'],
        ),
        (
            '=== "First tab"\n\n    Content\n',
            "<p>Content</p>",
            "===",
            ['Box === "First tab", without its text, which stays'],
        ),
        (
            "[Register](https://a.example){.btn .primary} now",
            "Register</a> now",
            "btn",
            ["Attributes {: .btn .primary}"],
        ),
        ("[words]{.mark} here", "words here", "[words]", ["Attributes {: .mark}"]),
        ("## Dates {#sec-dates .unnumbered}", 'id="s-sec-dates">Dates<', "unnumbered", None),
        ("```{python}\nx = 1\n```", "x = 1", "{python}", ["What the code of {python} gave when it was run"]),
        ("import X from './x';\n\nText", "Text", "import", ["Line import X from './x';"]),
        ("*[AoE]: Anywhere\n\nText", "Text", "Anywhere", ["Line *[AoE]: Anywhere"]),
        (
            ':material-email: write\n\n--8<-- "a.md"',
            "write",
            "8<",
            ["Icon :material-email:", 'Line --8<-- "a.md"'],
        ),
        ("Text {/* remark */} goes on", "Text goes on", "remark", []),
        ("{{< figure src='/a.png' >}}\n\nText", "Text", "figure", ["Liquid {{< figure src='/a.png' >}}"]),
    ],
)
def test_what_single_programs_write_is_kept_or_told(text, stays, gone, losses) -> None:
    page = read_page(f"# Page\n\n{text}\n")
    assert stays in shown(page)
    assert gone not in page.body
    if losses is not None:
        assert list(page.left_out) == losses


@pytest.mark.parametrize(
    "text",
    [
        '`::: note` and `{.x}` and `<div markdown="1">`',
        "```\n::: note\n!!! x\n{::options x=1 /}\n```",
        "    ::: note in code",
        "What a day!!! note it. Set {x: 1} = f(x) {a b}.",
        "Is it 3 === 3 or not ??? why",
    ],
)
def test_code_and_plain_words_are_no_boxes(text: str) -> None:
    page = read_page(f"# Page\n\n{text}\n")
    assert page.left_out == ()
    assert page.body == text.rstrip()


def test_the_title_block_of_pandoc_gives_the_title() -> None:
    page = read_page("% Workshop on *X*\n% Ada\n% 2027\n\n# First\n\nText")
    assert page.title.startswith("Workshop on")
    assert "Ada" not in page.body
    assert "# First" in page.body


def test_marks_of_links_to_a_heading_are_no_part_of_its_title() -> None:
    assert read_page('<h1>Call<a class="headerlink" href="#call">¶</a></h1><p>Text</p>').title == "Call"


DOCUMENT = (
    ("<title>Second</title>", "Title of the document"),
    (
        '<meta name="description" content="About us">',
        "Facts about the document, <meta>: description About us",
    ),
    ('<link rel="icon" href="x.ico">', "Facts about the document, <link>: icon x.ico"),
    ('<link rel="stylesheet" href="x.css">', "Style sheet: x.css"),
    ('<base href="/x/">', "Facts about the document, <base>: /x/"),
    ("<style>p{color:red}</style>", "Style sheet"),
)


@pytest.mark.django_db
@pytest.mark.parametrize("frame", ["# Page\n\n{}\n\nText\n", "<body><h1>Page</h1>{}<p>Text</p></body>"])
@pytest.mark.parametrize(("part", "loss"), DOCUMENT)
def test_facts_about_the_document_are_told_in_the_command_and_the_editor(
    tmp_path, client, frame, part, loss
) -> None:
    conference = make_conference("ws")
    file = tmp_path / "page.html"
    file.write_text(frame.format(part))
    out = io.StringIO()
    call_command("import_page", str(file), conference="ws", stdout=out, stderr=out)
    assert loss in out.getvalue()
    page = conference.pages.get()
    assert "Second" not in str(render_page(page.body))
    assert "color" not in page.body
    client.force_login(make_member(conference, Role.CHAIR))
    html = client.get(reverse("conferences:edit_page", args=["ws", page.pk])).content.decode()
    assert loss.replace("<", "&lt;").replace(">", "&gt;") in html
