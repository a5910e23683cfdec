import copy
import html
import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.site.importing.front_matter import UnreadablePage
from effgenai.conferences.site.importing.pages import read_page
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.queries.versions import draft_of
from effgenai.conferences.site.services.pages import autosave_page, save_page
from effgenai.conferences.site.states import PageFormat
from effgenai.ui.text.markdown import render_page
from tests.support.factories import NOW, make_conference, make_member

JEKYLL = """---
# a remark
layout: index
classes: wide
header-font-family: "Open Sans,sans-serif"
---
<h1 class="custom_title">1st Workshop &amp; more</h1>
{% include banner.html %}
<section style="color: red">
<h2 onclick="go()">Aims &amp; goals</h2>
<p>Text with {{ site.title }} inside.</p>
<script>alert("</p>")</script><a href="javascript:x()">go</a><img src="//evil.example/x.png">
</section>
"""


def test_a_jekyll_page_becomes_a_safe_page():
    page = read_page(JEKYLL)
    assert (page.title, page.format) == ("1st Workshop & more", PageFormat.HTML)
    assert "<h2>Aims &amp; goals</h2>" in page.body
    assert "Text with  inside." in page.body
    for bad in ("script", "alert", "onclick", "style", "javascript", "evil", "{%", "{{", "<h1", "layout"):
        assert bad not in page.body


def test_the_title_comes_from_the_front_matter_and_the_heading_stays():
    page = read_page("---\ntitle: From <b>above</b>\n---\n# Part one\n\nText.\n")
    assert page.title == "From above"
    assert page.body == "# Part one\n\nText."
    assert page.format == PageFormat.MARKDOWN


def test_markdown_loses_liquid_comments_and_attribute_lists():
    page = read_page("# Title\n\n{% comment %}secret{% endcomment %}\nText{: .notice}\n\n{:toc}\n$x^2$")
    assert page.title == "Title"
    assert "secret" not in page.body
    assert "{:" not in page.body
    assert "$x^2$" in page.body


@pytest.mark.parametrize("text", ["", "Text alone", "---\nlayout: x\n---\n", "---\ntitle: [\n---\nText"])
def test_a_page_without_title_or_with_broken_front_matter_is_refused(text):
    with pytest.raises(UnreadablePage):
        read_page(text)


@given(st.text(max_size=300))
def test_whatever_the_file_holds_the_result_is_a_page_or_a_clear_refusal(text):
    try:
        page = read_page(text)
    except UnreadablePage:
        return
    assert page.title
    assert "\x00" not in page.body
    assert len(page.title) <= 160


def run(path, *args):
    out = io.StringIO()
    call_command("import_page", path, "--conference", "effgenai", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.mark.django_db
def test_importing_twice_changes_nothing_and_a_new_text_updates_the_page(conference, tmp_path, client):
    file = tmp_path / "home-page.html"
    file.write_text(JEKYLL, encoding="utf-8")
    assert "a draft" in run(file)
    page = Page.objects.get()
    assert page.slug == "home-page"
    assert client.get("/effgenai/home-page/").status_code == 404

    assert "has not changed" in run(file)
    assert Page.objects.get().updated_at == page.updated_at
    assert AuditLine.objects.count() == 1

    file.write_text(JEKYLL.replace("goals", "ends"), encoding="utf-8")
    run(file, "--publish")
    page.refresh_from_db()
    assert "ends" in page.body
    assert client.get("/effgenai/home-page/").status_code == 200
    run(file, "--title", "Other", "--replace")
    page.refresh_from_db()
    assert (page.title, page.is_published) == ("Other", True)


@pytest.fixture
def published(conference):
    values = {"slug": "venue", "title": "Venue", "body": "By train.", "updated_at": NOW, "is_published": True}
    return Page.objects.create(conference=conference, **values)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "venue.md"
    path.write_text("# Venue\n\nBy boat.\n", encoding="utf-8")
    return path


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options", [(), ("--publish",), ("--title", "Other"), ("--publish", "--title", "Other")]
)
def test_what_visitors_read_stays_and_the_file_becomes_a_draft(published, file, client, options):
    assert "is now the draft" in run(file, "--slug", "venue", *options)
    published.refresh_from_db()
    assert (published.title, published.body) == ("Venue", "By train.")
    assert "By train" in client.get("/effgenai/venue/").content.decode()
    draft = draft_of(published.conference, published)
    assert (draft.content["body"].removeprefix("# Venue\n\n"), draft.saved_by) == ("By boat.", None)
    assert "has not changed" in run(file, "--slug", "venue", *options)
    assert SiteVersion.objects.count() == 2, "the draft, and what visitors read"
    assert AuditLine.objects.count() == 1


@pytest.mark.django_db
def test_replacing_overwrites_and_what_stood_there_stays_a_version(published, file, client):
    run(file)
    assert "stands at" in run(file, "--replace")
    assert "By boat" in client.get("/effgenai/venue/").content.decode()
    bodies = SiteVersion.objects.exclude(published_at=None).values_list("content__body", flat=True)
    assert list(bodies) == ["By boat.", "By train."]
    assert draft_of(published.conference, published) is None
    assert "has not changed" in run(file, "--replace")


@pytest.mark.django_db
@pytest.mark.parametrize("is_published", [True, False])
def test_what_somebody_types_is_not_lost_to_a_file(published, file, is_published):
    Page.objects.update(is_published=is_published)
    published.refresh_from_db()
    editor = make_member(published.conference, Role.SITE_EDITOR)
    typed = copy.copy(published)
    typed.body = "By tram, I"
    autosave_page(page=typed, by=editor, at=NOW, seen=None)
    lines = AuditLine.objects.count()
    for options in ((), ("--publish",)):
        with pytest.raises(CommandError, match="would be lost"):
            run(file, *options)
    assert draft_of(published.conference, published).content["body"] == "By tram, I"
    assert Page.objects.get().body == "By train."
    assert AuditLine.objects.count() == lines
    run(file, "--replace")
    assert Page.objects.get().body == "By boat."


LOSSES = {
    "<script src='/app.js'>x</script>": "Script: /app.js",
    "<style>p {}</style>": "Style sheet",
    "<iframe src='https://maps.example/'></iframe>": "Embedded page: https://maps.example/",
    '<embed src="a.pdf">': "Embedded page: a.pdf",
    "<video src=a.mp4></video>": "Video: a.mp4",
    '<img src="/assets/hall.jpg" alt="The hall">': "Picture /assets/hall.jpg (“The hall”)",
    "![The hall](/assets/hall.jpg)": "Picture /assets/hall.jpg (“The hall”)",
    "{% include map.html %}": "Liquid {% include map.html %}",
    "Mail {{ site.email }}": "Liquid {{ site.email }}",
    "<p style='color:red'>x</p>": "Style of a single element",
    '<b onclick="go()">x</b>': "Script that begins with an event of <b>",
    "<form action='/x'><input></form>": "Part of a form: <form>",
    "[Call](cfp.html)": "Link within the old site, which may lead nowhere from here: cfp.html",
    "<a href='javascript:go()'>x</a>": "Link that runs a script",
    "<x-map>Here</x-map>": "Element <x-map>",
    "Text{: .notice}": "Attributes {: .notice}",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("part", "loss"), LOSSES.items(), ids=LOSSES.values())
def test_each_loss_is_told_in_the_command_and_in_the_editor(conference, tmp_path, client, part, loss):
    file = tmp_path / "venue.md"
    file.write_text(f"# Venue\n\n{part}\n\nText that stays.\n", encoding="utf-8")
    assert loss in run(file)
    client.force_login(make_member(conference, Role.SITE_EDITOR))
    address = reverse("conferences:edit_page", args=["effgenai", Page.objects.get().pk])
    assert loss in html.unescape(client.get(address).content.decode())
    assert "Text that stays." in client.get("/effgenai/venue/").content.decode()


@pytest.mark.django_db
def test_losses_are_told_until_somebody_publishes_the_page(published, tmp_path, client):
    file = tmp_path / "venue.html"
    file.write_text("<h1>Venue</h1><iframe src='https://maps.example/'></iframe><p>By boat.</p>")
    editor = make_member(published.conference, Role.SITE_EDITOR)
    client.force_login(editor)
    address = reverse("conferences:edit_page", args=["effgenai", published.pk])
    for options in ((), ("--replace",)):
        run(file, *options)
        assert "maps.example" in client.get(address).content.decode()
    published.refresh_from_db()
    save_page(page=published, by=editor, at=NOW)
    published.body = "By tram."
    save_page(page=published, by=editor, at=NOW)
    assert "maps.example" not in client.get(address).content.decode()


def test_equal_losses_are_told_once_with_their_number():
    page = read_page("# A\n\n" + "{{ site.url }}\n\n" * 3 + "{{ " + "x" * 500 + " }}")
    assert page.left_out[0] == "Liquid {{ site.url }} (3 times)"
    assert len(page.left_out[1]) < 130


LIQUID = """# Programme

| When | What |
|------|------|
{% for talk in site.data.talks %}
| {{ talk.when }} | {{ talk.title }} |
{% endfor %}
| 17:00 | Closing |
| {{ site.later }} | {{ site.drinks }} |

* Coffee
{% for person in site.data.people %}
* {{ person.name }}
  {% for mail in person.mails %}* {{ mail }}{% endfor %}
{% endfor %}
{% include dinner.md %}
* Dinner
* {{ site.last }}
* [{{ site.name }}]({{ site.url }})

{% if page.online %}
Online too.
{% endif %}
{% raw %}Write {{ name }}.{% endraw %}

{% highlight python %}
x = "<script>"
{% endhighlight %}
"""


def test_liquid_in_tables_and_lists_is_left_out_with_its_lines_and_listed():
    page = read_page(LIQUID, is_markdown=True)
    rendered = render_page(page.body)
    assert rendered.count("<table>") == rendered.count("<ul>") == 1
    assert rendered.count("<tr>") == 2
    assert rendered.count("<li>") == 2
    assert "Online too." in rendered
    assert "Write {{ name }}." in rendered
    assert 'x = "&lt;script&gt;"' in html.unescape(rendered).replace("<script>", "&lt;script&gt;")
    for loss in (
        "Liquid {% for talk in site.data.talks %} and what it repeats",
        "Liquid {% for person in site.data.people %} and what it repeats",
        "Liquid {% include dinner.md %}",
        "Liquid {% if page.online %}",
        "Liquid {{ site.last }}",
    ):
        assert loss in page.left_out
    assert not any("talk.title" in loss or "script" in loss.lower() for loss in page.left_out)


TITLES = {
    "# Venue": "Venue",
    "#    Venue   ##": "Venue",
    "### Venue\n\n# Part": "Venue",
    "Venue\n=====": "Venue",
    "The\nvenue\n---": "The venue",
    "# Venue {#top}": "Venue",
    "# Venue {: #top .big}": "Venue",
    "# Venue\n{: .no_toc}": "Venue",
    "Venue {#top}\n===": "Venue",
    "{: .first}\n# Venue": "Venue",
    "<h1>Venue</h1>": "Venue",
    '<div markdown="1">\n<h2 id="x">The <em>venue</em></h2>\n</div>': "The venue",
    "```sh\n# a remark\n```\n\n# Venue": "Venue",
    "    # a remark\n\nVenue\n-----": "Venue",
    "<!-- <h1>No</h1> -->\n\n# Venue": "Venue",
    "<!--\n# No\n-->\n\n# Venue": "Venue",
    "# {{ page.title }}\n\n## Venue": "Venue",
    "# *Venue* & `code` of $x^2$": "Venue & code of $x^2$",
    "Intro before.\n\n## Venue": "Venue",
}


@pytest.mark.parametrize(("text", "title"), TITLES.items())
@pytest.mark.parametrize("front", ["", "---\nlayout: page\n---\n"])
def test_the_first_heading_of_any_form_gives_the_title(front, text, title):
    page = read_page(f"{front}{text}\n\nText.\n", is_markdown=True)
    assert page.title == title
    assert "Text." in page.body
    assert title not in page.body


HTML_TITLES = [
    "<h3 class=x>The <b>venue</b></h3>",
    "<!-- <h1>No</h1> --><h2>The venue</h2>",
    "<pre># No\n&lt;h1&gt;</pre><h1>The\n venue</h1>",
    "<pre><h1>No</h1></pre><h1>The venue</h1>",
    "<h1></h1><h2>{{ page.title }}</h2><h2>The venue</h2>",
    "<script>'<h1>No</h1>'</script><h1>The venue</h1>",
    "<html><head><title>No</title></head><body><h1>The venue</h1></body></html>",
]


@pytest.mark.parametrize("text", HTML_TITLES)
def test_the_first_heading_of_html_gives_the_title(text):
    page = read_page(f"{text}<p>Text.</p>")
    assert (page.title, page.format) == ("The venue", PageFormat.HTML)
    assert "Text." in page.body
    assert "The venue" not in page.body


@pytest.mark.parametrize(
    "text", ["```\n# a remark\n```\n", "    # a remark\n", "<!-- # a -->", "`# a`", "#a\n"]
)
def test_a_remark_in_code_is_no_title(text):
    with pytest.raises(UnreadablePage, match="no title"):
        read_page(text, is_markdown=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.django_db
def test_files_of_usual_encodings_and_line_ends_are_read(conference, tmp_path, encoding, newline):
    file = tmp_path / "venue.md"
    text = "---\ntitle: Café\n---\n# Début\n\nÀ Zürich.\n".replace("\n", newline)
    file.write_bytes(text.encode(encoding))
    run(file)
    page = Page.objects.get()
    assert (page.title, page.body) == ("Café", "# Début\n\nÀ Zürich.")


def test_a_page_that_could_not_be_shown_is_refused():
    with pytest.raises(UnreadablePage, match="at most"):
        read_page("# A\n\n" + "x " * 60_000)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["chair", "not an address"])
def test_an_impossible_address_is_refused(conference, tmp_path, slug):
    file = tmp_path / "page.md"
    file.write_text("# Title", encoding="utf-8")
    with pytest.raises(CommandError):
        run(file, "--slug", slug)
    assert not Page.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_read_is_named(conference, tmp_path):
    binary = tmp_path / "page.html"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (binary, tmp_path / "missing.html"):
        with pytest.raises(CommandError, match=path.name):
            run(path)
    with pytest.raises(CommandError, match="no conference"):
        call_command("import_page", binary, "--conference", "nowhere")


# Of the shape of a workshop's page made with another generator: TOML above, sections with the ids of their
# headings, a style sheet in the middle, and addresses between angle brackets.
OF_HUGO = """+++
title = "Small models @ Example 2027"
[extra]
nav = true
+++

---

<section id="about">

## About {#about}
We meet. See [the dates](#dates), the [portal]() and <https://portal.example/x?y=1>.

</section>

## Dates {#dates}

| Time | Session |
|------|---------|
| 9:00 | Opening |

<style>
.grid { display: grid; }
</style>

Write to <small.models@mail.example>.
"""


def test_toml_front_matter_names_the_page_and_addresses_are_no_elements():
    page = read_page(OF_HUGO, is_markdown=True)
    assert page.title == "Small models @ Example 2027"
    assert "+++" not in page.body
    assert "<small.models@mail.example>" in page.body
    assert "<https://portal.example/x?y=1>" in page.body
    assert page.left_out == ("Style sheet", "Link without an address, of which the text stays")


@pytest.mark.parametrize("front", ['title = "x', "title = 1\ntitle = 2", "=", "a = [" + "[" * 3000])
def test_damaged_toml_is_a_sentence(front):
    with pytest.raises(UnreadablePage, match="TOML"):
        read_page(f"+++\n{front}\n+++\n# Heading\n", is_markdown=True)
